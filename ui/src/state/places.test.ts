import { expect, it, vi } from 'vitest'

import type { CaptureDetail, Timeline } from '../host/contract'
import type { Capture } from '../lib/captures'
import { app } from './app.svelte'
import { places } from './places.svelte'

it.each([
  ['not JSON', 'Capture #5 is of no conversation (not JSON).'],
  ['template_status', 'Capture #5 is of no conversation (template status).'],
  ['', 'Capture #5 is still being processed: try again in a moment.'],
])('a capture that leads nowhere says why: %j', async (held, said) => {
  vi.spyOn(app, 'ask').mockResolvedValue({ row: { id: '5', held }, signals: [] } as unknown as CaptureDetail as never)
  const say = vi.spyOn(app, 'say')
  await places.ofCapture('5')
  expect(say.mock.lastCall?.[0]).toBe(said)
  vi.restoreAllMocks()
})

it('a capture that was shown before it was read is asked for again', async () => {
  app.capture = { row: { id: '5', held: '' }, signals: [] } as unknown as Capture
  vi.spyOn(app, 'ask').mockResolvedValue({ row: { id: '5', held: 'binary' }, signals: [] } as unknown as CaptureDetail as never)
  const say = vi.spyOn(app, 'say')
  await places.ofCapture('5')
  expect(say.mock.lastCall?.[0]).toBe('Capture #5 is of no conversation (binary).')
  app.capture = null
  vi.restoreAllMocks()
})

it.each([
  ['the only one is chosen', 'm1', ['No other anomaly in this conversation.']],
  ['there is another', 'm2', []],
])('the next anomaly says so where %s', async (_, item, said) => {
  app.choose('c1')
  app.messageId = 'm1'
  app.timeline = { ...part('m1', 'o', null), items: ['m1', 'm2'].map((id) => ({ type: 'done', id, at: 1 })) } as unknown as Timeline
  vi.spyOn(app, 'ask').mockResolvedValue({ place: '1:1:1', item } as never)
  const say = vi.spyOn(app, 'say')
  await places.anomaly()
  expect(say.mock.calls.map(([words]) => words)).toEqual(said)
  vi.restoreAllMocks()
  app.timeline = null
  app.choose(null)
})

it('the next anomaly after a note is asked for behind the note, until something else is chosen', async () => {
  app.choose('c1')
  app.messageId = 'm1'
  const note = { type: 'note', id: '2.1', at: 2, captureId: '2' }
  const message = { type: 'message', id: 'm1', at: 1, edits: [], captures: [] }
  app.timeline = { ...part('m1', 'o', null), items: [message, note] } as unknown as Timeline
  const asked: unknown[] = []
  vi.spyOn(app, 'ask').mockImplementation((async (command: string, request: { conversation: string; item?: string }) => {
    if (command !== 'timeline_find') return await new Promise(() => {})
    asked.push(request.item)
    return request.conversation === 'c1' ? { place: '2:2:2', item: '2.1' } : { place: null, item: null }
  }) as never)
  const say = vi.spyOn(app, 'say')
  await places.anomaly()
  await places.anomaly()
  expect(say.mock.calls.map(([words]) => words)).toEqual(['No other anomaly in this conversation.'])
  if (app.message) app.selectMessage(app.message)
  await places.anomaly()
  app.choose('c2')
  await places.anomaly()
  expect(asked).toEqual(['m1', '2.1', 'm1', undefined])
  vi.restoreAllMocks()
  app.timeline = null
  app.inspected = null
  app.choose(null)
})

it.each([
  ['what came before it is here', ['7', '9'], 'older', 'm1'],
  ['that is where the conversation begins', ['9', '10'], null, 'm0'],
  ['what is new may reach further back than what is here', ['9', '10'], 'older', null],
])('the line above what is new stands where %s', (_, captures, older, line) => {
  const items = captures.map((captureId, at) => ({ type: 'message', id: `m${at}`, at, direction: 'inbound', captures: [{ captureId }] }))
  const timeline = { ...part('m0', older ?? '', null), items, older, looked: '8' } as unknown as Timeline
  app.choose('c1')
  app.timeline = timeline
  places.shown(timeline)
  expect([places.line, places.firstNew !== null]).toEqual([line, true])
  places.left()
  app.timeline = null
  app.choose(null)
})

/** Of a conversation one item, with what lies around it. */
const part = (id: string, older: string, newer: string | null, conversation = 'c1') =>
  ({ conversation: { id: conversation, unread: 0 }, items: [{ type: 'done', id, at: 1 }], first: id, older, newer }) as unknown as Timeline

it.each([
  ['what was shown stands until the end is there', 'c1', 'end', 'above the end'],
  ['who opened another conversation meanwhile stays there', 'c2', 'other', 'above the other'],
])('on the way to the end %s', async (_, conversation, item, older) => {
  app.choose('c1')
  app.timeline = part('up', 'further up', 'below')
  vi.spyOn(app, 'ask').mockImplementation((async () => {
    expect(app.timeline?.items.map(({ id }) => id)).not.toEqual([])
    if (conversation !== 'c1') {
      app.choose(conversation)
      app.timeline = part('other', 'above the other', null, conversation)
    }
    return part('end', 'above the end', null)
  }) as never)
  await places.latest()
  expect([app.timeline?.items[0]?.id, app.timeline?.older]).toEqual([item, older])
  vi.restoreAllMocks()
  app.timeline = null
  app.choose(null)
})

