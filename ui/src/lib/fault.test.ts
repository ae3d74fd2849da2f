import { expect, test } from 'vitest'

import { fault, placed } from './fault'

const told = (text: string) => {
  const found = fault(text)
  return found && `${text.slice(0, found.start)}»${text.slice(found.start, found.end)}« ${found.words}`
}

test.each([
  ['{}'],
  ['[]'],
  [' {"a" : [1, -0.5e+10, true, false, null, "\\u00e9\\/\\n", {"b": {}}], "": "é"}\r\n'],
  ['\ufeff{"a":50007000000006017123456789}'],
  ['"alone"'],
  ['0'],
])('%s is JSON', (text) => {
  expect(JSON.parse(text.replace('\ufeff', ''))).toBeDefined()
  expect(fault(text)).toBeNull()
})

test.each([
  ['', '»« The text ends where a value should be.'],
  ['{"a":1,}', '{"a":1,»}« Here should be a name in quotation marks.'],
  ['[1,]', '[1,»]« Here should be a value.'],
  ['{"a":1 "b":2}', '{"a":1 »"b"« Here should be a comma or }.'],
  ['{"a" 1}', '{"a" »1« Here should be a colon.'],
  ['{a:1}', '{»a« Here should be a name in quotation marks or }.'],
  ['[1}', '[1»}« Here should be a comma or ].'],
  ['{"a":[1', '{"a":[1»« The text ends where a comma or ] should be.'],
  ['{"a":01}', '{"a":»01« Here should be a value.'],
  ['{"a":1.}', '{"a":»1.« Here should be a value.'],
  ['{"a":nul}', '{"a":»nul« Here should be a value.'],
  ['{"a":NaN}', '{"a":»NaN« Here should be a value.'],
  ["{'a':1}", "{»'« Here should be a name in quotation marks or }."],
  ['{"a":"x\ny"}', '{"a":"x»\n«y"}'.slice(0, 10) + ' A control character in a string must be written as \\n, \\t or \\u00….'],
  ['{"a":"\\x"}', '{"a":"»\\x« JSON knows no such escape.'],
  ['{"a":"\\u12"}', '{"a":"»\\u« JSON knows no such escape.'],
  ['{"a":"open', '{"a":»"open« This string is not closed.'],
  ['{} {}', '{} »{« The JSON is over before this.'],
  ['{"a":😀}', '{"a":»😀« Here should be a value.'],
])('of %s the place and the reason are told', (text, words) => {
  expect(() => JSON.parse(text)).toThrow()
  expect(told(text)).toBe(words)
})

test('a string of three megabytes is read in one go', () => {
  expect(fault(`{"a":"${'x\\u00e9'.repeat(400_000)}"}`)).toBeNull()
  expect(fault(`{"a":"${'x'.repeat(3_000_000)}"`)?.start).toBe(3_000_007)
})

test('places count from one', () => {
  expect(placed('a\nbc', 3)).toEqual({ line: 2, column: 2 })
  expect(placed('', 0)).toEqual({ line: 1, column: 1 })
})
