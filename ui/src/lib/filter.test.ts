import { describe, expect, test } from 'vitest'

import type { CaptureRow } from '../host/contract'
import { lines } from './captures'
import { COLUMNS, chosen, fitting, moved, rises, tracks, withOne } from './columns'
import { around, characters, onlyEnd, quoted, units, within, written } from './filter'

describe('a filter', () => {
  test('places are characters', () => {
    expect(characters('😀 ki', 3)).toBe(2)
    expect(units('😀 ki', 2)).toBe(3)
    expect(units('é', 9)).toBe(1)
  })
  test.each([
    ['ki', { text: 'kind:', open: true, start: 0, end: 2 }, 'kind:', 5],
    ['😀 kind:re', { text: 'read', open: false, start: 7, end: 9 }, '😀 kind:read ', 13],
    ['kind:re peer:9', { text: 'read', open: false, start: 5, end: 7 }, 'kind:read peer:9', 10],
    ['(sig:)', { text: '"a b"', open: false, start: 5, end: 5 }, '(sig:"a b" )', 11],
  ])('%s takes a suggestion', (text, suggestion, result, cursor) => {
    expect(written(text, suggestion)).toEqual({ text: result, cursor })
  })
  const end = (text: string, start: number) => ({ text, about: '', count: null, open: false, start, end: start + 3 })
  const wrong = (start: number) => ({ message: 'no', start, end: start + 3 })
  test.each([
    ['the only end of a mistake', wrong(4), [end('invalid', 4)], 'invalid'],
    ['one of two', wrong(4), [end('valid', 4), end('void', 4)], undefined],
    ['a filter that can be read', null, [end('invalid', 4)], undefined],
    ['a mistake elsewhere', wrong(0), [end('invalid', 12)], undefined],
    ['nothing offered', wrong(4), [], undefined],
  ])('Enter writes the only end of a mistake: %s', (_, problem, suggestions, taken) => {
    expect(onlyEnd({ problem, suggestions })?.text).toBe(taken)
  })
  test('a mistake is cut out', () => {
    expect(around('é status:many x', { start: 9, end: 13 })).toEqual(['é status:', 'many', ' x'])
  })
})

const row = (id: number, first = id) => ({ id: String(id), first: String(first) }) as CaptureRow

describe('rows of captures', () => {
  test('other arrivals stand under the newest', () => {
    const open = new Map([['2', [row(9, 2), row(4, 2), row(2)]]])
    expect(lines([row(9, 2), row(5)], open).map(({ row, under }) => [row.id, under])).toEqual([['9', false], ['4', true], ['2', true], ['5', false]])
  })
  test('what came after the one above does not stand under it', () => {
    expect(lines([row(4, 2)], new Map([['2', [row(9, 2), row(4, 2), row(2)]]])).map(({ row }) => row.id)).toEqual(['4', '2'])
  })
  const fits = (names: string[], width: number, widths: Record<string, number> = {}) => fitting(chosen(names), width, (name) => widths[name])
  test('columns keep their order, and some are always there', () => {
    expect(chosen(['size', 'time', 'mood', 'size']).map(({ name }) => name)).toEqual(['size', 'time'])
    expect(chosen([]).length).toBe(9)
    expect(fits([], 500).map(({ name }) => name)).toEqual(['time', 'held', 'words', 'signature'])
    expect(fits([], 420).map(({ name }) => name)).toEqual(['time', 'held', 'signature'])
    expect(fits(['time', 'method', 'path', 'held', 'size', 'note', 'number'], 524).map(({ name }) => name)).toEqual(['time', 'held', 'note', 'number'])
    expect(fits(['time', 'path', 'held'], 330).map(({ name }) => name)).toEqual(['time', 'held'])
    expect(fits(['words'], 20).length).toBe(1)
    expect(fits([], 2000).length).toBe(9)
    expect(fits(['time', 'path', 'held'], 330, { time: 60, held: 400 }).map(({ name }) => name)).toEqual(['time', 'path', 'held'])
    expect(tracks(COLUMNS.slice(0, 2), () => undefined)).toBe('64px 108px')
    expect(tracks(COLUMNS.slice(0, 2), (name) => (name === 'number' ? 40 : 300))).toBe('minmax(40px, 40px) minmax(108px, 300px)')
    expect(COLUMNS.flatMap(({ sort }) => (sort && rises(sort) ? [sort] : []))).toEqual(['method', 'path', 'held', 'signature', 'source', 'origin'])
  })
  test.each([
    [['path', 'time', 'size'], 'number', ['number', 'path', 'time', 'size']],
    [['path', 'time', 'size'], 'words', ['path', 'time', 'words', 'size']],
    [['size', 'time'], 'origin', ['size', 'time', 'origin']],
  ])('to %j comes %s where it usually stands', (names, one, all) => {
    expect(withOne(names, one)).toEqual(all)
  })
  test.each([
    ['a', 1, ['b', 'a', 'c']],
    ['c', -1, ['a', 'c', 'b']],
    ['c', 1, ['a', 'b', 'c']],
    ['a', -1, ['a', 'b', 'c']],
    ['d', 1, ['a', 'b', 'c']],
  ] as const)('%s is moved by %d', (name, by, all) => {
    expect(moved(['a', 'b', 'c'], name, by)).toEqual(all)
  })
})

test.each([
  ['dev', 'dev'],
  ['dev server', '"dev server"'],
  ['a(b)', '"a(b)"'],
  ['say "no"', '"say *"'],
  ['say"no"', 'say*'],
  ['', '""'],
])('%j stands in a filter as %s', (value, text) => expect(quoted(value)).toBe(text))

const [A, B] = ['2026-06-16T14:00:00.000Z', '2026-06-16T14:00:10.000Z']
const BEFORE = `received>=${B} received<${A}`
test.each([
  ['', `received>=${A} received<${B}`],
  ['kind:read mug', `received>=${A} received<${B} kind:read mug`],
  ['kind:read or mug', `received>=${A} received<${B} (kind:read or mug)`],
  ['(a) or (b)', `received>=${A} received<${B} ((a) or (b))`],
  [BEFORE, `received>=${A} received<${B}`],
  [`${BEFORE} (kind:read or mug)`, `received>=${A} received<${B} (kind:read or mug)`],
])('a time beside the filter %s', (filter, found) => {
  expect(within(filter, Date.parse(A), Date.parse(B))).toBe(found)
})
