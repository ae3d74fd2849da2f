import { expect, test } from 'vitest'

import { fromBase64, toBase64 } from '../lib/bytes'
import type { Capture } from '../lib/captures'
import { textOf } from '../lib/edit'
import { Draft } from './draft.svelte'

const utf8 = (text: string) => new TextEncoder().encode(text)

/** A capture of these bytes; `text` is what they hold when they are packed. */
function capture(bytes: Uint8Array, headers: [string, string][] = [], text: string | null = textOf(bytes)): Capture {
  const all = [['host', '127.0.0.1'], ['content-type', 'application/json'], ...headers].map(([name = '', value = '']) => ({ name, value, goesAlong: !['host', 'fly-client-ip'].includes(name) }))
  return { row: { id: '17', method: 'POST' }, headers: all, bodyBase64: toBase64(bytes), text, unpacked: text !== textOf(bytes) } as unknown as Capture
}
const body = (draft: Draft) => textOf(fromBase64(draft.edit()?.bodyBase64 ?? ''))

test('what is not changed is not sent as an edit', () => {
  const draft = new Draft(capture(utf8('{"a":1}')))
  expect(draft.edit()).toBeNull()
  draft.text = '{"a":2}'
  expect(draft.changed).toBe(true)
  expect(Object.keys(draft.edit() ?? {})).toEqual(['bodyBase64'])
  draft.text = '{"a":1}'
  expect(draft.changed).toBe(false)
})

test('headers that do not go along are not shown, and others go only when changed', () => {
  const draft = new Draft(capture(utf8('{}'), [['fly-client-ip', '1.2.3.4']]))
  expect(draft.headers).toBe('content-type: application/json')
  draft.headers += '\nX-A: 1'
  expect(draft.edit()).toEqual({ headers: [{ name: 'content-type', value: 'application/json' }, { name: 'x-a', value: '1' }] })
  draft.headers += '\nno header'
  expect(draft.wrongHeader).toBe('no header')
  expect(draft.edit()).toBeNull()
})

test('method and path go along', () => {
  const draft = new Draft(capture(utf8('{}')))
  draft.method = 'PUT'
  draft.path = ' /x?y=1 '
  expect(draft.edit()).toEqual({ method: 'PUT', path: '/x?y=1' })
})

test('the text of a packed body goes unpacked, and says so', () => {
  const draft = new Draft(capture(Uint8Array.of(0x1f, 0x8b, 0xff), [['content-encoding', 'gzip']], '{"a":1}'))
  expect(draft.way).toBe('text')
  expect(draft.edit()).toBeNull()
  draft.text = '{"a":2}'
  expect(body(draft)).toBe('{"a":2}')
  expect(draft.edit()?.headers?.map(({ name }) => name)).toEqual(['content-type'])
  expect(draft.show('hex')).toBe(true)
  expect(body(draft)).toBe('{"a":2}')
  expect(draft.edit()?.headers?.map(({ name }) => name)).toEqual(['content-type'])
  expect(draft.show('text')).toBe(true)
  expect(draft.text).toBe('{"a":2}')
})

test('a gzip that nobody announced goes unpacked with the headers as they came', () => {
  const draft = new Draft(capture(Uint8Array.of(0x1f, 0x8b, 0xff), [], '{"a":1}'))
  draft.text = '{"a":2}'
  expect(Object.keys(draft.edit() ?? {})).toEqual(['bodyBase64'])
  expect(body(draft)).toBe('{"a":2}')
})

test('a coding that packs nothing stays as it is', () => {
  const draft = new Draft(capture(utf8('{"a":1}'), [['content-encoding', 'identity']]))
  draft.text = '{"a":2}'
  expect(Object.keys(draft.edit() ?? {})).toEqual(['bodyBase64'])
})

test('digits of a packed body stay packed', () => {
  const draft = new Draft(capture(Uint8Array.of(0x1f, 0x8b, 0xff), [['content-encoding', 'gzip']], '{"a":1}'))
  draft.show('hex')
  expect(draft.text).toBe('1f 8b ff')
  draft.text = '1f 8b fe'
  expect(draft.edit()?.headers).toBeUndefined()
  expect(fromBase64(draft.edit()?.bodyBase64 ?? '')).toEqual(Uint8Array.of(0x1f, 0x8b, 0xfe))
  expect(draft.show('text')).toBe(false)
})

test('what is no text begins as digits, and half a byte is not sent', () => {
  const draft = new Draft(capture(Uint8Array.of(0x7b, 0xff)))
  expect([draft.way, draft.text]).toEqual(['hex', '7b ff'])
  expect(draft.show('text')).toBe(false)
  draft.text = '7b f'
  expect([draft.changed, draft.edit(), draft.show('text')]).toEqual([true, null, false])
  draft.text = '7b 7d'
  expect(draft.show('text')).toBe(true)
  expect(draft.text).toBe('{}')
})

test('packed digits that were sent once are sent packed again, and are announced as such', () => {
  const draft = new Draft(capture(Uint8Array.of(0x1f, 0x8b, 0xff), [['content-encoding', 'gzip']], '{"a":1}'))
  draft.resume({ body: Uint8Array.of(0x1f, 0x8b, 0xfe), headers: [{ name: 'content-encoding', value: 'gzip' }, { name: 'content-type', value: 'application/json' }], method: 'POST', path: '' })
  expect([draft.way, draft.text]).toEqual(['hex', '1f 8b fe'])
  expect(Object.keys(draft.edit() ?? {})).toEqual(['bodyBase64'])
})
