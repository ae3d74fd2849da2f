import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import type { CaptureQuery, CaptureRow, Status } from '../host/contract'
import { app } from './app.svelte'
import { captures } from './captures.svelte'

/** An engine of captures 1 to `newest`; with a filter only some fit, and a look goes `speed` captures far. */
const engine = { newest: 0, speed: 100_000, fits: (_: number): boolean => true }
const row = (n: number) => ({ id: String(n), first: String(n) }) as CaptureRow

function list({ ascending, after, before: _, from, limit, sort }: CaptureQuery) {
  // As if the oldest were the smallest.
  const up = ascending || after !== undefined || sort === 'size'
  const low = Number(up ? (from ?? after ?? 0) : 0)
  const high = up ? engine.newest + 1 : Number(from ?? engine.newest + 1)
  const ids = []
  let at = up ? low + 1 : high - 1
  for (let looked = 0; at > low && at < high && looked < engine.speed && ids.length < limit; looked += 1, at += up ? 1 : -1) {
    if (engine.fits(at)) ids.push(at)
  }
  const next = at > low && at < high ? String(up ? at - 1 : at + 1) : null
  return { revision: 1, rows: ids.map(row), next, total: engine.newest, more: false }
}

function came(newest: number): void {
  engine.newest = newest
  app.status = { counts: { captures: newest, read: newest, signals: newest, conversations: 0, attempts: 0 }, backlog: 0, readTo: String(newest), epoch: 0 } as Status
}

beforeEach(() => {
  vi.spyOn(app, 'ask').mockImplementation((async (command: string, request: CaptureQuery) => {
    if (command === 'captures_list') return list(request)
    if (command === 'views_list') return { views: [] }
    return null
  }) as never)
})
afterEach(() => vi.restoreAllMocks())

it.each<[string, Partial<{ sort: string; ascending: boolean; filter: string }>, number, number]>([
  ['newest first', {}, 0, 0],
  ['newest first', {}, 7, 7],
  ['oldest first', { ascending: true }, 0, 0],
  ['oldest first', { ascending: true }, 7, 7],
  ['by size', { sort: 'size' }, 0, 0],
  ['by size', { sort: 'size' }, 7, 7],
  ['more than are counted', {}, 500, 100],
  ['a slow filter that has found nothing yet', { filter: 'slow' }, 0, 0],
  ['a slow filter that finds late', { filter: 'slow' }, 40, 4],
])('while nothing is to move, those that came are counted: %s', async (_, order, more, waiting) => {
  engine.speed = order.filter ? 3 : 100_000
  engine.fits = order.filter ? (n) => n > 1_000 && n % 10 === 0 : () => true
  Object.assign(captures, { sort: 'time', ascending: false, filter: '', ...order })
  app.live = true
  came(1_000)
  await captures.pull()
  await vi.waitFor(() => expect(captures.list.searching).toBe(false))
  app.live = false
  for (let n = 1; n <= 4; n += 1) {
    came(1_000 + (more * n) / 4 - ((more * n) % 4) / 4)
    await captures.pull()
  }
  expect(captures.list.waiting).toBe(waiting)
  app.live = true
  captures.latest()
  await captures.pull()
  expect(captures.list.waiting).toBe(0)
})

it.each<[string, boolean, boolean]>([
  ['while the table is held still', false, true],
  ['while somebody reads further down', true, false],
])('what was deleted goes, and what came meanwhile is counted, not shown: %s', async (_, live, atTop) => {
  Object.assign(captures, { sort: 'time', ascending: false, filter: '' })
  Object.assign(engine, { fits: () => true, speed: 100_000 })
  app.live = true
  captures.list.atTop = true
  came(10)
  captures.latest()
  await captures.pull()
  Object.assign(app, { live })
  captures.list.atTop = atTop
  await captures.toggle({ ...row(9), arrivals: 2 })
  expect(captures.open.size).toBe(1)
  came(13)
  await captures.pull()
  expect(captures.list.waiting).toBe(3)
  const before = app.status
  came(14)
  // One that is shown, and one that waits.
  engine.fits = (n) => n !== 4 && n !== 12
  app.status = { ...before, ...app.status, epoch: (before?.epoch ?? 0) + 1 } as Status
  await captures.pull()
  expect(captures.list.rows.map(({ id }) => id).join(' ')).toBe('10 9 8 7 6 5 3 2 1')
  expect([captures.list.waiting, captures.open.size]).toEqual([3, 0])
  app.live = true
  captures.latest()
  await captures.pull()
  expect(captures.list.rows.map(({ id }) => id).join(' ')).toBe('14 13 11 10 9 8 7 6 5 3 2 1')
  expect(captures.list.waiting).toBe(0)
})

