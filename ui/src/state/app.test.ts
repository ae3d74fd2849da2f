import { afterEach, expect, it, vi } from 'vitest'

import type { MessageRow, Timeline } from '../host/contract'
import type { Command } from '../host/host'
import { app } from './app.svelte'

/** An engine that refuses some commands. */
function refusing(...commands: Command[]): void {
  vi.spyOn(app, 'ask').mockImplementation((async (command: Command, { id }: { id: string }) => {
    if (commands.includes(command)) throw { code: 'database', message: 'It cannot be read.' }
    if (command === 'capture_get') return { row: { id } }
    if (command === 'capture_body') return { bodyBase64: '', text: '' }
    if (command === 'events_list') return { events: [], withheld: [] }
    if (command === 'attempts_list') return { attempts: [], next: null }
    throw new Error(command)
  }) as never)
}

afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
  app.point(-Infinity)
  app.said = app.timeline = null
  app.choose(null)
})

it('a conversation that cannot be read says so', async () => {
  refusing('timeline_get')
  await app.select('c1')
  expect([app.said?.text, app.said?.bad]).toEqual(['It cannot be read.', true])
})

it('a body does not change: while its capture is shown it is asked for once', async () => {
  const ask = vi.spyOn(app, 'ask').mockImplementation((async (command: Command, { id }: { id: string }) => {
    if (command === 'capture_get') return { row: { id } }
    if (command === 'capture_body') return { bodyBase64: id, text: id }
    return command === 'events_list' ? { events: [], withheld: [] } : { attempts: [], next: null }
  }) as never)
  for (const [id, bodies] of [['7', 1], ['7', 1], ['8', 2], ['8', 2], ['7', 3]] as const) {
    app.inspect(id)
    await app.inspecting()
    expect([app.capture?.row.id, app.capture?.text, ask.mock.calls.filter(([command]) => command === 'capture_body').length]).toEqual([id, id, bodies])
  }
})

it('a capture is shown also where what was sent of it cannot be listed', async () => {
  refusing('attempts_list')
  app.inspect('9')
  await app.inspecting()
  await vi.waitFor(() => expect(app.said?.text).toBe('It cannot be read.'))
  expect([app.capture?.row.id, app.settled, app.unlisted]).toEqual(['9', true, 'It cannot be read.'])
  expect(app.sent.known, 'what is listed is of another one').toBe(false)
  refusing()
  await app.pullInspector()
  expect([app.unlisted, app.sent.known]).toEqual([null, true])
})

it('the capture that an event came from is asked for again where it was refused, and is not gone', async () => {
  refusing('capture_body')
  await app.pullSource('3')
  refusing()
  await app.pullSource('3')
  expect(app.source).toEqual({ id: '3', text: '' })
})

it('the capture that an event came from is the one that was asked for last', async () => {
  const answers: (() => void)[] = []
  vi.spyOn(app, 'ask').mockImplementation(((_: Command, { id }: { id: string }) => new Promise((done) => answers.push(() => done({ bodyBase64: '', text: id })))) as never)
  const both = [app.pullSource('4'), app.pullSource('5')]
  for (const answer of answers.reverse()) answer()
  await Promise.all(both)
  expect(app.source).toEqual({ id: '5', text: '5' })
})

/** Captures and conversations that are asked for; the answers take so long, ms. */
function answering(ms: number): string[] {
  const asked: string[] = []
  vi.useFakeTimers()
  vi.spyOn(app, 'ask').mockImplementation((async (command: Command, { id, conversation }: { id: string; conversation: string }) => {
    if (command === 'capture_get' || command === 'timeline_get') asked.push(id ?? conversation)
    await new Promise((done) => setTimeout(done, ms))
    if (command === 'capture_get') return { row: { id } }
    if (command === 'capture_body') return { bodyBase64: id, text: id }
    if (command === 'timeline_get') return { conversation: { id: conversation, unread: 0 }, items: [], first: null, older: null, newer: null, looked: null }
    return command === 'events_list' ? { events: [], withheld: [] } : { attempts: [], next: null }
  }) as never)
  return asked
}

