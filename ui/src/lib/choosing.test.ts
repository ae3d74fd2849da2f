import { describe, expect, it } from 'vitest'

import type { CaptureRow } from '../host/contract'
import type { Line } from './captures'
import { type Choice, NONE, all, also, one, places, still, upTo } from './choosing'

/** `4:3` is capture 4 of the event that came first as 3; `^` stands under the line above. */
const line = (word: string): Line => {
  const [id = '', first = id] = word.replace('^', '').split(':')
  return { row: { id, first } as CaptureRow, under: word.startsWith('^') }
}
const table = (words: string, grouped = true) => ({ lines: words.split(' ').filter(Boolean).map(line), grouped })
const choice = (words: string, anchor = ''): Choice => {
  const rows = words.split(' ').filter(Boolean).map((word) => line(word).row)
  return { rows, anchor: rows.find(({ id }) => id === anchor) ?? rows.at(-1) ?? null }
}
const told = ({ rows, anchor }: Choice) => `${rows.map(({ id }) => id).join(' ')} from ${anchor?.id ?? 'nowhere'}`

it('one that is chosen alone begins a range too', () => {
  expect(told(one(line('3').row))).toBe('3 from 3')
})

describe('where what is chosen stands', () => {
  it.each([
    ['by itself', '5 4 3', '4', [1]],
    ['in the order in which it was chosen', '5 4 3', '3 5', [2, 0]],
    ['as one of the arrivals of an event', '5 4:2 1', '2', [1]],
    ['by itself, where its event is open', '5 4:2 ^2 1', '2', [2]],
    ['under no line that stands under one', '5 4:2 ^3:2 1', '2', [1]],
    ['nowhere, once it is gone', '5 4', '3', []],
  ])('%s', (_, lines, rows, want) => {
    expect([...places(table(lines), choice(rows).rows).values()]).toEqual(want)
  })
  it('for itself only, where every arrival has a line of its own', () => {
    expect(places(table('5 4:2', false), choice('2').rows).size).toBe(0)
  })
})

describe('a click with Ctrl', () => {
  it.each([
    ['chooses one more, which is the last', '5 4 3', '5', 2, '5 3 from 3'],
    ['begins where nothing is', '5 4 3', '', 1, '4 from 4'],
    ['takes one away, and the one before is the last', '5 4 3', '3 4 5', 0, '3 4 from 4'],
    ['takes one away from the middle', '5 4 3', '3 4 5', 1, '3 5 from 5'],
    ['leaves the last one', '5 4 3', '4', 1, '4 from 4'],
    ['takes away whatever its line stands for', '5 4:2 1', '5 2 3:2', 1, '5 from 5'],
    ['changes nothing where no line is', '5 4', '5', 9, '5 from 5'],
  ])('%s', (_, lines, rows, at, want) => {
    expect(told(also(choice(rows), table(lines), at))).toBe(want)
  })
})

describe('a click with Shift', () => {
  it.each([
    ['chooses all below up to there', '5 4 3 2', '5', '5', 2, '5 4 3 from 5'],
    ['chooses all above up to there', '5 4 3 2', '2', '2', 1, '2 3 4 from 2'],
    ['gives back what lies beyond', '5 4 3 2', '5 4 3 2', '5', 1, '5 4 from 5'],
    ['turns round at where it began', '5 4 3 2', '4 3 2', '4', 0, '4 5 from 4'],
    ['leaves what was chosen elsewhere', '5 4 3 2', '5 2', '2', 2, '2 3 from 2'],
    ['begins there, where it began is gone', '5 4 3 2', '9', '9', 2, '3 from 3'],
    ['begins there, where nothing is chosen', '5 4 3 2', '', '', 2, '3 from 3'],
    ['goes on with what a line stood for when it was chosen', '6:3 5 4', '3', '3', 2, '3 5 4 from 3'],
    ['chooses arrivals that are open by themselves', '6:3 ^3 2', '6:3', '6', 2, '6 3 2 from 6'],
  ])('%s', (_, lines, rows, anchor, at, want) => {
    expect(told(upTo(choice(rows, anchor), table(lines), at))).toBe(want)
  })
})

it.each([
  ['the last one stays the last', '5 4 3', '4', '5 3 4 from 4'],
  ['else the first line is', '5 4 3', '', '4 3 5 from 5'],
  ['who stands nowhere is none of them', '5 4 3', '9', '4 3 5 from 5'],
  ['what a line stood for is chosen, not what it stands for now', '6:3 2', '3', '2 3 from 3'],
  ['of an empty table it is nothing', '', '4', ' from nowhere'],
])('of all, %s', (_, lines, rows, want) => {
  expect(told(all(choice(rows), table(lines)))).toBe(want)
})

it.each([
  ['goes', '5 3', '5 4 3', '4', '5 3 from 3'],
  ['may be where a range began', '5 4 3', '5 4 3', '5', '5 4 3 from 5'],
  ['goes, though another arrival of its event stays', '6:3 2', '3:3 2', '2', '2 from 2'],
  ['may be all', '5', '4 3', '3', ' from nowhere'],
])('what was deleted %s', (_, lines, rows, anchor, want) => {
  expect(told(still(choice(rows, anchor), table(lines)))).toBe(want)
})

it('nothing is chosen at first', () => expect(told(NONE)).toBe(' from nowhere'))
