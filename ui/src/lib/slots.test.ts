import { expect, it } from 'vitest'

import { Slots } from './slots'

it('a click counts where it was pressed, or where nothing was', () => {
  const slots = new Slots()
  expect(slots.clicks('a')).toBe(true)
  slots.press('a')
  expect(slots.clicks('b'), 'another row stands there now').toBe(false)
  slots.press('a')
  expect([slots.clicks('a'), slots.clicks('b')]).toEqual([true, true])
})

it('rows keep their slots, those that come have new ones, and another question or a screenful takes over what stands there', () => {
  const slots = new Slots()
  for (const [rows, question, taken] of [
    ['', 'all', []],
    ['c b a', 'all', [0, 1, 2]],
    ['e d c b a', 'all', [3, 4, 0, 1, 2]],
    ['e d b a', 'all', [3, 4, 1, 2]],
    ['a x y z w', 'some', [3, 4, 1, 2, 5]],
    ['a x y z w', 'some', [3, 4, 1, 2, 5]],
    ['b', 'others', [3]],
    ['e d', 'all', [3, 6]],
  ] as const)
    expect(slots.take(rows.split(' ').filter(Boolean), question), `${rows} of ${question}`).toEqual(taken)
  const screen = (from: number) => Array.from({ length: 30 }, (_, at) => `${from - at}`)
  const first = slots.take(screen(100), 'all')
  expect(slots.take(screen(115), 'all').slice(15), 'half a screen of others').toEqual(first.slice(0, 15))
  const moved = slots.take(screen(115), 'all')
  expect(slots.take(screen(131), 'all'), 'more than that').toEqual(moved)
})
