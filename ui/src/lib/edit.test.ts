import { expect, test } from 'vitest'

import { fromBase64, toBase64 } from './bytes'
import { headerLines, headersIn, hexFault, hexed, textOf, unhexed } from './edit'

test('bytes come back from their digits', () => {
  const bytes = Uint8Array.from({ length: 40 }, (_, at) => (at * 37) & 0xff)
  expect(hexed(bytes).split('\n')).toHaveLength(3)
  expect(unhexed(hexed(bytes))).toEqual(bytes)
  expect(unhexed('7B fF\n\n00 41')).toEqual(Uint8Array.of(0x7b, 0xff, 0, 0x41))
  expect(unhexed('')).toEqual(new Uint8Array(0))
})

test.each([
  ['7b zz', { start: 3, end: 5 }],
  ['7b f 00', { start: 3, end: 4 }],
  ['7bf', { start: 2, end: 3 }],
])('of %s the digits that are wrong are told', (text, place) => {
  expect(hexFault(text)).toMatchObject(place)
  expect(unhexed(text)).toBeNull()
})

test.each([['\ufeff{"a":1}\r\n\0'], ['caf\u00e9 😀'], ['']])('the text %j is the same after a way through bytes and base64', (text) => {
  const bytes = new TextEncoder().encode(text)
  expect(textOf(bytes)).toBe(text)
  expect(textOf(fromBase64(toBase64(bytes)))).toBe(text)
})

test('what is no UTF-8 is no text', () => {
  expect(textOf(Uint8Array.of(0x7b, 0xff))).toBeNull()
})

test('headers come back from their lines, repeats and order kept', () => {
  const headers = [
    { name: 'x-twice', value: '1' },
    { name: 'content-type', value: 'application/json; charset=utf-8' },
    { name: 'x-twice', value: '2' },
    { name: 'x-empty', value: '' },
  ]
  expect(headersIn(headerLines(headers))).toEqual({ headers, wrong: null })
  expect(headersIn('X-A:b:c\n\n').headers).toEqual([{ name: 'x-a', value: 'b:c' }])
  expect(headersIn('x-a: 1\nno header').wrong).toBe('no header')
  expect(headersIn('bad name: 1').wrong).toBe('bad name: 1')
})
