import { expect, test } from 'vitest'

import { Comparison } from './comparison'
import { WHOLE, excerpt } from './excerpt'

const text = (text: string) => ({ text })
const outlined = (left: string, right: string) => new Comparison(text(left), text(right)).outline()
const NONE = { added: 0, removed: 0, changed: 0 }

test.each([
  ['JSON to the character', '{"a":1}', '{"a":1}', { json: true, same: 'text', counts: NONE, byPlace: false }],
  ['JSON written otherwise', '{"a":1,"b":2}', '{"b":2, "a":1}', { json: true, same: 'values', counts: NONE, byPlace: false }],
  ['one more', '[1]', '[1,2]', { json: true, same: null, counts: { ...NONE, added: 1 }, byPlace: false }],
  ['no JSON, the same', 'a=1', 'a=1', { json: false, same: 'text', counts: NONE, byPlace: false }],
  ['no JSON, not the same', 'a=1', 'a=2', { json: false, same: null, counts: NONE, byPlace: false }],
])('%s', (_, left, right, outline) => {
  expect(outlined(left, right)).toEqual(outline)
})

test.each([
  ['[1,2,3,4]', '[1,2,9,4]', false],
  ['[1,2,3,4,5]', '[1,7,3,4,9]', false],
  ['[1,2,3,4]', '[2,3,4,5]', true],
  ['[1,2,3]', '[5,2,3,7]', true],
  ['{"a":[{"b":[1,2]}]}', '{"a":[{"b":[3,4,5]}]}', true],
])('whether elements of %s were taken in pairs with those of %s by their place: %s', (left, right, byPlace) => {
  expect(outlined(left, right).byPlace).toBe(byPlace)
})

test('a text is not the same as the bytes whose digits it is', () => {
  expect(new Comparison({ base64: btoa('{\xff') }, text('7b ff')).outline().same).toBe(null)
})

test('one name 50 000 times in an object is compared in its order', () => {
  const body = (last: number) => `{${'"a":1,'.repeat(50_000)}"a":${last}}`
  const compared = new Comparison(text(body(1)), text(body(2)))
  expect([compared.outline().counts, compared.rows(0)[0]?.right?.text]).toEqual([{ ...NONE, changed: 1 }, '2'])
})

test('no character is halved where a long value is shortened', () => {
  const body = (one: string) => `"${'😀'.repeat(400)}${one}${'😀'.repeat(400)}"`
  for (const one of ['a', 'ab', '😁']) {
    const [row] = new Comparison(text(body('')), text(body(one))).rows(0)
    for (const brief of [row?.left, row?.right]) expect(() => encodeURIComponent(brief?.text ?? '')).not.toThrow()
  }
})

test('bytes that are no text are compared as digits, and never as JSON', () => {
  const compared = new Comparison({ base64: btoa('{\xff') }, text('{}'))
  expect(compared.outline()).toEqual({ json: false, same: null, counts: NONE, byPlace: false })
  expect(compared.texts(true, null).texts).toEqual(['7b ff', '{}'])
})

test.each([3_000, 50_000])('objects and lists within each other %i times are compared', (deep) => {
  const object = (leaf: number) => '{"a":'.repeat(deep) + leaf + '}'.repeat(deep)
  const list = (leaf: number) => '['.repeat(deep) + leaf + ']'.repeat(deep)
  for (const body of [object, list]) {
    const compared = new Comparison(text(body(1)), text(body(2)))
    expect(compared.outline().counts).toEqual({ ...NONE, changed: 1 })
    const [row] = compared.rows(0)
    expect([row?.left?.text, row?.right?.text, (row?.path.length ?? 0) < 1_000]).toEqual(['1', '2', true])
    expect(outlined(body(1), body(1)).same).toBe('text')
    for (const formatted of [true, false]) expect(compared.texts(formatted, 0).texts[1].length).toBeLessThan(WHOLE)
  }
})

test('two lists of 10 000 that differ everywhere are told in steps', () => {
  const list = (word: string) => JSON.stringify(Array.from({ length: 10_000 }, (_, at) => word + at))
  const compared = new Comparison(text(list('a')), text(list('b')))
  expect(compared.outline().counts.changed).toBe(10_000)
  expect([compared.rows(0).length, compared.rows(9_900).length, compared.rows(400)[0]?.path]).toEqual([200, 100, '$[400]'])
})

test('of long values that begin alike, what is shown begins before where they part; the whole can be had', () => {
  const [left, right] = [`"${'W'.repeat(200_000)}a"`, `"${'W'.repeat(200_000)}b"`]
  const compared = new Comparison(text(left), text(right))
  const [row] = compared.rows(0)
  expect(row?.left).toEqual({ text: `${'W'.repeat(40)}a"`, before: 199_961, length: 200_003 })
  expect(row?.right?.text).toBe(`${'W'.repeat(40)}b"`)
  expect(compared.values(0)).toEqual({ left, right })
})

const lines = (many: number, word: (at: number) => string) => Array.from({ length: many }, (_, at) => `${word(at)} ${at}\n`).join('')
const left = (of: string) => [...of.matchAll(/⟨left out, (\d+): ([\d\u202f]+) characters⟩/g)].map(([, number]) => number)

test.each([
  ['within bounds', 'a\n'.repeat(100), 'b\n'.repeat(100), [], []],
  ['a difference in the middle', lines(120_000, () => 'x'), lines(120_000, (at) => (at === 60_000 ? 'y' : 'x')), ['1', '2'], ['1', '2']],
  ['two differences far apart', lines(120_000, (at) => (at % 40_000 === 9 ? 'y' : 'x')), lines(120_000, () => 'x'), ['1', '2'], ['3', '2']],
  ['one line that differs within', 'W'.repeat(200_000), `${'W'.repeat(100_000)}V${'W'.repeat(99_999)}`, ['1', '2'], ['1', '2']],
  ['short beside long', 'short', 'W'.repeat(3_000_000), [], ['1']],
  ['the same', 'W'.repeat(200_000), 'W'.repeat(200_000), ['1'], ['1']],
])('of texts, %s: what is left out has one number where it is the same', (_, one, other, lost, gone) => {
  const shown = excerpt(one, other, null)
  expect([shown.texts.map(left), shown.short]).toEqual([[lost, gone], lost.length + gone.length > 0])
  expect(Math.max(...shown.texts.map(({ length }) => length))).toBeLessThan(WHOLE)
})

test('texts that differ never look the same, wherever they differ', () => {
  const one = lines(100_000, () => 'x')
  for (let at = 7; at < one.length; at += 45_007) {
    const other = `${one.slice(0, at)}Z${one.slice(at)}`
    const { texts } = excerpt(one, other, null)
    expect(texts[0]).not.toBe(texts[1])
    expect(texts[1]).toContain('Z')
  }
})

test('a difference that is asked for is in both texts, at its place, laid out or not', () => {
  const body = (value: number) => JSON.stringify({ list: Array.from({ length: 30_000 }, (_, at) => ({ id: at, v: at % 3 === 0 ? value : 0 })) })
  const compared = new Comparison(text(body(1)), text(body(2)))
  for (const formatted of [true, false]) {
    const { texts, at, short } = compared.texts(formatted, 5_000)
    const picked = texts.map((one, side) => one.slice(at?.[side]?.start, at?.[side]?.end).replace(' ', ''))
    expect([picked, short]).toEqual([['"v":1', '"v":2'], true])
    expect(texts[1]).toMatch(/"id": ?15000,/)
  }
})
