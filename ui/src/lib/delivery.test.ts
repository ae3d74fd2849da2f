import { describe, expect, test } from 'vitest'

import { CALM, chaosText, lasting, paceText } from './chaos'
import { headerLines } from './formats'

describe('what a replay is asked for, in the words of the command line', () => {
  test.each([
    [CALM, null],
    [{ ...CALM, seed: '7' }, null],
    [{ ...CALM, dup: 5 }, 'dup=5%'],
    [{ ...CALM, seed: '7', dup: 5, drop: 1, reorder: 4, burst: 10, split: true, merge: 3 }, '7:dup=5%,drop=1%,reorder=4,burst=10,split,merge=3'],
    [{ ...CALM, delay: 50, jitter: 20 }, 'delay=50ms±20ms'],
    [{ ...CALM, jitter: 20 }, 'delay=0ms±20ms'],
    [{ ...CALM, merge: 1 }, null],
  ])('%j', (chaos, text) => expect(chaosText(chaos)).toBe(text))

  test.each([
    [{ kind: 'fast', every: 9, factor: 9 }, 'fast'],
    [{ kind: 'every', every: 200, factor: 1 }, 'every:200ms'],
    [{ kind: 'recorded', every: 1, factor: 1 }, 'recorded'],
    [{ kind: 'recorded', every: 1, factor: 10 }, 'recorded:x10'],
  ] as const)('%j', (pace, text) => expect(paceText(pace)).toBe(text))

  test.each([
    [40, '40 ms'],
    [1500, '1.5 s'],
    [180_000, '3 min'],
    [9_000_000, '2.5 h'],
  ])('%i ms lasts %s', (ms, text) => expect(lasting(ms)).toBe(text))
})

test('headers are lines with a colon', () => {
  expect(headerLines('x-a: 1\n\n x-b :2:3\nx-c')).toEqual([
    { name: 'x-a', value: '1' },
    { name: 'x-b', value: '2:3' },
    { name: 'x-c', value: '' },
  ])
})