/** Captures 1 and 2, and the arrivals of an event that came first as 3: each is told to `app` at once. */
async function arrived(...arrivals: number[]): Promise<void> {
  const of = (n: number) => ({ ...row(n), first: String(Math.min(n, 3)), arrivals: n < 3 ? 1 : arrivals.length })
  vi.spyOn(app, 'ask').mockImplementation((async (command: string, { filter, id }: CaptureQuery & { id: string }) => {
    if (command === 'captures_list') return { rows: (filter === 'event:3' ? arrivals : [1, 2, ...arrivals.slice(-1)]).map(of).reverse(), next: null, total: 3, more: false }
    if (command === 'views_list') return { views: [] }
    if (command === 'capture_get') return { row: of(Number(id)) }
    if (command === 'attempts_list') return { attempts: [], next: null }
    return command === 'capture_body' ? { bodyBase64: '', text: '' } : { events: [] }
  }) as never)
  came(arrivals.at(-1) ?? 0)
  await captures.pull()
}
const shown = () => captures.lines.map(({ row }) => row.id).join(' ')

describe('an event that comes again', () => {
  beforeEach(async () => {
    Object.assign(captures, { sort: 'time', ascending: false, filter: '', grouped: true, open: new Map() })
    app.live = captures.list.atTop = true
    await arrived(3)
  })
  afterEach(() => app.inspect(null))

  it.each([
    ['once it is read', true],
    ['before it is read', false],
  ])('stays chosen, and keys go on from there: %s', async (_, read) => {
    captures.choose(captures.lines[0]?.row as CaptureRow)
    if (read) await app.inspecting()
    await arrived(3, 4)
    expect([captures.lines[captures.chosen]?.row.id, app.captureId]).toEqual(['4', '3'])
    captures.move(-1)
    expect(app.captureId, 'above it is nothing').toBe('3')
    captures.move(1)
    expect(app.captureId).toBe('2')
  })

  it('is chosen where it stands by itself', async () => {
    app.inspect('3')
    await app.inspecting()
    await arrived(3, 4)
    await captures.toggle(captures.lines[0]?.row as CaptureRow)
    expect([shown(), captures.chosen]).toEqual(['4 3 2 1', 1])
    captures.grouped = false
    captures.open = new Map()
    expect([shown(), captures.chosen], 'not among what is shown').toEqual(['4 2 1', -1])
  })

  it('shows every arrival where those are open', async () => {
    await captures.toggle(captures.lines[0]?.row as CaptureRow)
    await arrived(3, 4, 5, 6)
    expect(shown()).toBe('6 5 4 3 2 1')
    app.live = false
    await arrived(3, 4, 5, 6, 7)
    expect(shown(), 'held still').toBe('6 5 4 3 2 1')
  })
})

it('a saved view that is shown is remembered like one chosen by hand', () => {
  const kept = new Map<string, string>()
  vi.stubGlobal('localStorage', { setItem: (key: string, value: string) => kept.set(key, value), getItem: () => null })
  captures.apply({ id: '1', of: 'captures', name: 'a', filter: '', sort: 'time', ascending: false, grouped: false, columns: ['time', 'held'] })
  vi.unstubAllGlobals()
  expect(captures.names).toEqual(['time', 'held'])
  expect([...kept.values()]).toEqual(['time held', 'no'])
})

it('what is written beside a capture is not undone by an answer that was asked for before', async () => {
  const shown = (pinned: boolean) => ({ ...row(1), pinned })
  let kept = true
  let late = () => {}
  vi.spyOn(app, 'ask').mockImplementation((async (command: string) => {
    if (command === 'captures_annotate') return { rows: [shown((kept = false))] }
    if (command === 'events_list') return { events: [] }
    if (command === 'attempts_list') return { attempts: [], next: null }
    if (command === 'capture_body') return { bodyBase64: '', text: '' }
    if (command !== 'capture_get') throw new Error(command)
    const answer = { row: shown(kept) }
    if (kept && app.capture) await new Promise<void>((done) => (late = done))
    return answer
  }) as never)
  app.inspect('1')
  await app.inspecting()
  expect(app.capture?.row.pinned).toBe(true)
  const asked = app.pullInspector()
  await captures.annotate({ captures: ['1'], pinned: false })
  late()
  await asked
  expect(app.capture?.row.pinned).toBe(false)
  app.inspect(null)
})
