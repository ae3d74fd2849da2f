// Data that components are shown with: as it usually is, very long, empty, broken.

import type { AttemptDetail, AttemptRow, FilterAnswer } from '../host/contract'
import { toBase64 } from '../lib/bytes'

export const LONG = 'ünbrökenwithoutanyspace'.repeat(12)
export const WORDS = 'A sentence that goes on, and on, because somebody wrote it so. '.repeat(8).trim()
export const BIDI = 'Hello \u202eשלום\u202c مرحبا 😀 \u0000 \ufffd'
export const JSON_TEXT = '{"object":"instagram","entry":[{"id":"17841400000000101","time":1781618623639,"big":50007000000006017,"ok":true,"none":null,"text":"caf\\u00e9 \\/"}]}'
const bytes = (text: string) => toBase64(new TextEncoder().encode(text))

const AT = 1_781_618_623_639
export const ATTEMPT: AttemptRow = {
  id: '0190-usual',
  item: '17',
  captureId: '17',
  held: 'message',
  words: 'Is the blue mug back in stock? ☕',
  format: 'meta',
  method: 'POST',
  url: 'http://localhost:3000/hooks/meta',
  target: 'dev server',
  run: null,
  delivery: null,
  again: false,
  marked: true,
  startedAt: AT,
  durationMs: 12,
  phases: { connectUs: 900, tlsUs: null, firstByteUs: 10_400, totalUs: 12_000 },
  status: 200,
  error: null,
  signing: 're-signed',
  edited: false,
  requestBytes: 412,
  requestHeaders: [
    { name: 'content-type', value: 'application/json' },
    { name: 'x-hub-signature-256', value: 'sha256=not shown here' },
  ],
  responseHeaders: [{ name: 'content-type', value: 'application/json' }],
  responseBody: '{"received":true}',
  responseCharacters: 17,
  responseTruncated: false,
  passed: true,
  verdict: 'first',
  before: null,
}
export const REGRESSED: AttemptRow = {
  ...ATTEMPT,
  id: '0190-regressed',
  status: 500,
  passed: false,
  verdict: 'regressed',
  edited: true,
  again: true,
  responseTruncated: true,
  responseBody: '{"error":"no such product"}',
  responseCharacters: 27,
  before: { id: '0189', status: 200, error: null, body: '{"received":true}' },
}
export const UNREACHED: AttemptRow = {
  ...ATTEMPT,
  id: '0190-unreached',
  status: null,
  error: 'Nothing listens at localhost:3000: start your server, or choose another URL.',
  passed: false,
  verdict: 'still failing',
  responseBody: '',
  responseHeaders: [],
  phases: { connectUs: null, tlsUs: null, firstByteUs: null, totalUs: 300 },
}
export const CUT_OFF: AttemptRow = {
  ...UNREACHED,
  id: '0190-cut-off',
  error: 'What was answered is not known: Hooktrail ended, or could not keep it. It may have arrived.',
  verdict: 'first',
  durationMs: null,
  phases: { connectUs: null, tlsUs: null, firstByteUs: null, totalUs: null },
}
export const LENGTHY: AttemptRow = {
  ...ATTEMPT,
  id: '0190-long',
  target: LONG,
  url: `https://${LONG}.example.com/${LONG}`,
  error: WORDS,
  verdict: 'fixed',
  responseBody: LONG.repeat(4),
  before: { id: '0189', status: null, error: WORDS, body: LONG },
}

const DETAIL = { row: ATTEMPT, requestBodyBase64: bytes(JSON_TEXT), now: null, originBase64: null, responseBodyBase64: bytes('{}') }
export const DETAILS: Record<string, AttemptDetail | null> = {
  usual: DETAIL,
  other: { ...DETAIL, now: '{"name":"another by now"}' },
  empty: { ...DETAIL, requestBodyBase64: '' },
  binary: { ...DETAIL, requestBodyBase64: toBase64(new Uint8Array([0x7b, 0xff, 0, 0x41])) },
  gone: null,
}

export const ANSWERS: Record<string, FilterAnswer> = {
  nothing: { words: null, searched: null, problem: null, suggestions: [], recent: [] },
  offers: {
    words: null,
    searched: null,
    problem: null,
    suggestions: [
      { text: 'kind:', about: 'what it says', count: null, open: true, start: 0, end: 0 },
      { text: 'signature:', about: 'whether the signature is valid', count: 1204, open: true, start: 0, end: 0 },
      { text: LONG, about: WORDS, count: 1, open: false, start: 0, end: 0 },
    ],
    recent: ['signature:invalid', 'status>=400'],
  },
  read: { words: `what it says is message and ${WORDS}`, searched: null, problem: null, suggestions: [], recent: [] },
  searched: { words: '“hello” anywhere', searched: 'bodies (texts, ids, names, codes), headers, paths and queries, and your notes and labels', problem: null, suggestions: [], recent: [] },
  wrong: { words: null, searched: null, problem: { message: 'sig is never "vald": valid, invalid, missing, malformed, unchecked.', start: 4, end: 8 }, suggestions: [], recent: [] },
}
