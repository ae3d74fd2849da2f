import { describe, expect, it } from 'vitest'

import { neighbour, renewed } from './list'

describe('fresh rows', () => {
  it('are the old ones where nothing changed', () => {
    const [one, two] = [{ id: '1', words: ['a'] }, { id: '2', words: ['b'] }]
    const rows = renewed([one, two], [{ id: '3', words: [] }, { id: '2', words: ['b', 'c'] }, { id: '1', words: ['a'] }])
    expect(rows).toEqual([{ id: '3', words: [] }, { id: '2', words: ['b', 'c'] }, one])
    expect(rows[2]).toBe(one)
    expect(rows[1]).not.toBe(two)
  })
})

describe('the neighbour of a row', () => {
  const rows = ['a', 'b', 'c']
  it.each([
    ['b', 1, 'c'],
    ['b', -1, 'a'],
    ['c', 1, undefined],
    ['gone', 1, 'a'],
    ['gone', -1, 'c'],
  ] as const)('of %s by %i is %s', (is, by, found) => {
    expect(neighbour(rows, (row) => row === is, by)).toBe(found)
  })
})
