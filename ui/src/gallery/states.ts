// Every component of the page in all its states, and those that the chat is made of. A file of ui/src/components or of the
// timeline that is not here fails the test of the gallery.

import { type Component, type ComponentProps, createRawSnippet } from 'svelte'

import Ask from '../components/Ask.svelte'
import Attempt from '../components/Attempt.svelte'
import Bars from '../components/Bars.svelte'
import Carried from '../components/Carried.svelte'
import Code from '../components/Code.svelte'
import Copy from '../components/Copy.svelte'
import Empty from '../components/Empty.svelte'
import FilterField from '../components/FilterField.svelte'
import Find from '../components/Find.svelte'
import FindShown from '../components/FindShown.svelte'
import Hex from '../components/Hex.svelte'
import Id from '../components/Id.svelte'
import Modal from '../components/Modal.svelte'
import More from '../components/More.svelte'
import Ours from '../components/Ours.svelte'
import Outside from '../components/Outside.svelte'
import Parts from '../components/Parts.svelte'
import Popover from '../components/Popover.svelte'
import Reached from '../components/Reached.svelte'
import Refusal from '../components/Refusal.svelte'
import Retry from '../components/Retry.svelte'
import Searched from '../components/Searched.svelte'
import Sent from '../components/Sent.svelte'
import Splitter from '../components/Splitter.svelte'
import Switch from '../components/Switch.svelte'
import Tree from '../components/Tree.svelte'
import Turned from '../components/Turned.svelte'
import Unknown from '../components/Unknown.svelte'
import Unproven from '../components/Unproven.svelte'
import Unsaved from '../components/Unsaved.svelte'
import Answer from '../components/Answer.svelte'
import Answered from '../components/Answered.svelte'
import Verdict from '../components/Verdict.svelte'
import Waiting from '../components/Waiting.svelte'
import Attachment from '../features/timeline/Attachment.svelte'
import Message from '../features/timeline/Message.svelte'
import Rail from '../features/timeline/Rail.svelte'
import When from '../features/timeline/When.svelte'
import Words from '../features/timeline/Words.svelte'
import Editor from '../components/editor/Editor.svelte'
import Merge from '../components/editor/Merge.svelte'
import { fault } from '../lib/fault'
import type { Token } from '../lib/json'
import { DASHBOARD } from '../lib/outside'
import { hits } from '../lib/ranges'
import { tree } from '../lib/tree'
import { SAID, SENT, WRITTEN } from './chat'
import { ANSWERS, ATTEMPT, BIDI, CUT_OFF, DETAILS, JSON_TEXT, LENGTHY, LONG, REGRESSED, UNREACHED, WORDS } from './samples'

export interface State {
  name: string
  props: Record<string, unknown>
  /** Pressed once it is there: what opens it. */
  press?: string
  /** It covers the page: shown when it is asked for. */
  asked?: boolean
}
export interface Shown {
  /** Its file below ui/src/components. */
  file: string
  component: Component<any>
  states: State[]
}

type Usual<C extends Component<any>> = [name: string, props: ComponentProps<C>, how?: Pick<State, 'press' | 'asked'>][]
const of = <C extends Component<any>>(file: string, component: C, states: Usual<C>): Shown => ({ file, component, states: states.map(([name, props, how]) => ({ name, props, ...how })) })
const html = (text: string) => createRawSnippet(() => ({ render: () => `<div>${text}</div>` }))
const nothing = () => {}
const looks = (name: string) => async () => DETAILS[name] ?? null
const notes = new Map([
  ['$.object', { note: 'from the envelope', standIn: false }],
  ['$.entry[0].id', { note: 'an id standing in for a name', standIn: true }],
])
const note = ({ path }: Token) => notes.get(path ?? '')
const field = { label: 'Filter', placeholder: 'Filter: kind:message status>=400', change: nothing, settle: nothing, used: nothing }
const chat = { platform: 'instagram', sought: '', opened: 0, select: nothing, simulate: nothing, jump: nothing }
const said = (selected: boolean): Usual<typeof Message> => [...WRITTEN, ...SENT].map(([name, message]) => [selected ? `${name}, chosen` : name, { id: '', message, selected, ...chat }])
const attached = (kind: string, url: string | null, id: string | null = null) => ({ message: { ...SAID, attachments: [{ kind, url, id }] }, index: 0, select: nothing })
const words = (count: number) => Array.from({ length: count }, (_, at) => at * at % 17)