it('what came below while somebody reads further up is new, also on the first visit', async () => {
  const end = part('read', 'before', null)
  app.choose('c1')
  app.timeline = end
  app.reads(true)
  app.reads(false)
  const asked: unknown[] = []
  vi.spyOn(app, 'ask').mockImplementation((async (_: unknown, request: unknown) => (asked.push(request), { place: null })) as never)
  const say = vi.spyOn(app, 'say').mockImplementation(() => {})
  places.visit = 'c1'
  places.since = null
  await places.unread()
  expect([asked, say.mock.lastCall?.[0]]).toEqual([[{ conversation: 'c1', what: 'unread' }], 'Nothing is new here since your last visit.'])
  asked.length = 0
  app.timeline = { ...end, items: ['read', 'done', 'new', 'newer'].map((id) => ({ type: id === 'done' ? 'done' : 'message', id, at: 1 })) } as unknown as Timeline
  await places.unread()
  places.since = 7
  await places.unread()
  expect(asked).toEqual([{ conversation: 'c1', what: 'message', item: 'new' }, { conversation: 'c1', what: 'unread', since: '7' }, { conversation: 'c1', what: 'message', item: 'new' }])
  vi.restoreAllMocks()
  app.timeline = null
  app.choose(null)
})

it('who goes to a message has not seen what stands below it until its end is in sight', async () => {
  const around = { ...part('said', 'before', null), conversation: { id: 'c1', unread: 3 }, readTo: '9' } as unknown as Timeline
  vi.stubGlobal('document', { visibilityState: 'visible' })
  app.choose('c1')
  vi.spyOn(app, 'ask').mockImplementation((async (command: string) => (command === 'timeline_find' ? { place: '1:1:1', item: 'said' } : around)) as never)
  const told = vi.spyOn(app, 'try').mockResolvedValue(null)
  await places.said('c1', 'word')
  app.reads(true)
  expect(told).not.toHaveBeenCalled()
  places.arrived()
  expect(places.target.item).toBeNull()
  app.reads(false)
  expect(told).not.toHaveBeenCalled()
  app.reads(true)
  expect(told.mock.calls).toEqual([['conversation_look', { id: 'c1', seen: '9' }]])
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  app.timeline = null
  app.choose(null)
})

it.each([
  ['it was opened', () => app.pullTimeline()],
  ['its end was gone to', () => places.latest()],
  ['what is older was asked for', () => places.older()],
])('what is answered after the conversation was left begins no visit, and nothing counts as seen: %s', async (_, ask) => {
  vi.stubGlobal('document', { visibilityState: 'visible' })
  app.choose('c1')
  app.timeline = { ...part('m2', 'older', null), conversation: { id: 'c1', unread: 3 }, looked: '4', readTo: '9' } as unknown as Timeline
  let go = () => {}
  const gone = new Promise<void>((done) => (go = done))
  const late = { ...part('m1', 'o', null), conversation: { id: 'c1', unread: 3 }, looked: '4', readTo: '9' }
  const answers = async (command: string) => (command === 'timeline_get' ? gone.then(() => late) : null)
  const told: string[] = []
  vi.spyOn(app, 'ask').mockImplementation(answers as never)
  vi.spyOn(app, 'try').mockImplementation((async (command: string) => (command === 'conversation_look' ? told.push(command) : await answers(command))) as never)
  vi.spyOn(app, 'wake').mockReturnValue()
  const asked = ask()
  app.show('captures')
  go()
  await asked
  expect([places.visit, told]).toEqual([null, []])
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  app.timeline = null
  app.show('conversations')
  app.choose(null)
})

it('what is chosen between messages is chosen again after another view, and nobody is at the end for that', () => {
  app.choose('c1')
  app.show('conversations')
  const opening = { type: 'opening', id: '3-o0', at: 1, captureId: '3' }
  const message = { type: 'message', id: 'm1', at: 2, edits: [], captures: [] }
  app.timeline = { conversation: { id: 'c1', unread: 0 }, items: [opening, message], first: '3-o0', older: null, newer: null } as unknown as Timeline
  vi.spyOn(app, 'ask').mockRejectedValue({ code: 'not_found', message: 'gone' })
  app.messageId = 'm1'
  places.choose(opening as never)
  expect(places.chosen).toBe('3-o0')
  app.show('captures')
  app.inspect('9')
  app.show('conversations')
  expect([places.chosen, app.captureId, app.end.follows]).toEqual(['3-o0', '3', false])
  app.selectMessage(message as never)
  app.show('captures')
  app.show('conversations')
  expect(places.chosen).toBe('m1')
  vi.restoreAllMocks()
  app.timeline = null
  app.choose(null)
})

it.each([
  ['at the end', true, 's', null, 0],
  ['further up, with what came on the page', false, 's', null, 2],
  ['further up, with more than is kept on the page', false, 's', 'n', 7],
  ['so far up that where they were is not on the page', false, 'gone', 'n', 7],
])('what came is counted for a reader %s', (_, follows, seen, newer, came) => {
  app.timeline = { conversation: { id: 'c1', unread: 7 }, items: ['r', 's', 't', 'u'].map((id) => ({ type: 'done', id, at: 1 })), first: 'f', older: null, newer } as unknown as Timeline
  app.end.follows = follows
  app.end.seen = seen
  expect(places.came).toBe(came)
  app.timeline = null
  app.end.reach()
})
