// One real window: the built program under a display of its own, driven through WebKitWebDriver.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { instagram, post, sign, sink } from '../e2e/rig.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
const PATIENCE = 60_000

/** A display that nobody else uses. */
async function display(t) {
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  t.after(() => server.kill())
  const number = await new Promise((done, fail) => {
    server.stdio[3].once('data', (text) => done(String(text).trim()))
    server.once('error', fail)
    server.once('exit', (code) => fail(new Error(`Xvfb ended with ${code}`)))
  })
  return `:${number}`
}

/** A port that was free a moment ago: the driver cannot choose one and say which. */
async function freePort() {
  const { createServer } = await import('node:net')
  const server = createServer()
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address()
  await new Promise((done) => server.close(done))
  return port
}

/** The window in a WebDriver session; always ended, or the browser would stay. */
async function window(t, env) {
  const port = await freePort()
  const driver = spawn('WebKitWebDriver', [`--port=${port}`, '--host=127.0.0.1'], { env: { ...process.env, ...env, TAURI_WEBVIEW_AUTOMATION: 'true' }, stdio: ['ignore', 'inherit', 'inherit'] })
  const base = `http://127.0.0.1:${port}`
  const ask = async (method, path, body) => {
    const answer = await fetch(base + path, { method, body: body && JSON.stringify(body), signal: AbortSignal.timeout(PATIENCE) })
    const { value } = await answer.json()
    if (value?.error) throw new Error(`${method} ${path}: ${value.error}: ${value.message}`)
    return value
  }
  await until('the driver answers', () => ask('GET', '/status').catch(() => null))
  const binary = join(root, 'target/debug/hooktrail-desktop')
  const { sessionId } = await ask('POST', '/session', { capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': { binary, args: [] } } } })
  const session = `/session/${sessionId}`
  const run = (script, ...args) => ask('POST', `${session}/execute/sync`, { script: `return (${script})(...arguments)`, args })
  const element = async (css) => {
    const found = await until(css, () => ask('POST', `${session}/element`, { using: 'css selector', value: css }).catch(() => null))
    return `${session}/element/${Object.values(found)[0]}`
  }
  t.after(async () => {
    await ask('DELETE', session).catch(() => {})
    driver.kill()
  })
  return {
    run,
    element,
    click: async (css) => {
      const found = await element(css)
      await until(`${css} to be enabled`, () => ask('GET', `${found}/enabled`))
      await ask('POST', `${found}/click`, {})
    },
    // The driver answers before the keys have arrived.
    type: async (css, text) => {
      const found = await element(css)
      await ask('POST', `${found}/value`, { text })
      await until(`the keys to arrive in ${css}`, async () => (await ask('GET', `${found}/property/value`)) === text)
    },
    text: async (css) => ask('GET', `${await element(css)}/text`),
    picture: () => ask('GET', `${session}/screenshot`),
  }
}

/** Asks until there is an answer; gives up loudly. */
async function until(what, look) {
  const end = Date.now() + PATIENCE
  while (Date.now() < end) {
    const found = await look()
    if (found) return found
    await new Promise((done) => setTimeout(done, 50))
  }
  throw new Error(`waited in vain for ${what}`)
}

test('a signed payload is received, read and sent again from the real window', { timeout: 4 * PATIENCE }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'hooktrail-window-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const data = join(folder, 'data')
  const env = { DISPLAY: await display(t), HOOKTRAIL_DATA_DIR: data, HOOKTRAIL_PORT: '0', HOOKTRAIL_APP_SECRET: 'app-secret' }
  const page = await window(t, env)
  const target = await sink(t)

  const receiver = await until('the receiver', () => {
    try {
      return JSON.parse(readFileSync(join(data, 'control.json'), 'utf8')).receiver
    } catch {
      return null
    }
  })
  await page.element('[data-testid=first-sample]')
  const body = instagram({ message: { mid: 'm1', text: 'caf\u00e9 \u{1F600} a/b' } })
  assert.ok(body.includes('caf\\u00e9 \\ud83d\\ude00 a\\/b'), 'as Meta writes it')
  assert.equal(await post(receiver, body, 'app-secret'), 200)

  await page.click('[data-testid=conversation-row]')
  assert.match(await page.text('[data-testid=message] .text'), /^café 😀 a\/b$/u)
  await until('the verdict', async () => /\bvalid\b/.test(await page.text('.inspector')))

  await page.type('[data-testid=resend-url]', target.url)
  await page.click('[data-testid=resend-signing] option[value="re-signed"]')
  await page.type('[data-testid=resend-secret]', 'their-secret')
  await page.click('[data-testid=resend-button]')
  const got = await target.next()
  assert.equal(got.body.toString(), body)
  assert.equal(got.headers['x-hub-signature-256'], sign('their-secret', got.body))
  await until('the answer', async () => (await page.text('[data-testid=resend-answer]')).includes('202'))
  if (process.env.PICTURE) writeFileSync(process.env.PICTURE, Buffer.from(await page.picture(), 'base64'))
})
