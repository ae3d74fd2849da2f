// Bytes for reading: the rows of a hex view, what is found in bytes, and where a byte of UTF-8 lies in a text. Changes nothing.

import { type Range, matches } from './ranges'

/** The bytes behind a base64 text. */
export function fromBase64(base64: string): Uint8Array {
  const characters = atob(base64)
  // By hand: what goes from character to character takes half a second for 8 MB.
  const bytes = new Uint8Array(characters.length)
  for (let at = 0; at < bytes.length; at++) bytes[at] = characters.charCodeAt(at)
  return bytes
}

/** Bytes as base64. */
export function toBase64(bytes: Uint8Array): string {
  return btoa(characters(bytes))
}

export interface HexRow {
  /** Of its first byte, eight hexadecimal digits. */
  offset: string
  /** Two digits a byte, a wider gap in the middle. */
  hex: string
  /** Printable ASCII; a dot for any other byte. */
  ascii: string
}

const digits = (byte: number) => byte.toString(16).padStart(2, '0')

/** The row that is `index`-th, of sixteen bytes or of `wide`. */
export function hexRow(bytes: Uint8Array, index: number, wide = 16): HexRow {
  const at = index * wide
  const row = [...bytes.subarray(at, at + wide)]
  const hex = [row.slice(0, 8), row.slice(8)].map((half) => half.map(digits).join(' ')).join('  ')
  const ascii = row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('')
  return { offset: at.toString(16).padStart(8, '0'), hex: hex.trimEnd(), ascii }
}

/** Each byte as the character of its number, for searching. */
export function characters(bytes: Uint8Array): string {
  let text = ''
  // Not all at once: a call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
  return text
}

/** Where `query` stands in bytes, given as {@link characters}: as words in UTF-8, whatever the case, and as hexadecimal digits. */
export function hitsInBytes(bytes: string, query: string): Range[] {
  const escaped = (byte: number) => `\\x${digits(byte)}`
  const written = (text: string) => [...new TextEncoder().encode(text)].map(escaped).join('')
  const words = [...query].map((one) => `(?:${[...new Set([one, one.toLowerCase(), one.toUpperCase()])].map(written).join('|')})`).join('')
  const run = query.replace(/\s+/g, '')
  const ways = [...(/^(?:[0-9a-f]{2})+$/i.test(run) ? [run.replace(/../g, '\\x$&')] : []), words]
  return query === '' ? [] : matches(bytes, new RegExp(ways.join('|'), 'g'))
}

/** All bytes as hexadecimal digits, for copying. */
export function hexText(bytes: Uint8Array): string {
  return Array.from(bytes, digits).join('')
}

/** For each byte of the UTF-8 form of `text` that is asked for: the index of its character. One pass, whatever the number. */
export function placesOfBytes(text: string, wanted: number[]): Map<number, number> {
  const places = new Map<number, number>()
  const sorted = [...wanted].sort((a, b) => a - b)
  let [bytes, index, next] = [0, 0, 0]
  while (next < sorted.length) {
    const want = sorted[next] ?? 0
    if (bytes >= want || index >= text.length) {
      places.set(want, index)
      next += 1
      continue
    }
    const code = text.codePointAt(index) ?? 0
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4
    index += code < 0x1_0000 ? 1 : 2
  }
  return places
}
