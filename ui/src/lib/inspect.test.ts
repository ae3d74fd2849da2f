import { describe, expect, it } from 'vitest'

import type { ByteRange, EventRow } from '../host/contract'
import { characters, fromBase64, hexRow, hexText, hitsInBytes, placesOfBytes } from './bytes'
import { indented, tokens } from './json'
import { uses, valuesAt, writing } from './provenance'
import { around, carried, hits, pieces, together } from './ranges'
import { lineage, nodeAt, tree, visible } from './tree'

describe('bytes', () => {
  const bytes = fromBase64(btoa('{"a":"\xff\x00"}\nand more'))
  it('stand in rows of sixteen, with what is no text as a dot', () => {
    expect([0, 1].map((row) => hexRow(bytes, row))).toEqual([
      { offset: '00000000', hex: '7b 22 61 22 3a 22 ff 00  22 7d 0a 61 6e 64 20 6d', ascii: '{"a":".."}.and m' },
      { offset: '00000010', hex: '6f 72 65', ascii: 'ore' },
    ])
    expect([0, 1, 2].map((row) => Object.values(hexRow(bytes, row, 8)).filter((_, at) => at !== 1))).toEqual([
      ['00000000', '{"a":"..'],
      ['00000008', '"}.and m'],
      ['00000010', 'ore'],
    ])
  })
  it.each([
    ['words, whatever the case', 'AND', [[11, 14]]],
    ['digits, with spaces or without', 'ff 00', [[6, 8]]],
    ['digits, with spaces or without', 'FF00', [[6, 8]]],
    ['half a byte: as words', 'ff 0', []],
    ['what reads as both', '22', [[1, 2], [3, 4], [5, 6], [8, 9]]],
    ['nothing', '', []],
  ])('are found by %s: %j', (_, query, places) => expect(hitsInBytes(characters(bytes), query).map(({ start, end }) => [start, end])).toEqual(places))
  it('are found by words beyond ASCII, in either case and no other', () => {
    const sent = new TextEncoder().encode('\u00c9t\u00e9, \u37a9')
    expect(hitsInBytes(characters(sent), '\u00e9').map(({ start, end }) => [start, end])).toEqual([[0, 2], [3, 5]])
  })
  it('copy as digits, none lost', () => expect(hexText(fromBase64('/wAB'))).toBe('ff0001'))
  it('are found in one pass where the slow way finds them', () => {
    const text = 'é😀z/\u20ac'
    const wanted = [9, 0, 2, 6, 7, 8, 400]
    const slow = (byte: number) => {
      let index = 0
      for (const one of text) if (new TextEncoder().encode(text.slice(0, index)).length < byte) index += one.length
      return index
    }
    expect([...placesOfBytes(text, wanted)].sort(([a], [b]) => a - b)).toEqual([...wanted].sort((a, b) => a - b).map((byte) => [byte, slow(byte)]))
  })
})

describe('a search', () => {
  it.each([
    ['abcABC', 'bc', [[1, 3], [4, 6]]],
    ['a.b a+b', '.', [[1, 2]]],
    ['x\\/y [0]', '\\/', [[1, 3]]],
    ['İi', 'i', [[1, 2]]],
    ['😀é😀', '😀', [[0, 2], [3, 5]]],
    ['anything', '', []],
  ])('of %j for %j', (text, query, places) => expect(hits(text, query).map(({ start, end }) => [start, end])).toEqual(places))
  it('goes round', () => expect([around(2, 3, 1), around(0, 3, -1), around(0, 0, 1)]).toEqual([0, 2, 0]))
})

describe('pieces', () => {
  const text = '{"id":50007000000006017}'
  it('join to the text again, each with what holds for it', () => {
    const cut = pieces(text, tokens(text), [{ start: 6, end: 23 }], hits(text, '0007'))
    expect(cut.map((piece) => piece.text).join('')).toBe(text)
    expect(cut.filter((piece) => piece.lit).map((piece) => [piece.text, piece.hit, piece.kind])).toEqual([
      ['5', null, 'number'],
      ['0007', 0, 'number'],
      ['000000006017', null, 'number'],
    ])
  })
  it('stand together by their token', () => expect(together(pieces('["ab",1]', tokens('["ab",1]'), [], [{ start: 3, end: 4 }])).map((all) => all.map(({ text }) => text))).toEqual([['['], ['"a', 'b', '"'], [','], ['1'], [']']]))
  it('are one for what is no JSON', () => expect(pieces('hello', tokens('hello'), [], [])).toMatchObject([{ text: 'hello', kind: 'plain', token: null }]))
})