it('whoever skims opens the first and the last, and waits for that', async () => {
  const asked = answering(0)
  const waits: Promise<void>[] = []
  for (const [turn, id] of ['1', '2', '3', '4'].entries()) {
    app.key(turn * 90)
    app.inspect(id)
    waits.push(app.inspecting())
    await vi.advanceTimersByTimeAsync(90)
    expect([app.captureId, app.capture?.row.id, app.settled]).toEqual([id, '1', id === '1'])
  }
  await vi.advanceTimersByTimeAsync(40)
  await Promise.all(waits)
  expect([app.capture?.row.id, asked]).toEqual(['4', ['1', '4']])
})

it('what was under way when another was chosen does not come in its place, nor is it waited for in vain', async () => {
  const asked = answering(100)
  app.key(0)
  app.inspect('1')
  await vi.advanceTimersByTimeAsync(50)
  app.key(50)
  app.inspect('2')
  const waits = [app.inspecting(), app.pullInspector()]
  await vi.advanceTimersByTimeAsync(110)
  expect([app.capture?.row.id, app.captureId], 'an answer for the one before').not.toContain('1')
  await vi.advanceTimersByTimeAsync(400)
  await Promise.all(waits)
  expect([app.capture?.row.id, asked]).toEqual(['2', ['1', '2']])
})

it('what comes by itself moves nothing while keys pass over it, and comes once they pause', async () => {
  answering(0)
  vi.mocked(app.ask).mockImplementation((async (command: Command) => (command === 'status_get' ? { counts: { captures: 0 } } : null)) as never)
  const pull = vi.fn(async () => {})
  app.pulls.captures = pull
  app.view = 'captures'
  await app.refresh()
  for (const turn of [0, 1, 2]) {
    app.key(20_000 + turn * 90)
    app.inspect(String(turn))
  }
  await app.refresh(false)
  expect(pull, 'keys pass').toHaveBeenCalledTimes(1)
  await app.refresh()
  expect(pull, 'the user did something').toHaveBeenCalledTimes(2)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(pull, 'they paused').toHaveBeenCalledTimes(3)
  app.view = 'conversations'
})

const shown = () => app.timeline?.conversation.id

it('whoever skims conversations opens the first and the last, and no answer for one before comes in its place', async () => {
  for (const [ms, first] of [[0, 'a'], [100, undefined]] as const) {
    const asked = answering(ms)
    app.choose(null)
    app.timeline = null
    const opened = []
    for (const [turn, id] of ['a', 'b', 'c', 'd'].entries()) {
      app.key(10_000 + turn * 90)
      opened.push(app.select(id))
      await vi.advanceTimersByTimeAsync(90)
      expect([app.conversationId, shown()]).toEqual([id, first])
    }
    expect(app.opened).toBe(first === undefined)
    await vi.advanceTimersByTimeAsync(40 + ms)
    await Promise.all(opened)
    expect([asked, shown(), app.opened]).toEqual([['a', 'd'], 'd', true])
    app.point(-Infinity)
  }
})

it('what was inspected before does not stay while another capture is long in coming, however often it is asked for', async () => {
  refusing('attempts_list')
  app.inspect('7')
  await app.inspecting()
  vi.useFakeTimers()
  vi.spyOn(app, 'ask').mockImplementation((() => new Promise(() => {})) as never)
  app.inspect('8')
  const shown = [app.capture?.row.id]
  await vi.advanceTimersByTimeAsync(150)
  void app.pullInspector()
  shown.push(app.capture?.row.id)
  await vi.advanceTimersByTimeAsync(100)
  shown.push(app.capture?.row.id)
  vi.useRealTimers()
  expect(shown).toEqual(['7', '7', undefined])
})

it('a capture that cannot be read is not said to be opened, nor another one shown for it', async () => {
  refusing('attempts_list')
  app.inspect('7')
  await app.inspecting()
  refusing('capture_get')
  app.inspect('8')
  expect(app.unread).toBeNull()
  await app.inspecting()
  expect([app.capture, app.unread]).toEqual([null, 'It cannot be read.'])
  refusing('attempts_list')
  await app.pullInspector().catch(() => {})
  expect([app.capture?.row.id, app.unread]).toEqual(['8', null])
})

