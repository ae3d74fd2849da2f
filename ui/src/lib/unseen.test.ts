import { expect, test } from 'vitest'

import { turns, unseen } from './unseen'

test.each([
  ['plain', ['plain']],
  ['', ['']],
  ['pay \u202e001\u202c now', ['pay ', '\u202e', '001', '\u202c', ' now']],
  ['\u200f\u200e', ['', '\u200f', '', '\u200e', '']],
  ['שלום \u2066a\u2069', ['שלום ', '\u2066', 'a', '\u2069', '']],
])('%j is parted where its order can turn, and nothing is lost', (text, pieces) => {
  expect(turns(text)).toEqual(pieces)
  expect(turns(text).join('')).toBe(text)
})

test.each([[0x202e, 'RLO'], [0x2068, 'FSI'], [0x200f, 'RLM'], [0xfeff, 'BOM'], [1, '␁'], [0x9f, '•']])('%i has a name', (code, name) => expect(unseen(code)).toBe(name))
