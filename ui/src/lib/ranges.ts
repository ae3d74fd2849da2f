// Ranges of characters: what a search finds, what is lit, and how both cut a text into pieces. Knows no JSON but its tokens.

import type { Token } from './json'

/** From character to character, the end not included. */
export interface Range {
  start: number
  end: number
}

/** More hits than this help nobody, and cost. */
export const MOST_HITS = 2000

/** Where `query` stands in `text`, whatever the case; the first {@link MOST_HITS}. */
export function hits(text: string, query: string): Range[] {
  return query === '' ? [] : matches(text, new RegExp(query.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'), 'giu'))
}

/** The first {@link MOST_HITS} of a pattern that goes on from hit to hit (`g`). */
export function matches(text: string, pattern: RegExp): Range[] {
  const found: Range[] = []
  for (let match = pattern.exec(text); match && found.length < MOST_HITS; match = pattern.exec(text)) {
    found.push({ start: match.index, end: pattern.lastIndex })
  }
  return found
}

/** The place after `at` in a round of `length`, or before it. */
export function around(at: number, length: number, by: 1 | -1): number {
  return length === 0 ? 0 : (at + by + length) % length
}

export const meet = (one: Range, other: Range): boolean => one.start < other.end && other.start < one.end

export interface Piece {
  text: string
  kind: Token['kind'] | 'plain'
  /** The token that it is of. */
  token: Token | null
  lit: boolean
  /** Which hit it is of. */
  hit: number | null
}

/** The text cut at every token, lit range and hit; joined again it is the text. */
export function pieces(text: string, tokens: Token[], lit: Range[], found: Range[]): Piece[] {
  const cuts = new Set([0, text.length])
  for (const range of [...tokens, ...lit, ...found]) {
    if (range.start < text.length) cuts.add(range.start)
    if (range.end <= text.length) cuts.add(range.end)
  }
  const places = [...cuts].sort((a, b) => a - b)
  const out: Piece[] = []
  let [token, hit] = [0, 0]
  for (let at = 1; at < places.length; at++) {
    const piece = { start: places[at - 1] ?? 0, end: places[at] ?? 0 }
    while ((tokens[token]?.end ?? Infinity) <= piece.start) token += 1
    while ((found[hit]?.end ?? Infinity) <= piece.start) hit += 1
    const [within, hitHere] = [tokens[token], found[hit]]
    const of = within && meet(within, piece) ? within : null
    out.push({
      text: text.slice(piece.start, piece.end),
      kind: of?.kind ?? 'plain',
      token: of,
      lit: lit.some((range) => meet(range, piece)),
      hit: hitHere && meet(hitHere, piece) ? hit : null,
    })
  }
  return out
}

/** Those of one token together. */
export function together(pieces: Piece[]): Piece[][] {
  const out: Piece[][] = []
  for (const piece of pieces) {
    const last = out.at(-1)
    if (last && piece.token && last[0]?.token === piece.token) last.push(piece)
    else out.push([piece])
  }
  return out
}

/** Of ranges in their order: the first that ends behind a place. */
export function firstBehind(ranges: readonly Range[], place: number): number {
  let [low, high] = [0, ranges.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ranges[middle]?.end ?? 0) > place) high = middle
    else low = middle + 1
  }
  return low
}

/** A range among the tokens of one writing of a document, among those of another writing of it; null where they do not match. */
export function carried(range: Range, from: Token[], to: Token[]): Range | null {
  if (from.length !== to.length) return null
  const first = firstBehind(from, range.start)
  let last = firstBehind(from, range.end)
  while (last >= first && !((from[last]?.start ?? Infinity) < range.end)) last -= 1
  const [a, b, c, d] = [from[first], to[first], from[last], to[last]]
  if (!a || !b || !c || !d) return null
  return { start: b.start + Math.max(0, range.start - a.start), end: d.end - Math.max(0, c.end - range.end) }
}
