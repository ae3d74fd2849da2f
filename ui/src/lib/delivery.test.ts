import { describe, expect, test } from 'vitest'

import { carried, carriedBriefly } from './carried'
import { CALM, chaosText, lasting, paceText } from './chaos'
import { headerLines } from './formats'
import { canBeTarget, hides, hostOf } from './url'

describe('what a replay is asked for, in the words of the command line', () => {
  test.each([
    [CALM, null],
    [{ ...CALM, seed: '7' }, null],
    [{ ...CALM, dup: 5 }, 'dup=5%'],
    [{ ...CALM, seed: '7', dup: 5, drop: 1, reorder: 4, burst: 10, split: true, merge: 3 }, '7:dup=5%,drop=1%,reorder=4,burst=10,split,merge=3'],
    [{ ...CALM, delay: 50, jitter: 20 }, 'delay=50ms±20ms'],
    [{ ...CALM, jitter: 20 }, 'delay=0ms±20ms'],
    [{ ...CALM, merge: 1, reorder: 1, burst: 1 }, null],
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
  expect(headerLines('x-a: 1\n\n X-b :2:3\n')).toEqual({
    headers: [
      { name: 'x-a', value: '1' },
      { name: 'X-b', value: '2:3' },
    ],
    wrong: null,
  })
})

test.each([
  ['x-a: 1\nnocolon', 'Line 2 of the headers has no colon: write “nocolon: value”, or leave it out.'],
  ['\nx-c:', 'Line 2 of the headers has no value behind its colon: write “x-c: value”, or leave it out.'],
  [': 7', 'Line 1 of the headers has no name before its colon: write “x-name: 7”, or leave it out.'],
])('a line that is no header says which it is and what to write: %j', (text, wrong) => expect(headerLines(text).wrong).toBe(wrong))

test.each([
  ['http://localhost:3000/hook', true, 'localhost:3000'],
  ['https://dev.example.com', true, 'dev.example.com'],
  [' HTTP://[::1]:8080/a ', true, '[::1]:8080'],
  ['https://dev.example.com:443/', true, 'dev.example.com'],
  ['http://me:hush@dev.example.com/', false, 'dev.example.com'],
  ['http://token@dev.example.com/', false, 'dev.example.com'],
  ['localhost:3000/hook', false, null],
  ['ftp://x', false, null],
  ['http://', false, null],
  ['dev', false, null],
  ['', false, null],
])('what can be saved as a target: %j', (url, savable, host) => expect([canBeTarget(url, null), hostOf(url)]).toEqual([savable, host]))

test.each([
  ['http://127.0.0.1:8787/webhook', false],
  ['http://localhost:8787', false],
  ['http://[::1]:8787/else', false],
  ['http://localhost:3000/hook', true],
])('the receiver itself is no target: %s', (url, savable) => expect(canBeTarget(url, 'http://127.0.0.1:8787/webhook')).toBe(savable))

test.each([
  ['http://h/x', 'http://h/x', true],
  ['http://h/', 'http://h', true],
  ['https://me:***@h/x?token=***&a=(b)', 'https://me:hush@h/x?token=t&a=(b)', true],
  ['http://h/x?token=***', 'http://h/y?token=t', false],
  ['http://h/x', 'http://h/x?token=t', false],
  ['http://h/x.y', 'http://h/xzy', false],
])('%s hides what is secret in %s: %s', (kept, url, so) => expect(hides(kept, url)).toBe(so))

describe('what one request carried, however it was put together', () => {
  test.each([
    ['7', 'capture #7', '7'],
    ['7#1', 'entry 2 of capture #7', '7 (entry 2)'],
    ['7#0+7#2', 'entries 1, 3 of capture #7', '7 (entries 1, 3)'],
    ['7#0+8#0', 'entries of captures #7, #8 in one', '7+8'],
    ['7#0+7#1+8#0+9#0', 'entries of captures #7, #8, #9 in one', '7+8+9'],
    ['1#0+2#0+3#0+4#0+5#0+6#0+7#0', 'entries of capture #1 and 6 others in one', '1+2+3+4+5+6+7'],
    ['7.0', 'capture #7.0', '7.0'],
  ])('%s', (item, words, brief) => expect([carried(item), carriedBriefly(item)]).toEqual([words, brief]))
})
