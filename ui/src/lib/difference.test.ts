import { expect, test } from 'vitest'

import { difference } from './difference'

const told = (left: string, right: string) =>
  difference(left, right)?.map(({ kind, path, left, right }) => `${kind} ${path} ${left ?? ''} > ${right ?? ''}`.trim())

test.each([
  ['the same but for the order of keys, spaces and escapes', '{"a":1,"b":"caf\\u00e9 \\/"}', '\ufeff{ "b": "café /",\r\n"a": 1 }', []],
  ['a digit beyond 2^53', '{"id":50007000000006017}', '{"id":50007000000006016}', ['changed $.id 50007000000006017 > 50007000000006016']],
  ['a number written otherwise', '[1]', '[1.0]', ['changed $[0] 1 > 1.0']],
  ['a text is no number', '{"id":"1"}', '{"id":1}', ['changed $.id "1" > 1']],
  ['members that came and went', '{"a":1,"b":{"c":[]}}', '{"d":null,"a":1}', ['removed $.b {"c":[]} >', 'added $.d  > null']],
  ['one more in the middle of a list', '[1,2,3]', '[1,9,2,3]', ['added $[1]  > 9']],
  ['one less at the beginning', '[{"a":1},{"a":2}]', '[{"a":2}]', ['removed $[0] {"a":1} >']],
  ['deep in a list that moved', '{"e":[0,{"m":"x"}]}', '{"e":[0,5,{"m":"y"}]}', ['changed $.e[1] {"m":"x"} > 5', 'added $.e[2]  > {"m":"y"}']],
  ['a pair in a list', '{"e":[0,{"m":"x","n":1}]}', '{"e":[0,{"m":"y","n":1}]}', ['changed $.e[1].m "x" > "y"']],
  ['another kind of thing', '{"a":{}}', '{"a":[]}', ['changed $.a {} > []']],
  ['keys that are no names', '{"a b":1}', '{"a b":2}', ['changed $["a b"] 1 > 2']],
  ['a name written twice', '{"a":1,"a":2}', '{"a":1,"a":3}', ['changed $.a 2 > 3']],
  ['the whole', '1', '"1"', ['changed $ 1 > "1"']],
  ['nothing', '[]', '[]', []],
])('%s', (_, left, right, changes) => {
  expect(told(left, right)).toEqual(changes)
})

test('what is no JSON has no paths', () => {
  expect(difference('{}', '{')).toBeNull()
  expect(difference('object=page', '{}')).toBeNull()
})

test('bodies of 20 000 entries are compared without comparing each with each', () => {
  const body = (last: number) => `{"entry":[${Array.from({ length: 20_000 }, (_, at) => `{"id":${at},"v":{"a":[1,2,{"b":${at === 19_999 ? last : 0}}]}}`).join(',')}]}`
  expect(told(body(1), body(2))).toEqual(['changed $.entry[19999].v.a[2].b 1 > 2'])
})
