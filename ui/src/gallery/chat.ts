// One message of the chat in all that may have happened to it.

import type { MessageRow, RailStep } from '../host/contract'
import { BIDI, LONG, WORDS } from './samples'

const AT = 1_781_618_580_000
const ref = (captureId: string, kind = 'message', signature: string | null = null) => ({ captureId, kind, path: '$.entry[0].messaging[0]', at: AT, signature, ours: null })

export const SAID: MessageRow = {
  id: 'instagram/17841400000000101/m1',
  messageId: 'm1',
  direction: 'inbound',
  kind: 'message',
  at: AT,
  text: 'Is the blue mug back in stock? ☕',
  characters: 32,
  attachments: [],
  quickReply: null,
  postbackPayload: null,
  replyTo: null,
  referral: null,
  unsupported: false,
  participant: null,
  edits: [],
  original: null,
  reactions: [],
  deletedAt: null,
  deleted: false,
  deletedSignature: null,
  rail: [],
  state: null,
  hasDelivered: false,
  flags: [],
  captures: [ref('17')],
  sample: false,
  standby: false,
  signature: null,
  ours: null,
}

const step = (state: string, seconds: number, more: Partial<RailStep> = {}): RailStep => ({
  state,
  participant: null,
  at: AT + seconds * 1_000,
  receivedAt: AT + seconds * 1_000 + 300,
  basis: 'observed',
  captureId: '18',
  flags: [],
  error: null,
  code: null,
  moved: true,
  signature: null,
  ...more,
})
const sent = (rail: RailStep[], more: Partial<MessageRow> = {}): MessageRow => ({
  ...SAID,
  direction: 'outbound',
  kind: 'message_echo',
  text: 'It is: shall we put one aside?',
  characters: 30,
  rail,
  state: rail.findLast(({ moved }) => moved)?.state ?? null,
  hasDelivered: true,
  ...more,
})
const wording = (captureId: string, text: string, minutes: number) => ({ captureId, at: AT + minutes * 60_000, text, characters: text.length, signature: null })
const zoe = { id: '4915550000041', name: 'Zoë' }
const ali = { id: '4915550000042', name: null }

/** What the customer wrote. */
export const WRITTEN: [string, MessageRow][] = [
  ['words', SAID],
  ['no words', { ...SAID, text: null, characters: 0 }],
  ['very long, without a space', { ...SAID, text: LONG, characters: LONG.length }],
  ['longer than is shown', { ...SAID, text: WORDS.repeat(6), characters: WORDS.length * 6 }],
  ['both directions, NUL', { ...SAID, text: BIDI, characters: BIDI.length }],
  ['of a group, an answer with a quote', { ...SAID, participant: zoe, replyTo: { mid: 'm0', text: WORDS, storyUrl: null, signature: null } }],
  ['of a member without a name, a quick reply', { ...SAID, participant: ali, text: 'Blue', quickReply: 'COLOUR_BLUE' }],
  ['a button', { ...SAID, kind: 'postback', text: null, postbackPayload: LONG }],
  ['attachments', { ...SAID, text: null, attachments: [{ kind: 'image', url: 'https://lookaside.example/mug.jpg?signature=1', id: null }, { kind: 'ig_reel', url: null, id: '17990000000000000' }, { kind: 'file', url: `https://lookaside.example/${LONG}.pdf`, id: null }] }],
  ['edited twice, two reacted', { ...SAID, edits: [wording('18', 'Is it back?', 1), wording('19', 'Is the mug back?', 2)], original: wording('17', 'Is it bakc?', 0), reactions: [{ captureId: '20', direction: 'inbound', participant: zoe, emoji: '👍', reaction: null, at: AT, signature: null }, { captureId: '21', direction: 'outbound', participant: null, emoji: null, reaction: 'love', at: AT, signature: null }] }],
  ['deleted', { ...SAID, deleted: true, deletedAt: AT + 60_000 }],
  ['Meta cannot carry it', { ...SAID, text: null, unsupported: true }],
  ['not arrived, only spoken of', { ...SAID, kind: 'placeholder', text: null, at: null }],
  ['a sample of the dashboard', { ...SAID, sample: true, flags: ['sample'] }],
  ['another app had the thread', { ...SAID, standby: true }],
  ['a copy of it came', { ...SAID, flags: ['duplicate'], captures: [ref('17'), { ...ref('18'), ours: 'copy' }] }],
  ['a signature that does not fit', { ...SAID, signature: 'invalid', captures: [ref('17', 'message', 'invalid')] }],
]

/** What the business sent, and what became of it. */
export const SENT: [string, MessageRow][] = [
  ['nothing yet', sent([step('accepted', 0)])],
  ['seen', sent([step('accepted', 0), step('delivered', 2), step('seen', 41)])],
  ['no delivered on this channel', sent([step('accepted', 0), step('seen', 41)], { hasDelivered: false })],
  ['implied, and set by hand', sent([step('accepted', 0), step('delivered', 2, { basis: 'implied' }), step('seen', 41, { basis: 'simulated' })])],
  ['late, and again', sent([step('accepted', 0), step('seen', 41), step('delivered', 2, { moved: false, flags: ['late'] }), step('seen', 41, { moved: false, flags: ['duplicate'] })])],
  ['told by a capture that was deleted', sent([step('accepted', 0), step('seen', 41, { captureId: null, receivedAt: null })])],
  ['failed', sent([step('accepted', 0), step('failed', 1, { error: `Message undeliverable. ${WORDS}`, code: 131_026 })])],
  ['to a group', sent([step('accepted', 0), step('delivered', 2, { participant: zoe }), step('delivered', 5, { participant: ali }), step('seen', 41, { participant: zoe })])],
  ['told with a signature that does not fit', sent([step('accepted', 0), step('delivered', 2, { signature: 'invalid' })])],
]
