import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'

import type { Host } from '../host/host'
import { app } from './app.svelte'
import { attempts } from './attempts.svelte'
import { captures } from './captures.svelte'
import { conversations } from './conversations.svelte'
import { type Place, follow, read, write } from './history.svelte'
import { insights } from './insights.svelte'
import { menu } from './menu.svelte'
import { replays } from './replays.svelte'

const nothing = { captures: { text: '', filter: '', sort: 'time', ascending: false }, conversations: { text: '', filter: '' }, attempts: { text: '', filter: '' }, insights: '' }
const usual: Place = { view: 'captures', part: '', tab: 'summary', conversation: null, message: null, capture: null, attempt: null, ...nothing }
const kept: Place = { ...usual, view: 'conversations', conversation: 'c1', message: 'm1' }

it.each([
  ['what this page wrote', { ...usual, tab: 'meta', capture: '17' }, { ...usual, tab: 'meta', capture: '17' }],
  ['a tab that there is no more', { ...usual, tab: 'gone' }, usual],
  ['ids that are none', { ...usual, capture: 17, conversation: {} }, usual],
  ['what lists were asked for', { view: 'captures', captures: { text: 'sig:inv', filter: 'kind:read', sort: 'held', ascending: true }, insights: 'whatsapp/106' }, { ...usual, captures: { text: 'sig:inv', filter: 'kind:read', sort: 'held', ascending: true }, insights: 'whatsapp/106' }],
  ['an order that there is no more', { view: 'captures', captures: { text: {}, filter: 7, sort: 'mood', ascending: 'yes' }, conversations: 'all' }, usual],
  ['a view that there is no more', { ...usual, view: 'gone' }, null],
  ['what another one wrote', 'elsewhere', null],
  ['nothing', null, null],
])('an entry of the history is read as far as it is known: %s', (_, state, place) => {
  expect(read(state)).toEqual(place)
})

/** The browser's history, as far as the page uses it. */
class Entries {
  readonly all: unknown[]
  at = 0
  constructor(...all: unknown[]) {
    this.all = all
  }
  get state(): unknown {
    return this.all[this.at]
  }
  replaceState(state: unknown): void {
    this.all[this.at] = state
  }
  pushState(state: unknown): void {
    this.all.splice(++this.at, Infinity, state)
  }
}

const row = (id: string) => ({ type: 'message', id, at: 1, edits: [], captures: [{ captureId: `of-${id}` }] })
const timeline = (items = [row('m1'), row('m2')], id = 'c1') => ({ conversation: { id, unread: 0 }, items, newer: null, older: null, first: null, looked: null })
type Answers = Record<string, (request: Record<string, unknown>) => unknown>
/** An engine that has all of it. */
const USUAL: Answers = {
  status_get: () => ({ counts: { captures: 2, signals: 2, attempts: 0 } }),
  timeline_get: ({ conversation }) => timeline(undefined, conversation as string),
  timeline_find: ({ item }) => ({ item, place: 'p' }),
  capture_get: ({ id }) => ({ row: { id } }),
  events_list: () => ({ events: [] }),
  attempts_list: () => ({ attempts: [], next: null }),
}
const refuses = (code: string) => () => {
  throw { code, message: 'Not now.' }
}

let asked: string[] = []
let back: (state: unknown) => void = () => {}
/** A page that is loaded at the last of the entries. */
function loaded(entries: Entries, answers: Answers = {}): Entries {
  asked = []
  vi.stubGlobal('history', entries)
  vi.stubGlobal('addEventListener', (_: string, heard: (event: unknown) => void) => (back = (state) => heard({ state })))
  const call = async (command: string, request: Record<string, unknown>) => {
    asked.push(command)
    return ({ ...USUAL, ...answers })[command]?.(request) ?? { rows: [], next: null }
  }
  app.start({ call, follow: () => {} } as unknown as Host)
  follow()
  return entries
}
/** Until nothing is under way. */
const calm = () => vi.advanceTimersByTimeAsync(2_000)

beforeAll(() => void vi.useFakeTimers())
afterAll(() => void vi.useRealTimers())
beforeEach(() => {
  vi.stubGlobal('document', { documentElement: { dataset: {} }, visibilityState: 'hidden' })
  vi.stubGlobal('requestAnimationFrame', () => {})
})
afterEach(async () => {
  await calm()
  app.choose(null)
  app.inspect(null)
  captures.restore(nothing.captures)
  conversations.restore(nothing.conversations)
  attempts.restore(nothing.attempts)
  insights.restore(nothing.insights)
  app.timeline = app.said = app.status = null
  app.view = 'conversations'
  await calm()
  vi.unstubAllGlobals()
})

it('what was chosen just before another view came is in the entry that was left', async () => {
  const entries = loaded(new Entries(null))
  await calm()
  for (const message of ['m1', 'm2']) write({ ...kept, message })
  write(usual)
  expect(entries.all).toEqual([{ ...kept, message: 'm2' }, usual])
})

