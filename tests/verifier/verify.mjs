// The other side, written by itself: takes requests off the socket byte by byte, knows HTTP only as far as it must, checks
// both signature headers with Node's own cryptography, and whether the body is one of the files of a folder. Imports
// nothing of Hooktrail's. `node verify.mjs FOLDER`; the secrets are in VERIFY_SECRETS, `name=secret` with commas. Prints its
// URL, then one JSON line for each request; answers 200 only where everything fits, else 401.

import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'

const folder = process.argv[2]
const secrets = process.env.VERIFY_SECRETS.split(',').map((pair) => pair.split('='))
const digest = (bytes) => createHash('sha256').update(bytes).digest('hex')
const known = new Map(readdirSync(folder).map((name) => [digest(readFileSync(join(folder, name))), name]))

/** The first request in `bytes` and what is behind it; null while it is not whole. */
function request(bytes) {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return null
  const [first, ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n')
  const headers = lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()])
  const of = (name) => headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value)
  const rest = bytes.subarray(end + 4)
  if (of('transfer-encoding').length > 0) throw new Error('a length was wanted, not chunks')
  const length = Number(of('content-length')[0] ?? 0)
  if (rest.length < length) return null
  return { first, headers, of, body: rest.subarray(0, length), rest: rest.subarray(length) }
}

/** The name of the secret that both headers were made with; null if they were not made with one. */
function signer({ of, body }) {
  const [modern, old] = [of('x-hub-signature-256'), of('x-hub-signature')]
  if (modern.length !== 1 || old.length !== 1) return null
  const fits = (shown, algorithm, secret) => {
    const wanted = Buffer.from(`${algorithm}=${createHmac(algorithm, secret).update(body).digest('hex')}`)
    return shown.length === wanted.length && timingSafeEqual(Buffer.from(shown), wanted)
  }
  return secrets.find(([, secret]) => fits(modern[0], 'sha256', secret) && fits(old[0], 'sha1', secret))?.[0] ?? null
}

const server = createServer((socket) => {
  let bytes = Buffer.alloc(0)
  socket.on('error', () => {})
  socket.on('data', (piece) => {
    bytes = Buffer.concat([bytes, piece])
    for (let got = request(bytes); got; got = request(bytes)) {
      bytes = got.rest
      const [file, by] = [known.get(digest(got.body)) ?? null, signer(got)]
      const status = file !== null && by !== null ? '200 OK' : '401 Unauthorized'
      console.log(JSON.stringify({ first: got.first, file, by, bytes: got.body.length, headers: got.headers }))
      socket.write(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\n\r\n`)
    }
  })
})
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ url: `http://127.0.0.1:${server.address().port}/hook` })))
