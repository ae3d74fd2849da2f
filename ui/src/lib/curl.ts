// A capture as a command that sends it again.

import { toBase64 } from './bytes'
import { type Capture, passedOn } from './captures'

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`

/** UTF-16 units in one argument, at most: Linux takes 128 KiB, and a unit is up to three bytes. */
const LONGEST = 40_000

/** What a terminal takes for keys where a command is pasted, but for line breaks and tabs: a stranger's body would edit the line, or run it. */
const KEYS = /[\0-\x08\x0b-\x1f\x7f-\x9f]/

/** curl takes `name:` for "leave it out"; a header without a value is `name;`. */
const header = (name: string, value: string) => `-H ${quoted(value === '' ? `${name};` : `${name}: ${value}`)}`

/** Stored headers and bytes; what is no plain text, or too long for an argument, goes through base64. Null where only the beginning of the body is kept: it would send something that never came. */
export function curl(capture: Capture, url: string): string | null {
  const { row, query, bodyBase64, text, unpacked } = capture
  if (row.truncated) return null
  // How an answer may be packed is for curl to say.
  const along = passedOn(capture.headers).filter(({ name }) => name !== 'accept-encoding')
  const headers = along.map(({ name, value }) => header(name, value))
  // A handshake says what it asks in its query.
  const asks = row.method === 'GET' && query && !url.includes('?')
  const parts = ['curl', '-X', row.method, quoted(asks ? `${url}?${query}` : url), ...headers]
  if (row.method === 'GET' && bodyBase64 === '') return parts.join(' ')
  // curl would make up a content type where none came.
  if (!capture.headers.some(({ name }) => name === 'content-type')) parts.push("-H 'content-type:'")
  return sending(parts, unpacked ? null : text, () => bodyBase64)
}

/** A vendor's event, as a resend writes it. */
export function eventCurl(body: string, url: string): string {
  return sending(['curl', '-X', 'POST', quoted(url), header('content-type', 'application/json')], body, () => toBase64(new TextEncoder().encode(body)))
}

function sending(parts: string[], text: string | null, base64: () => string): string {
  // A text that begins with @ would be taken for the name of a file.
  if (text !== null && !KEYS.test(text) && !text.startsWith('@') && text.length <= LONGEST) return [...parts, '--data-binary', quoted(text)].join(' ')
  return `printf %s ${quoted(base64())} | base64 -d | ${[...parts, '--data-binary', '@-'].join(' ')}`
}
