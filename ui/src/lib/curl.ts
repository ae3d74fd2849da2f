// A capture as a command that sends it again.

import type { CaptureDetail } from '../host/contract'

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`

/** Headers that curl or the way between sets itself. */
const OWN = /^(host|content-length|connection|transfer-encoding|accept-encoding|expect|x-forwarded-.*|forwarded)$/

/** Stored headers and bytes; what is no plain text goes through base64. */
export function curl(capture: CaptureDetail, url: string): string {
  const headers = capture.headers.filter(({ name }) => !OWN.test(name)).map(({ name, value }) => `-H ${quoted(`${name}: ${value}`)}`)
  // curl would make up a content type where none came.
  const typed = capture.row.method === 'GET' || capture.headers.some(({ name }) => name === 'content-type')
  const parts = ['curl', '-X', capture.row.method, quoted(url), ...headers, ...(typed ? [] : ["-H 'content-type:'"])]
  const packed = capture.headers.some(({ name }) => name === 'content-encoding')
  // A text that begins with @ would be taken for the name of a file.
  if (capture.text !== null && !packed && !capture.text.includes('\0') && !capture.text.startsWith('@')) {
    return [...parts, '--data-binary', quoted(capture.text)].join(' ')
  }
  return `printf %s ${quoted(capture.bodyBase64)} | base64 -d | ${[...parts, '--data-binary', '@-'].join(' ')}`
}
