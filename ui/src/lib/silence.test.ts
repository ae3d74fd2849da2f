import { expect, it } from 'vitest'

import { silence } from './silence'

const said = (kind: string, state: string | null = null, ...flags: string[]) => ({ kind, state, flags })

it.each([
  ['no event of Meta’s', 'texter', [], 'Nothing here was understood as an event of Meta’s.'],
  ['an incoming message', 'texter', [said('message')], 'What came: an incoming message.'],
  ['an incoming message where openings are told', 'doubletick', [said('message')], 'What came: an incoming message that opens no conversation: it is open already.'],
  ['a message again', 'doubletick', [said('message', null, 'duplicate')], 'What came: an incoming message that opens no conversation: it came before.'],
  ['a message from before', 'doubletick', [said('message', null, 'before_done')], 'What came: an incoming message that opens no conversation: it was said before the conversation was marked done.'],
  ['a state again', 'zoho', [said('read', 'seen'), said('read', 'seen')], 'What came: a “Seen” that changes no state: it came before, or the message had got further.'],
  ['what moves nothing', 'zoho', [said('message_edit')], 'What came: message edit.'],
  ['many kinds', 'zoho', ['a', 'b', 'c', 'd', 'e'].map((kind) => said(kind)), 'What came: a; b; c; 2 other kinds.'],
])('%s', (_, vendor, signals, why) => {
  const [tells, is] = silence(vendor, 'Them', signals)
  expect(is).toBe(why)
  expect(tells).toMatch(vendor === 'doubletick' ? /opens a conversation\.$/ : /nothing else\.$/)
})