export const COMPONENTS: Shown[] = [
  of('Message.svelte', Message, [...said(false), ...said(true)]),
  of('Rail.svelte', Rail, SENT.map(([name, message]) => [name, { message, said: null, whole: true, inspect: nothing }])),
  of('Attachment.svelte', Attachment, [
    ['a picture', attached('image', 'https://lookaside.example/mug.jpg')],
    ['no link', attached('share', null)],
    ['an id', attached('ig_reel', null, '17990000000000000')],
    ['very long', attached('file', `https://${LONG}.example/${LONG}.pdf`)],
  ]),
  of('When.svelte', When, [
    ['this century', { at: Date.UTC(2026, 5, 16, 8), go: nothing, close: nothing }],
    ['the beginning of time', { at: 0, go: nothing, close: nothing }],
  ]),
  of('Words.svelte', Words, [
    ['nothing written', { text: '', messages: null, says: '', type: nothing, step: nothing, close: nothing }],
    ['found', { text: 'blue mug', messages: 18, says: '', type: nothing, step: nothing, close: nothing }],
    ['round again', { text: 'blue mug', messages: 18, says: 'Nothing older: on from the newest.', type: nothing, step: nothing, close: nothing }],
    ['found nowhere, very long', { text: LONG, messages: 18, says: `No message here says “${LONG}”.`, type: nothing, step: nothing, close: nothing }],
  ]),
  of('Ask.svelte', Ask, [
    ['button', { deed: 'Remove', question: 'Remove this rule?', run: nothing }],
    ['link', { deed: 'Forget', question: 'Forget it?', run: nothing, look: 'link' }],
    ['asking', { deed: 'Remove', question: 'Remove this rule? What waits is given up.', run: nothing }, { press: 'button' }],
    ['asking, very long', { deed: 'Remove', question: `${WORDS} ${LONG}`, run: nothing }, { press: 'button' }],
  ]),
  of('Id.svelte', Id, [
    ['short', { id: '17' }],
    ['very long', { id: LONG }],
  ]),
  of('Turned.svelte', Turned, [
    ['nothing that turns', { text: 'Is the blue mug back?' }],
    ['turned and turned back', { text: BIDI }],
    ['very many, and an end that nothing began', { text: `Pay ${'\u202e\u2066'.repeat(900)}001\u202c now` }],
  ]),
  of('Carried.svelte', Carried, [
    ['a message', { attempt: ATTEMPT }],
    ['without words', { attempt: { ...ATTEMPT, held: 'read ×2', words: null } }],
    ['a vendor event', { attempt: { ...ATTEMPT, format: 'texter', item: '17-t1-texter', held: 'message_echo' } }],
    ['not processed yet', { attempt: { ...ATTEMPT, held: '', words: null } }],
    ['very long', { attempt: { ...ATTEMPT, item: LONG, words: WORDS }, how: 're-signed · edited' }],
    ['from the right', { attempt: { ...ATTEMPT, words: BIDI } }],
  ]),
  of('Answer.svelte', Answer, [
    ['whole', { attempt: ATTEMPT, look: looks('usual') }],
    ['its beginning', { attempt: { ...ATTEMPT, responseBody: `<!doctype html><title>500</title>${LONG}`, responseCharacters: 148_201 }, look: looks('usual') }],
    ['searched', { attempt: ATTEMPT, look: looks('usual'), query: 'ok' }],
    ['no more is kept', { attempt: { ...ATTEMPT, responseTruncated: true } }],
  ]),
  of('Answered.svelte', Answered, [
    ['well', { status: 200, unsent: null }],
    ['refused', { status: 401, unsent: null }],
    ['not at all', { status: 0, unsent: null }],
    ['perhaps', { status: 200, unsent: 'unknown' }],
    ['meant in vain', { status: 200, unsent: 'client_left' }],
  ]),
  of('Attempt.svelte', Attempt, [
    ['pointed elsewhere', { attempt: { ...ATTEMPT, status: 302, passed: false, responseHeaders: [{ name: 'location', value: 'https://example.com/login' }] } }],
    ['brief', { attempt: ATTEMPT, brief: true }],
    ['brief, regressed', { attempt: REGRESSED, brief: true }],
    ['brief, nothing answered', { attempt: UNREACHED, brief: true }],
    ['brief, very long', { attempt: LENGTHY, brief: true }],
    ['brief, cut off', { attempt: CUT_OFF, brief: true }],
    ['whole, cut off', { attempt: CUT_OFF }],
    ['whole', { attempt: ATTEMPT, look: looks('usual') }],
    ['whole, regressed, edited, again', { attempt: REGRESSED, compare: nothing, sent: nothing, look: looks('other') }],
    ['whole, nothing answered', { attempt: UNREACHED }],
    ['whole, very long', { attempt: LENGTHY, compare: nothing }],
  ]),
  of('Bars.svelte', Bars, [
    ['some', { from: 0, stepMs: 10_000, counts: words(60), noun: 'capture', choose: nothing }],
    ['one', { from: 0, stepMs: 10_000, counts: [...words(59).map(() => 0), 1], noun: 'capture', choose: nothing }],
    ['none', { from: 0, stepMs: 10_000, counts: words(60).map(() => 0), noun: 'capture', choose: nothing }],
    ['empty', { from: 0, stepMs: 10_000, counts: [], noun: 'capture', choose: nothing }],
  ]),
  of('Code.svelte', Code, [
    ['JSON', { text: JSON_TEXT, label: 'JSON' }],
    ['lit, found, with notes', { text: JSON_TEXT, label: 'JSON, lit', lit: [{ start: 10, end: 21 }], found: hits(JSON_TEXT, 'e'), hit: 2, note, over: nothing, choose: nothing }],
    ['no JSON', { text: '{"object": }} <b>&amp;', label: 'No JSON' }],
    ['both directions, NUL', { text: BIDI, label: 'Both directions' }],
    ['very long', { text: `"${LONG.repeat(300)}"`, label: 'Very long' }],
    ['empty', { text: '', label: 'Empty' }],
  ]),
  of('Copy.svelte', Copy, [
    ['usual', { text: 'copied from the gallery' }],
    ['with its own word', { text: JSON_TEXT, label: 'copy as curl', title: 'A command' }],
    ['of what is still to come', { text: () => Promise.resolve(JSON_TEXT) }],
  ]),
  of('Empty.svelte', Empty, [
    ['title', { title: 'Nothing sent yet' }],
    ['with a way on', { title: 'Nothing matches', children: html('<p>No capture fits <code>sig:invalid</code>.</p><button class="button">Clear the filter</button>') }],
    ['very long', { title: WORDS, children: html(`<p><code>${LONG}</code></p>`) }],
  ]),
  of('FilterField.svelte', FilterField, [
    ['empty', { ...field, value: '', describe: async () => ANSWERS['nothing'] ?? null }],
    ['offers while it has the keyboard', { ...field, value: '', describe: async () => ANSWERS['offers'] ?? null }],
    ['read', { ...field, value: 'kind:message', describe: async () => ANSWERS['read'] ?? null }],
    ['wrong', { ...field, value: 'sig:vald x', describe: async () => ANSWERS['wrong'] ?? null }],
    ['wrong above rows', { ...field, value: 'sig:vald x', shown: 'kind:message', describe: async () => ANSWERS['wrong'] ?? null }],
    ['very long', { ...field, value: LONG, describe: async () => ANSWERS['nothing'] ?? null }],
    ['no answer', { ...field, value: 'kind:message', describe: async () => null }],
  ]),
  of('Find.svelte', Find, [
    ['closed', { search: (query: string) => hits('Needle, needle', query), bar: html('412 B, exactly as received'), children: html('<p>Needle, needle</p>') }],
    ['open', { search: (query: string) => hits('Needle, needle', query), bar: html('412 B'), children: html('<p>Needle, needle</p>') }, { press: 'button' }],
    ['nothing to search', { search: null, bar: html('412 B, hex'), children: html('<p>7b ff 00 41</p>') }],
  ]),
  of('FindShown.svelte', FindShown, [
    ['closed', { bar: html('Two headers'), children: html('<p>host: <b>localhost</b></p>') }],
    ['open', { bar: html('Two headers'), children: html('<p>host: <b>localhost</b></p>') }, { press: 'button' }],
  ]),
  of('Hex.svelte', Hex, [
    ['some', { bytes: new TextEncoder().encode(JSON_TEXT.slice(0, 60)), label: 'Bytes' }],
    ['many, found', { bytes: new Uint8Array(40_000), label: 'Many bytes', found: [{ start: 1_605, end: 1_612 }, { start: 1_620, end: 1_622 }], hit: 0 }],
    ['none', { bytes: new Uint8Array(), label: 'No bytes' }],
  ]),
  of('Modal.svelte', Modal, [
    ['small', { title: 'Delete capture #17?', close: nothing, children: html('<p>Its bytes go, for good.</p><button class="button" autofocus>Keep</button>') }, { asked: true }],
    ['wide', { title: 'About Hooktrail', close: nothing, size: 'wide', children: html(`<p>${WORDS}</p>`) }, { asked: true }],
    ['whole', { title: 'Compare', close: nothing, size: 'whole', children: html(`<p>${WORDS}</p>`) }, { asked: true }],
    ['bare', { title: 'Commands', close: nothing, bare: true, children: html('<label>What to do <input class="field" autofocus></label>') }, { asked: true }],
    ['very long', { title: `${WORDS} ${LONG}`, close: nothing, children: html(`<p>${WORDS.repeat(20)}</p><button class="button">Keep</button>`) }, { asked: true }],
  ]),
  of('More.svelte', More, [
    ['it goes on', { next: '17', searching: false, older: nothing }],
    ['looking', { next: '17', searching: true, older: nothing }],
    ['at the end', { next: null, searching: false, older: nothing }],
  ]),
  of('Ours.svelte', Ours, ['copy', 'simulated'].map((ours) => [ours, { ours }])),
  of('Outside.svelte', Outside, [DASHBOARD, { to: 'https://example.com/', words: WORDS }].map((props) => [props.to, props])),
  of('Parts.svelte', Parts, [
    ['two', { id: 'parts-1', label: 'Parts', parts: [{ word: 'a', title: 'Attempts' }, { word: 'b', title: 'Replays' }], open: 'a', choose: nothing, children: html('<p>What is open</p>') }],
    ['very long', { id: 'parts-2', label: 'Parts', parts: [{ word: 'a', title: WORDS }, { word: 'b', title: 'Replays' }], open: 'b', choose: nothing, children: html(`<p>${WORDS}</p>`) }],
  ]),
  of('Popover.svelte', Popover, [
    ['closed', { title: 'Columns', children: html('nothing') }],
    ['open', { title: 'Columns', children: html('<label><input type="checkbox" checked> Time</label>') }, { press: 'button' }],
    ['with a face, open, very long', { title: 'Views', face: html('<span class="cut">Slow ones</span>'), children: html(`<p>${WORDS}</p><button class="button cut" title="${LONG}">${LONG}</button>`) }, { press: 'button' }],
  ]),
  of('Reached.svelte', Reached, ['sent', 'accepted', 'delivered', 'seen', 'failed', 'channel_failed', 'deleted', 'a word of tomorrow'].map((word) => [word, { word, hasDelivered: true, simulated: false }])),
  of('Refusal.svelte', Refusal, [
    ['refused', { words: 'nowhere is neither a URL such as http://localhost:3000/webhook nor the name of a target.' }],
    ['very long', { words: `${WORDS} ${LONG}` }],
  ]),
  of('Retry.svelte', Retry, [
    ['once', { id: 'retry-1', value: 'none' }],
    ['with a pause', { id: 'retry-2', value: 'exponential:1s:8' }],
    ['as a sender', { id: 'retry-3', value: 'meta-messaging' }],
  ]),
  of('Searched.svelte', Searched, [
    ['words', { filter: 'hello', describe: async () => ANSWERS['searched'] ?? null }],
    ['no words', { filter: 'kind:message', describe: async () => ANSWERS['read'] ?? null }],
  ]),
  of('Sent.svelte', Sent, [
    ['closed', { id: '1', look: looks('usual') }],
    ['open', { id: '1', look: looks('usual') }, { press: 'summary' }],
    ['would be another today', { id: '2', look: looks('other') }, { press: 'summary' }],
    ['no body', { id: '3', look: looks('empty') }, { press: 'summary' }],
    ['no text', { id: '4', look: looks('binary') }, { press: 'summary' }],
    ['not fetched', { id: '5', look: looks('gone') }, { press: 'summary' }],
    ['on its way', { id: '6', look: () => new Promise<null>(() => {}) }, { press: 'summary' }],
  ]),
  of('Splitter.svelte', Splitter, [
    ['beside the list', { label: 'Width of the list', of: 'before', least: [170, 280], change: nothing, done: nothing }],
    ['beside the inspector', { label: 'Width of the inspector', of: 'after', least: [300, 280], change: nothing, done: nothing }],
  ]),
  of('Switch.svelte', Switch, [
    ['off', { on: false, turn: async () => true, children: html('Tell me') }],
    ['on, very long', { on: true, turn: async () => true, children: html(`${WORDS} ${LONG}`) }],
  ]),
  of('Tree.svelte', Tree, [
    ['usual', { nodes: tree(JSON_TEXT) ?? [], label: 'Tree', note, over: nothing, choose: nothing }],
    ['a hit', { nodes: tree(JSON_TEXT) ?? [], label: 'Tree with a hit', found: hits(JSON_TEXT, '50007'), hit: 0 }],
    ['very long', { nodes: tree(JSON.stringify({ [LONG]: LONG, rows: words(1_010) })) ?? [], label: 'Long tree' }],
    ['one value', { nodes: tree('7') ?? [], label: 'One value' }],
  ]),
  of('Unknown.svelte', Unknown, [
    ['on its way', { trouble: null, again: nothing }],
    ['why not', { trouble: 'Hooktrail does not answer. Start it again.', again: nothing }],
    ['why not, very long', { trouble: `${WORDS} ${LONG}`, again: nothing }],
  ]),
  of('Unsaved.svelte', Unsaved, [
    ['as it is kept', { unsaved: false, discard: nothing, close: nothing }],
    ['half written', { unsaved: true, discard: nothing, close: nothing }],
  ]),
  of('Unproven.svelte', Unproven, [
    ['invalid', { signature: 'invalid' }],
    ['missing', { signature: 'missing' }],
    ['malformed, in a narrow list', { signature: 'malformed', brief: true }],
  ]),
  of('Verdict.svelte', Verdict, ['valid', 'invalid', 'missing', 'malformed', 'unchecked', 'a word of tomorrow'].map((word) => [word, { word }])),
  of('Waiting.svelte', Waiting, [
    ['paused', { live: false, waiting: 0, show: nothing }],
    ['one', { live: false, waiting: 1, show: nothing }],
    ['many', { live: true, waiting: 4_000, show: nothing }],
    ['nothing', { live: true, waiting: 0, show: nothing }],
  ]),
  of('editor/Editor.svelte', Editor, [
    ['JSON', { text: JSON_TEXT, label: 'Editor' }],
    ['with a fault', { text: '{"a": }', label: 'Editor with a fault', check: fault }],
    ['to read', { text: BIDI, label: 'To read', readonly: true, json: false }],
    ['empty', { text: '', label: 'Empty editor' }],
  ]),
  of('editor/Merge.svelte', Merge, [
    ['two versions', { left: '{\n  "a": 1,\n  "b": 2\n}', right: '{\n  "a": 1,\n  "b": 3\n}', labels: ['What came', 'What went'] }],
    ['the same', { left: 'same', right: 'same', labels: ['Same, left', 'Same, right'], json: false }],
    ['very long', { left: LONG, right: `${LONG}!`, labels: ['Long, left', 'Long, right'], json: false }],
  ]),
]