it('a page that is loaded anew in another view keeps the message, and asks for no conversations', async () => {
  const entries = loaded(new Entries({ ...usual, conversation: 'c1', message: 'm1', capture: 'of-m1' }))
  await calm()
  expect(entries.state).toMatchObject({ view: 'captures', conversation: 'c1', message: 'm1', capture: 'of-m1' })
  expect(asked.filter((command) => /^(conversations_list|timeline_)/.test(command))).toEqual([])
})

it('a page that is loaded anew asks for what was asked for, of each view when one comes there', async () => {
  const asks: unknown[] = []
  const list = (request: Record<string, unknown>) => (asks.push([request['filter'], request['sort']]), { rows: [], next: null })
  const was = { captures: { text: 'kind:', filter: 'sig:invalid', sort: 'size', ascending: true }, conversations: { text: 'state:done', filter: 'state:done' }, attempts: { text: 'status:', filter: 'target:dev' }, insights: 'whatsapp/106' }
  loaded(new Entries({ ...usual, view: 'conversations', ...was }), { conversations_list: list, captures_list: list, attempts_list: (request) => (list(request), { attempts: [], next: null }) })
  await calm()
  expect([asks, captures.text, insights.of]).toEqual([[['state:done', undefined]], 'kind:', 'whatsapp/106'])
  app.show('captures')
  await calm()
  expect(asks.slice(1)).toEqual([['sig:invalid', 'size']])
  app.show('deliveries')
  await calm()
  expect([asks.slice(2), attempts.text]).toEqual([[['target:dev', undefined]], 'status:'])
  captures.setFilter('sig:valid')
  attempts.setFilter('status:500')
  await calm()
  back({ ...usual, view: 'conversations', ...nothing, captures: was.captures })
  await calm()
  expect([conversations.text, captures.text, attempts.text]).toEqual(['', 'sig:valid', 'status:500'])
  back({ ...usual, view: 'deliveries', ...nothing })
  await calm()
  expect(attempts.text).toBe('')
})

it('the first look at conversations does not wait', () => {
  loaded(new Entries(null))
  expect(asked).toContain('conversations_list')
})

it('a message that was deleted meanwhile is not spoken of', async () => {
  loaded(new Entries(kept), { timeline_get: () => timeline([row('m2')]), timeline_find: () => ({ item: null, place: null }) })
  await calm()
  expect([app.conversationId, app.messageId, app.said]).toEqual(['c1', 'm2', null])
})

it.each([
  ['gone', 'not_found', null],
  ['out of reach', 'silent', 'c1'],
  ['refused, because Hooktrail was started anew', 'stranger', 'c1'],
])('an entry forgets a conversation only where it is gone: %s', async (_, code, conversation) => {
  const entries = loaded(new Entries(kept), { timeline_get: refuses(code), timeline_find: refuses(code) })
  await calm()
  expect((entries.state as Place).conversation).toBe(conversation)
})

/** An engine that gives one answer only when it is let. */
function held(command: string, nth: number): [Answers, () => void] {
  let asked = 0
  let open: () => void = () => {}
  const gate = new Promise<void>((done) => (open = done))
  const answer = USUAL[command] as Answers[string]
  return [{ [command]: async (request) => (++asked === nth && (await gate), answer(request)) }, open]
}

it.each([
  ['whether its conversation is there', 'timeline_get', 1],
  ['its conversation', 'timeline_get', 2],
  ['where its message is', 'timeline_find', 1],
])('a place that was left on the way back does not win over where one came to: %s', async (_, command, nth) => {
  const [answers, go] = held(command, nth)
  loaded(new Entries(null), answers)
  await calm()
  back(kept)
  await calm()
  back({ ...usual, capture: '9' })
  await calm()
  go()
  await calm()
  expect([app.view, app.captureId]).toEqual(['captures', '9'])
})

it.each([
  ['another conversation', 'timeline_get', 1, () => void app.select('c2'), 'c2', 'm2'],
  ['another message', 'timeline_find', 1, () => app.selectMessage(row('m0') as never), 'c1', 'm0'],
])('what the user chose while an answer was awaited stays chosen: %s', async (_, command, nth, choose, conversation, message) => {
  const [answers, go] = held(command, nth)
  loaded(new Entries(kept), answers)
  await calm()
  choose()
  await calm()
  go()
  await calm()
  expect([app.conversationId, app.messageId]).toEqual([conversation, message])
})

it('what a browser refuses to keep is written once it takes it again', async () => {
  const entries = loaded(new Entries(null))
  await calm()
  const refusing = vi.spyOn(entries, 'replaceState').mockImplementation(() => {
    throw new Error('too often')
  })
  write(kept)
  refusing.mockRestore()
  await vi.advanceTimersByTimeAsync(31_000)
  expect(entries.state).toEqual(kept)
})

it('nothing stands above what one came back to', async () => {
  loaded(new Entries(null))
  const again = vi.fn()
  replays.ask({ title: 'captures', items: [], filter: '' })
  replays.type({ secret: 'hush-hush' })
  app.agree('Send there?', again)
  menu.open = {} as typeof menu.open
  back(usual)
  expect([app.dialog, app.asked, again.mock.calls.length, menu.open, replays.what, replays.secret]).toEqual([null, null, 0, null, null, ''])
})