/** A conversation with so many items, of which the last `length` are shown. */
const part = (length: number, end = true) =>
  ({ conversation: { id: 'c1', unread: 0 }, items: Array.from({ length }, (_, n) => ({ type: 'done', id: String(n), at: n })), first: 'f', older: `before ${length}`, newer: end ? null : 'n' }) as unknown as Timeline

it.each([
  ['at the end few', 30, true, true, { limit: 40 }],
  ['at the end, after a way up, no more than stay', 2_000, true, true, { limit: 200 }],
  ['further up as many as there are', 2_000, true, false, { from: 'f', limit: 2_000 }],
  ['further up what comes below too', 50, true, false, { from: 'f', limit: 200 }],
  ['in the middle what is shown', 50, false, true, { from: 'f', limit: 50 }],
])('%s are asked for', async (_, length, end, atEnd, asked) => {
  const ask = vi.spyOn(app, 'ask').mockResolvedValue(part(40) as never)
  app.choose('c1')
  app.timeline = part(length, end)
  app.reads(atEnd)
  await app.pullTimeline()
  expect(ask.mock.lastCall).toEqual(['timeline_get', { conversation: 'c1', ...asked }])
})

it('another conversation opens with half as many as are asked for from then on', async () => {
  const ask = vi.spyOn(app, 'ask').mockResolvedValue(part(20) as never)
  app.timeline = { ...part(200), conversation: { id: 'c0', unread: 0 } } as unknown as Timeline
  app.choose('c1')
  await app.pullTimeline()
  app.reads(true)
  await app.pullTimeline()
  expect(ask.mock.calls.filter(([command]) => command === 'timeline_get').map(([, request]) => request)).toEqual([{ conversation: 'c1', limit: 20 }, { conversation: 'c1', limit: 40 }])
})

it.each([
  ['an earlier one, with the end in sight', '1', [true], [false, '2']],
  ['an earlier one, and what comes pushes the end out of sight', '1', [true, false], [false, '2']],
  ['an earlier one, and goes away and back to the end', '1', [false, true], [true, '2']],
  ['the last one', '2', [true], [true, null]],
])('who chooses %s is followed or left alone', (_, chosen, looks, found) => {
  vi.spyOn(app, 'ask').mockRejectedValue({ code: 'database', message: 'It cannot be read.' })
  app.choose('c1')
  app.end.seen = null
  const items = ['0', '1', '2'].map((id) => ({ type: 'message', id, captures: [], edits: [] }))
  app.timeline = { ...part(0), items } as unknown as Timeline
  app.selectMessage({ id: chosen, captures: [], edits: [] } as unknown as MessageRow)
  for (const atEnd of looks) app.reads(atEnd)
  expect([app.end.follows, app.end.seen]).toEqual(found)
})

it('who left the end while it was asked for keeps what is shown, and it is asked for again', async () => {
  vi.spyOn(app, 'ask').mockImplementation((async () => (app.reads(false), part(200))) as never)
  const wake = vi.spyOn(app, 'wake').mockReturnValue()
  app.choose('c1')
  app.timeline = part(2_000)
  await app.pullTimeline()
  expect([app.timeline.older, wake.mock.calls.length]).toEqual(['before 2000', 1])
})

it('the end of a conversation that was left is not read, and says nothing of the next one', () => {
  app.timeline = { conversation: { id: 'c1' }, items: [], newer: null } as unknown as Timeline
  const seen = (app.onEnd = vi.fn())
  app.choose('c2')
  app.reads(false)
  app.reads(true)
  expect([app.end.follows, seen.mock.calls.length]).toEqual([true, 0])
  app.choose('c1')
  app.reads(true)
  app.reads(false)
  expect([app.end.follows, seen.mock.calls.length]).toEqual([false, 1])
  app.onEnd = null
})
