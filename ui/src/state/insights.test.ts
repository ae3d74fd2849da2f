import { afterEach, expect, it, vi } from 'vitest'

import type { InsightMarkQuery, InsightQuery } from '../host/contract'
import { app } from './app.svelte'
import { insights } from './insights.svelte'
import { timeRules } from './timerules.svelte'

/** So many are behind a mark, and so many were fired for. */
const MANY = 450
let many = MANY
/** What is not behind the mark any more. */
const gone = new Set<string>()
const rows = ({ from, limit }: { from?: string; limit: number }) => {
  const first = Number(from ?? many + 1) - 1
  const ids = Array.from({ length: Math.min(limit, first) }, (_, at) => String(first - at))
  return { total: many - gone.size, rows: ids.filter((id) => !gone.has(id)).map((id) => ({ id, words: id })), next: first > limit ? (ids.at(-1) ?? null) : null }
}

/** An engine that answers once `go` is called, where it is held. */
function engine({ held = false } = {}) {
  const asked: InsightQuery[] = []
  let go = () => {}
  vi.spyOn(app, 'wake').mockReturnValue()
  vi.spyOn(app, 'ask').mockImplementation((async (command: string, request: never) => {
    if (command === 'time_rules_list') return { rows: [{ id: '1' }] }
    if (command === 'targets_list') return { rows: [] }
    if (command !== 'insights_get') return rows(request)
    asked.push(request)
    if (held) await new Promise<void>((done) => (go = done))
    return { accounts: [], channels: [], mix: { kinds: [] }, newestOnly: null }
  }) as never)
  return { asked, go: () => go() }
}

afterEach(() => {
  many = MANY
  gone.clear()
  vi.restoreAllMocks()
  insights.choose(null)
})

it('what is behind a mark stays where it is for who reads further down: what is new is counted, what is gone goes', async () => {
  engine()
  insights.choose({ title: 'Seen', query: { of: {}, mark: 'seen' } })
  await insights.now()
  insights.behind.reads(false)
  many += 3
  gone.add('449')
  await insights.now()
  expect([insights.behind.rows.slice(0, 2).map(({ id }) => id), insights.behind.waiting, insights.behind.total]).toEqual([['450', '448'], 3, 452])
  expect(insights.behind.reads(true)).toBe(true)
  await insights.now()
  expect([insights.behind.rows[0]?.id, insights.behind.waiting]).toEqual(['453', 0])
})

it('what is behind a mark is shown on to the last one, and chosen again from the first', async () => {
  engine()
  const mark = { title: 'Seen', query: { of: {}, mark: 'seen' } }
  insights.choose(mark)
  expect(insights.behind.known).toBe(false)
  await insights.now()
  const shown = () => [insights.behind.rows.length, insights.behind.rows.at(-1)?.id, insights.behind.total, insights.behind.next !== null]
  expect(shown()).toEqual([200, '251', 450, true])
  await insights.behind.older()
  await insights.now()
  expect(shown()).toEqual([400, '51', 450, true])
  await insights.behind.older()
  expect(shown()).toEqual([450, '1', 450, false])
  insights.choose(mark)
  expect(insights.behind.known).toBe(false)
})

it('what a time rule has fired for is shown on to the last one', async () => {
  engine()
  timeRules.choose('1')
  await timeRules.pull()
  for (const length of [200, 400, 450]) {
    expect([timeRules.fired.known, timeRules.fired.rows.length, timeRules.fired.total]).toEqual([true, length, 450])
    await timeRules.fired.older()
  }
  timeRules.choose(null)
})

it('a picture of another choice is superseded until that is counted', async () => {
  engine()
  await insights.now()
  expect(insights.superseded).toBe(false)
  for (const what of [{ period: 'day' }, { waiting: 60_000 }, { of: 'whatsapp/106' }]) {
    const { asked, go } = engine({ held: true })
    const before = insights.now()
    insights.change(what)
    expect(insights.superseded).toBe(true)
    go()
    await before
    expect(insights.superseded, 'it was asked for before').toBe(true)
    const now = insights.now()
    go()
    await now
    expect([insights.superseded, asked.length]).toEqual([false, 2])
  }
})

it.each([
  ['the first, which begins before it', { from: 0, until: 2_000 }, { from: 1_000, until: 2_000 }],
  ['one within', { from: 2_000, until: 4_000 }, { from: 2_000, until: 4_000 }],
  ['the last, which ends behind it', { from: 4_000, until: 6_000 }, { from: 4_000, until: 5_000 }],
  ['all of them', {}, { from: 1_000, until: 5_000 }],
])('behind a bar of a period is what the bar counts: %s', async (_, of, want) => {
  engine()
  insights.change({ period: 'own', between: { from: 1_000, until: 5_000 } })
  insights.choose({ title: 'messages', query: { of, mark: 'kind', words: 'message' } })
  await insights.now()
  const asked = vi.mocked(app.ask).mock.calls.findLast(([command]) => command === 'insights_rows')?.[1] as InsightMarkQuery
  expect(asked.of).toMatchObject(want)
  insights.change({ period: 'week' })
})
