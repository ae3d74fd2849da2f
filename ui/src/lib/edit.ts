// What is typed instead of what came: bytes as hexadecimal digits, headers as lines; and back again.

import type { Fault } from './fault'

export interface Header {
  name: string
  value: string
}

const digits = (byte: number) => byte.toString(16).padStart(2, '0')

/** Bytes as digits, sixteen in a line. */
export function hexed(bytes: Uint8Array): string {
  const lines: string[] = []
  for (let at = 0; at < bytes.length; at += 16) lines.push(Array.from(bytes.subarray(at, at + 16), digits).join(' '))
  return lines.join('\n')
}

/** What is wrong with a text of digits, if anything. Spaces and line breaks may stand between two bytes. */
export function hexFault(text: string): Fault | null {
  const odd = /[^0-9a-fA-F\s]+/.exec(text)
  if (odd) return { start: odd.index, end: odd.index + odd[0].length, words: 'Only 0 to 9 and a to f are hexadecimal digits.' }
  const half = /(?<![0-9a-fA-F])(?:[0-9a-fA-F]{2})*[0-9a-fA-F](?![0-9a-fA-F])/.exec(text)
  const end = half ? half.index + half[0].length : 0
  return half ? { start: end - 1, end, words: 'A byte has two digits.' } : null
}

/** The bytes that the digits say; null where {@link hexFault} has something to say. */
export function unhexed(text: string): Uint8Array<ArrayBuffer> | null {
  if (hexFault(text)) return null
  const plain = text.replace(/\s+/g, '')
  const bytes = new Uint8Array(plain.length / 2)
  for (let at = 0; at < bytes.length; at++) bytes[at] = parseInt(plain.slice(2 * at, 2 * at + 2), 16)
  return bytes
}

/** The bytes as text; null where they are no UTF-8. A byte order mark stays. */
export function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

/** One header a line, in their order. */
export function headerLines(headers: Header[]): string {
  return headers.map(({ name, value }) => `${name}: ${value}`).join('\n')
}

/** The headers in the lines, or the line that is none. */
export function headersIn(text: string): { headers: Header[]; wrong: string | null } {
  const headers: Header[] = []
  for (const line of text.split('\n').map((line) => line.trim())) {
    if (line === '') continue
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).trim().toLowerCase()
    if (colon < 1 || !/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name)) return { headers, wrong: line }
    headers.push({ name, value: line.slice(colon + 1).trim() })
  }
  return { headers, wrong: null }
}
