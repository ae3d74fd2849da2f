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
    ['g f e d', 'all', [7, 8, 3, 6]],
    ['m l k j i h g f e d', 'all', [7, 8, 3, 6, 9, 10, 11, 12, 13, 14]],
  ] as const)
    expect(slots.take(rows.split(' ').filter(Boolean), question), `${rows} of ${question}`).toEqual(taken)
})
