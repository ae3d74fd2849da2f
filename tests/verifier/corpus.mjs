// Bodies that tools love to change: what each is called, its bytes, and headers that go with it.

import { deflateSync, gzipSync } from 'node:zlib'

const item = (text) => `{"object":"instagram","entry":[{"time":1781606220000,"id":"17841400000000101","messaging":[{"sender":{"id":"7001000000000011"},"recipient":{"id":"17841400000000101"},"timestamp":1781606220000,"message":{"mid":"m_1","text":"${text}"}}]}]}`
const bytes = (...numbers) => Buffer.from(numbers)
const around = (middle) => Buffer.concat([Buffer.from('{"object":"instagram","x":"'), middle, Buffer.from('"}')])
const batch = (count) =>
  `{"object":"instagram","entry":[${Array.from({ length: count }, (_, n) => `{"time":${1781606220000 + n},"id":"17841400000000101","messaging":[{"sender":{"id":"70010000000${10000 + n}"},"recipient":{"id":"17841400000000101"},"timestamp":${1781606220000 + n},"message":{"mid":"m_${n}","text":"caf\\u00e9 \\/ ${n}"}}]}`).join(',')}]}`
/** Bytes that look random and are the same each time. */
const noise = (length) => {
  let state = 7
  return Buffer.from(Array.from({ length }, () => (state = (state * 1103515245 + 12345) % 2147483648) >> 16 & 255))
}

const CORPUS = {
  'plain': item('Hello'),
  'escapes': item('caf\\u00e9 \\u00fc'),
  'escapes in upper case': item('caf\\u00E9 \\u00FC'),
  'escaped slashes': item('https:\\/\\/example.com\\/a'),
  'bare slashes': item('https://example.com/a'),
  'escaped emoji': item('\\ud83d\\ude4f'),
  'bare emoji': item('🙏'),
  'a family of emoji': item('👩‍👩‍👧‍👦🏳️‍🌈'),
  'a lone surrogate, escaped': item('\\ud83d'),
  'a NUL, escaped': item('\\u0000'),
  'a NUL, bare': around(bytes(0)),
  'control characters, bare': around(bytes(1, 2, 8, 11, 12, 27, 127)),
  'a BOM': Buffer.concat([bytes(0xef, 0xbb, 0xbf), Buffer.from(item('Hello'))]),
  'UTF-16 with a BOM': Buffer.concat([bytes(0xff, 0xfe), Buffer.from(item('Hello'), 'utf16le')]),
  'CRLF and tabs': '{\r\n\t"object": "instagram",\r\n\t"entry": []\r\n}\r\n',
  'a lone CR': '{"object":"instagram",\r"entry":[]}',
  'a newline at the end': `${item('Hello')}\n`,
  'blanks around': `  \n${item('Hello')} \t `,
  'blanks only': ' \n\t ',
  'invalid UTF-8': around(bytes(0xff, 0xfe, 0x80)),
  'overlong UTF-8': around(bytes(0xc0, 0xaf)),
  'a cut-off character': around(bytes(0xe2, 0x82)),
  'a surrogate as bytes': around(bytes(0xed, 0xa0, 0xbd)),
  'composed letters': item('é'.normalize('NFC')),
  'decomposed letters': item('é'.normalize('NFD')),
  'line separators': item('\u2028\u2029'),
  'right to left': item('مرحبا \u200f\u202e'),
  'markup': item('<script>&amp;\\u003c'),
  'gzip, announced': { body: gzipSync(item('Hello')), headers: { 'content-encoding': 'gzip' } },
  'gzip, unannounced': gzipSync(item('Hello')),
  'deflate': { body: deflateSync(item('Hello')), headers: { 'content-encoding': 'deflate' } },
  'nothing': '',
  'one byte': '0',
  'null': 'null',
  'a list at the top': `[${item('Hello')}]`,
  'keys twice': '{"object":"instagram","object":"page","entry":[],"entry":[]}',
  'odd numbers': '{"object":"instagram","n":[-0.0,1e400,1.10,123456789012345678901234567890,1E+2]}',
  'nested deep': `${'['.repeat(400)}${']'.repeat(400)}`,
  'a JSON that breaks off': item('Hello').slice(0, 80),
  'something after the JSON': `${item('Hello')}{"more":1}`,
  'a form': { body: 'object=instagram&text=caf%C3%A9+%2F', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
  'parts': { body: '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b--\r\n', headers: { 'content-type': 'multipart/form-data; boundary=b' } },
  'a page': { body: '<!doctype html>\n<p>Hi', headers: { 'content-type': 'text/html; charset=iso-8859-1' } },
  'every byte': bytes(...Array.from({ length: 256 }, (_, n) => n)),
  'noise': { body: noise(65_537), headers: { 'content-type': 'application/octet-stream' } },
  'a long line': around(Buffer.alloc(300_000, 'a')),
  'three megabytes': item('caf\\u00e9 \\/ '.repeat(224_700)),
  'a thousand entries': batch(1_000),
  'repeated headers': { body: item('Hello'), headers: { 'x-twice': ['1', '2', '1'], 'x-empty': '', 'x-latin': 'caf\u00e9' } },
  'in chunks': { body: item('Hello, in chunks'), headers: { 'transfer-encoding': 'chunked' } },
  'no content type': { body: item('Hello, of no type'), headers: { 'content-type': [] } },
  'HTTP in HTTP': 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}',
}

export const corpus = Object.entries(CORPUS).map(([name, made]) => {
  const { body, headers = {} } = made.body === undefined ? { body: made } : made
  return { name, body: Buffer.from(body), headers }
})
