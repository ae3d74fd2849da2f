import { expect, test } from 'vitest'

import { ending, named, turns, unseen } from './unseen'

test.each([
  ['plain', ['plain']],
  ['', ['']],
  ['pay \u202e001\u202c now', ['pay ', '\u202e', '001', '\u202c', ' now']],
  ['\u200f\u200e', ['', '\u200f\u200e', '']],
  [`a${'\u200f'.repeat(20_000)}b`, ['a', '\u200f'.repeat(20_000), 'b']],
  ['שלום \u2066a\u2069', ['שלום ', '\u2066', 'a', '\u2069', '']],
])('%j is parted where its order can turn, and nothing is lost', (text, pieces) => {
  expect(turns(text)).toEqual(pieces)
  expect(turns(text).join('')).toBe(text)
})

test.each([[0x202e, 'RLO'], [0x2068, 'FSI'], [0x200f, 'RLM'], [0xfeff, 'BOM'], [1, '␁'], [0x9f, '•']])('%i has a name', (code, name) => expect(unseen(code)).toBe(name))

test.each([
  ['\u202e', 'RLO', false],
  ['\u202c', 'PDF', true],
  ['\u2069\u2069', 'PDI ×2', true],
  ['\u2069\u2066', 'PDI LRI', false],
  ['\u200f'.repeat(2_000), 'RLM ×2000', false],
  ['\u200e\u200f\u202a\u202b\u200e', 'LRM RLM LRE… ×5', false],
])('%j is named once, where it stands', (run, name, ends) => expect([named(run), ending(run)]).toEqual([name, ends]))
