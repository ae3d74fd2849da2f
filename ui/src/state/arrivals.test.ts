import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { Arrivals } from './arrivals'

beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }))
afterEach(() => vi.useRealTimers())

/** What is told, and when, ms after the start. */
function heard() {
  const start = Date.now()
  const said: [at: number, words: string][] = []
  return { arrivals: new Arrivals((words) => said.push([Date.now() - start, words])), said }
}

it('tells of the first one at once, and of a thousand a second once in five seconds', () => {
  const { arrivals, said } = heard()
  arrivals.see(7)
  for (let ms = 0; ms <= 12_000; ms += 100) {
    arrivals.see(8 + ms)
    vi.advanceTimersByTime(100)
  }
  expect(said).toEqual([
    [0, '1 capture received, 8 in all.'],
    [5_000, '4\u202f900 captures received, 4\u202f908 in all.'],
    [10_000, '5\u202f000 captures received, 9\u202f908 in all.'],
  ])
  vi.advanceTimersByTime(60_000)
  expect(said.at(-1)).toEqual([15_000, '2\u202f100 captures received, 12\u202f008 in all.'])
  expect(said.length).toBe(4)
})

it.each([
  ['what is there at first', [0], []],
  ['what stays the same', [5, 5, 5], []],
  ['what was deleted', [5, 3], []],
  ['what came after something was deleted', [5, 3, 4], ['1 capture received, 4 in all.']],
])('is silent about what is no news: %s', (_, totals, told) => {
  const { arrivals, said } = heard()
  for (const total of totals) arrivals.see(total)
  vi.advanceTimersByTime(60_000)
  expect(said.map(([, words]) => words)).toEqual(told)
})
