// What is sent again is what came: a corpus goes in over the receiver's port, out with `hooktrail send`, and a verifier that
// shares nothing with Hooktrail takes all of it, as received and re-signed.

import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { corpus } from './corpus.mjs'

const program = fileURLToPath(new URL('../../target/debug/hooktrail', import.meta.url))
const [APP, TARGET] = ['the app secret', 'the target secret']

/** A program whose lines are JSON; ends with the test. */
async function start(t, command, args, env) {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] })
  t.after(() => child.kill())
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async () => JSON.parse((await lines.next()).value)
  return { next, first: await next() }
}

/** As Meta does: both signatures. */
function post(url, body, own) {
  const sign = (algorithm) => `${algorithm}=${createHmac(algorithm, APP).update(body).digest('hex')}`
  const headers = { 'content-type': 'application/json', 'content-length': body.length, ...own, 'x-hub-signature': sign('sha1'), 'x-hub-signature-256': sign('sha256') }
  if (own['transfer-encoding']) delete headers['content-length']
  return new Promise((done, fail) => {
    const sent = request(url, { method: 'POST', headers }, (answer) => answer.resume().on('end', () => done(answer.statusCode)))
    sent.on('error', fail)
    for (let at = 0; at < body.length; at += 65_536) sent.write(body.subarray(at, at + 65_536))
    sent.end()
  })
}

test('an independent verifier takes every body of the corpus, as received and re-signed', { timeout: 300_000 }, async (t) => {
  assert.ok(corpus.length >= 40)
  const home = mkdtempSync(join(tmpdir(), 'hooktrail-verifier-'))
  t.after(() => rmSync(home, { recursive: true, force: true }))
  const [files, data] = [join(home, 'corpus'), join(home, 'data')]
  mkdirSync(files)
  corpus.forEach(({ body }, at) => writeFileSync(join(files, String(at)), body))

  const verifier = await start(t, process.execPath, [fileURLToPath(new URL('verify.mjs', import.meta.url)), files], { VERIFY_SECRETS: `app=${APP},target=${TARGET}` })
  const serving = await start(t, program, ['serve', '--json', '--port', '0', '--ui-port', '0', '--data-dir', data], { HOOKTRAIL_APP_SECRET: APP })
  for (const [at, { name, body, headers }] of corpus.entries()) {
    assert.equal(await post(serving.first.receiver, body, headers), 200, name)
    const line = await serving.next()
    assert.deepEqual([line.id, line.signature, line.bytes], [String(at + 1), 'valid', body.length], name)
  }

  const refused = []
  for (const [at, { name, headers }] of corpus.entries()) {
    for (const [by, words] of [['app', []], ['target', ['--secret', 'env:TARGET_SECRET']]]) {
      const args = ['send', String(at + 1), '--to', verifier.first.url, '--json', '--data-dir', data, ...words]
      const sent = await promisify(execFile)(program, args, { env: { ...process.env, TARGET_SECRET: TARGET } }).catch((failed) => failed)
      const got = await verifier.next()
      const values = (wanted) => got.headers.filter(([key]) => key === wanted).map(([, value]) => value)
      // The same bytes may stand in the corpus under two names.
      const same = got.file !== null && corpus[at].body.equals(corpus[Number(got.file)].body)
      if (sent.code || !same || got.by !== by || got.first !== 'POST /hook HTTP/1.1') refused.push({ name, by, got: got.by, file: got.file })
      for (const [key, value] of Object.entries(headers)) {
        if (key !== 'transfer-encoding') assert.deepEqual(values(key), [value].flat(), `${name}: ${key}`)
      }
    }
  }
  assert.deepEqual(refused, [])
})