describe('a range', () => {
  const raw = '{"a":[1,"two"]}'
  const pretty = indented(raw)
  const through = (start: number, end: number, from = raw, to = pretty) => {
    const range = carried({ start, end }, tokens(from), tokens(to))
    return range && to.slice(range.start, range.end)
  }
  it.each([
    [6, 7, '1'],
    [8, 13, '"two"'],
    [9, 12, 'two'],
    [1, 4, '"a"'],
  ])('of characters %i to %i is carried into the formatted text', (start, end, words) => {
    expect(raw.slice(start, end)).toBe(words)
    expect(through(start, end)).toBe(words)
  })
  it('is carried nowhere when the documents differ', () => expect(through(6, 7, raw, '{}')).toBeNull())
})

describe('a tree', () => {
  const text = ' {"a":[1,{"n":50007000000006017}],"e":{},"s":"x\\"y"} '
  const nodes = tree(text) ?? []
  const looks = (shown = nodes) => shown.map((node) => `${'.'.repeat(node.depth)}${node.name}${node.name ? '=' : ''}${node.text || `${node.kind} ${node.size}`}`)
  it('has a row for every value, as written', () =>
    expect(looks()).toEqual(['object 3', '."a"=list 2', '..0=1', '..1=object 1', '..."n"=50007000000006017', '."e"=object 0', '."s"="x\\"y"']))
  it('hides what lies under a closed one', () => expect(looks(visible(nodes, new Set([1])))).toEqual(['object 3', '."a"=list 2', '."e"=object 0', '."s"="x\\"y"']))
  it('finds the innermost at a place, and what it lies in', () => {
    const at = nodeAt(nodes, text.indexOf('5000'))
    expect([at?.name, lineage(nodes, at?.id ?? 0).map((id) => nodes[id]?.name)]).toEqual(['"n"', ['"n"', '1', '"a"', '']])
  })
  it.each(['{"a":', 'hello', '', '{"a":1}}', '[1', '{"a":1,}', '[1 2]', '{"a":01}', '[1}', '{"a" 1}'])('is none for %j', (odd) => expect(tree(odd)).toBeNull())
  it('is a leaf for a lone value', () => expect(looks(tree('12') ?? [])).toEqual(['12']))
})

describe('provenance', () => {
  const text = '{"é":"😀","timestamp":1781618623639,"n":1}'
  const start = new TextEncoder().encode(text.slice(0, text.indexOf('1781'))).length
  const field = (captureId: string, from: number | null, to: number | null) => ({ path: '$.at', source: 'capture', note: 'of the item', captureId, start: from, end: to, further: [] as ByteRange[], standIn: false })
  const event = { id: '17-t1-zoho', fields: [field('17', start, start + 13), field('16', start, start + 13), field('17', null, null)] } as EventRow
  it.each([text, indented(text)])('finds in %j the characters that a field came from', (shown) => {
    const as = writing(text, shown)
    const made = uses([event], '17', text)
    const there = made.all.map(({ path, range }) => [path, shown.slice(as.there(range)?.start, as.there(range)?.end)])
    expect(there).toEqual([['$.at', '1781618623639']])
    const place = shown.indexOf('8623639')
    expect(made.at(as.back({ start: place, end: place + 1 }) ?? { start: 0, end: 0 }).map(({ path }) => path)).toEqual(['$.at'])
    expect(made.at(as.back({ start: 0, end: 1 }) ?? { start: 0, end: 0 })).toEqual([])
  })
  it('finds what lies in others, and what others lie in', () => {
    const at = (path: string, from: number, to: number) => ({ ...field('17', from, to), path })
    const made = uses([{ id: '1', fields: [at('inner', 4, 6), at('outer', 0, 20), at('after', 8, 9), at('behind', 30, 31)] } as EventRow], '17', ' '.repeat(40))
    const paths = (start: number, end: number) => made.at({ start, end }).map(({ path }) => path)
    expect([paths(5, 6), paths(9, 12), paths(20, 30), paths(0, 40)]).toEqual([['outer', 'inner'], ['outer'], [], ['outer', 'inner', 'after', 'behind']])
  })
  it('lights every place that a field follows from, and names it once', () => {
    const made = uses([{ id: '1', fields: [{ ...field('17', 2, 4), further: [{ start: 8, end: 9 }] }] } as EventRow], '17', ' '.repeat(20))
    expect(made.all.map(({ range }) => range)).toEqual([{ start: 2, end: 4 }, { start: 8, end: 9 }])
    expect([made.at({ start: 3, end: 4 }), made.at({ start: 8, end: 9 }), made.at({ start: 0, end: 20 }), made.at({ start: 5, end: 7 })].map(({ length }) => length)).toEqual([1, 1, 1, 0])
  })
  it('finds the field in the event', () => expect(valuesAt('{"at":12,"b":1}', ['$.at'])).toMatchObject([{ start: 6, end: 8 }]))
})
