import { expect, test } from 'vitest'
import { fileOf, filterOf, grouped, percent, ranges, span } from './insights'

test('a length of time has one unit', () => {
  const table: [number, string][] = [[0, '0 ms'], [999, '999 ms'], [1500, '1.5 s'], [10_000, '10 s'], [60_000, '1 min'], [5_400_000, '1.5 h'], [86_400_000, '1 d']]
  for (const [ms, words] of table) expect(span(ms)).toBe(words)
})

test('a share is rounded, but never to all or to none', () => {
  const table: [number, number, string][] = [[0, 0, '–'], [0, 7, '0 %'], [7, 7, '100 %'], [1, 3, '33 %'], [1, 1000, '< 1 %'], [999, 1000, '> 99 %']]
  for (const [part, whole, words] of table) expect(percent(part, whole)).toBe(words)
})

test('bars name their ranges', () => {
  expect(ranges([{ upToMs: 10_000 }, { upToMs: 60_000 }, { upToMs: null }])).toEqual(['up to 10 s', '10 s – 1 min', 'over 1 min'])
})

test('kinds beyond the most frequent become one, and nothing is lost', () => {
  const kinds = ['a', 'b', 'c', 'd'].map((kind, index) => ({ kind, counts: [index, 1] }))
  expect(grouped(kinds, 4)).toHaveLength(4)
  expect(grouped(kinds, 2)).toEqual([{ kinds: ['a'], counts: [0, 1] }, { kinds: ['b', 'c', 'd'], counts: [6, 3] }])
})

test('what is shown is asked for by a filter, and its file is called after it', () => {
  const now = Date.UTC(2026, 5, 16, 12)
  const week = { from: Date.UTC(2026, 5, 9, 12) }
  const number = { platform: 'whatsapp', account: '106' }
  const table: [Parameters<typeof filterOf>[0], string, string][] = [
    [{}, '', 'transitions-all'],
    [week, 'said>=2026-06-09T12:00:00.000Z', 'transitions-2026-06-09-to-2026-06-16'],
    [{ ...week, until: Date.UTC(2026, 5, 11, 12) }, 'said>=2026-06-09T12:00:00.000Z said<2026-06-11T12:00:00.000Z', 'transitions-2026-06-09-to-2026-06-11'],
    [{ until: new Date(2026, 5, 11).getTime() }, `said<${new Date(2026, 5, 11).toISOString()}`, 'transitions-to-2026-06-10'],
    [number, 'platform:whatsapp account:106', 'transitions-whatsapp-106'],
    [{ ...number, ...week }, 'platform:whatsapp account:106 said>=2026-06-09T12:00:00.000Z', 'transitions-whatsapp-106-2026-06-09-to-2026-06-16'],
    [{ platform: 'messenger', account: '../a b' }, 'platform:messenger account:"../a b"', 'transitions-messenger-.._a_b'],
  ]
  for (const [within, filter, name] of table) expect([filterOf(within), fileOf('transitions', within, now)]).toEqual([filter, name])
})
