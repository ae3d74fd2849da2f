// A real window: the built program under a display of its own, driven through WebKitWebDriver, its native parts by keys.

import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { later } from '../e2e/rig.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
export const PROGRAM = join(root, 'target/debug/hooktrail-desktop')
export const CLI = join(root, 'target/debug/hooktrail')
export const PATIENCE = 60_000

/** A folder of this test's own. */
export function folder(t) {
  const made = mkdtempSync(join(tmpdir(), 'hooktrail-window-'))
  later(t, () => rmSync(made, { recursive: true, force: true }))
  return made
}

/** The receiver's address, once the program in that data folder listens. */
export function receiver(data) {
  return until('the receiver', () => {
    try {
      return JSON.parse(readFileSync(join(data, 'control.json'), 'utf8')).receiver
    } catch {
      return null
    }
  })
}

/** Real keys and clicks, as from hands: for menus and the system's dialogs. */
export const hands = (display, ...words) => execFileSync('xdotool', words, { env: { ...process.env, DISPLAY: display }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()

/** A display that nobody else uses. It stays as it is when the last program leaves: what came that moment would be thrown out. */
export async function display(t) {
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp', '-noreset'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  later(t, () => server.kill())
  const number = await new Promise((done, fail) => {
    server.stdio[3].once('data', (text) => done(String(text).trim()))
    server.once('error', fail)
    server.once('exit', (code) => fail(new Error(`Xvfb ended with ${code}`)))
  })
  return `:${number}`
}

/** A session bus of this test's own; its address. */
export async function bus(t, own) {
  const daemon = spawn('dbus-daemon', ['--session', '--nofork', '--print-address=1', `--address=unix:dir=${own}`], { stdio: ['ignore', 'pipe', 'ignore'] })
  later(t, () => daemon.kill())
  return await new Promise((done) => daemon.stdout.once('data', (text) => done(String(text).trim())))
}

/** Stands in for the desktop that shows notifications: `next()` waits for one, `click(id)` is a click on it,
 *  `end()` ends it. */
export async function notifications(t, env) {
  const desktop = spawn(join(root, 'target/debug/examples/notifications'), [], { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = new Promise((done) => desktop.once('close', done))
  const missing = new Promise((_, fail) => desktop.once('error', () => fail(new Error('build it first: cargo build -p hooktrail-tests --example notifications'))))
  const end = () => (desktop.stdin.end(), ended)
  later(t, end)
  const lines = createInterface({ input: desktop.stdout })[Symbol.asyncIterator]()
  const next = async () => JSON.parse((await lines.next()).value)
  await Promise.race([next(), missing])
  return { next, click: (id) => desktop.stdin.write(`${id}\n`), end }
}

/** Whether one is ready; until then the question itself fails. */
function managed(display) {
  try {
    return hands(display, 'get_num_desktops') !== '0'
  } catch {
    return false
  }
}

/** A window manager: without one nothing fills the screen or goes out of sight. */
export async function manager(t, display) {
  const program = spawn('evilwm', ['-fn', 'fixed', '-bw', '0'], { env: { ...process.env, DISPLAY: display }, stdio: 'ignore' })
  const ended = new Promise((done) => program.once('close', done))
  const missing = new Promise((_, fail) => program.once('error', fail))
  later(t, () => (program.kill(), ended))
  await Promise.race([missing, until('the window manager', () => managed(display))])
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
export async function window(t, env, { program = PROGRAM } = {}) {
  const port = await freePort()
  const driver = spawn('WebKitWebDriver', [`--port=${port}`, '--host=127.0.0.1'], { env: { ...process.env, ...env, TAURI_WEBVIEW_AUTOMATION: 'true' }, stdio: ['ignore', 'ignore', 'pipe'], detached: true })
  driver.stderr.pipe(process.stderr, { end: false })
  // The program and its helpers hold it open too; they write into their folder to the last.
  const ended = new Promise((done) => driver.once('close', done))
  const base = `http://127.0.0.1:${port}`
  const ask = async (method, path, body) => {
    const answer = await fetch(base + path, { method, body: body && JSON.stringify(body), signal: AbortSignal.timeout(PATIENCE) })
    const { value } = await answer.json()
    if (value?.error) throw new Error(`${method} ${path}: ${value.error}: ${value.message}`)
    return value
  }
  await until('the driver answers', () => ask('GET', '/status').catch(() => null))
  const { sessionId } = await ask('POST', '/session', { capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': { binary: program } } } })
  const session = `/session/${sessionId}`
  const run = (script, ...args) => ask('POST', `${session}/execute/sync`, { script: `return (${script})(...arguments)`, args })
  /** Waits for what the script promises. */
  const wait = async (script, ...args) => {
    const told = await ask('POST', `${session}/execute/async`, {
      script: `const done = [...arguments].at(-1); (${script})(...[...arguments].slice(0, -1)).then((value) => done({ value }), (error) => done({ error: String(error) }))`,
      args,
    })
    if (told.error) throw new Error(told.error)
    return told.value
  }
  const element = async (css) => {
    const found = await until(css, () => ask('POST', `${session}/element`, { using: 'css selector', value: css }).catch(() => null))
    return `${session}/element/${Object.values(found)[0]}`
  }
  let open = true
  const end = async () => {
    if (!open) return
    open = false
    await ask('DELETE', session).catch(() => {})
    // The whole group: ending the session does not end the program.
    try {
      process.kill(-driver.pid)
    } catch {
      // It has died, and what failed for that says so.
    }
    await ended
  }
  later(t, end)
  return {
    run,
    wait,
    element,
    rect: (wanted) => (wanted ? ask('POST', `${session}/window/rect`, wanted) : ask('GET', `${session}/window/rect`)),
    end,
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
    /** Keys as a person presses them, to whatever has the keyboard; several at once hold each other. */
    press: async (...keys) => {
      const chord = [...keys.map((value) => ({ type: 'keyDown', value })), ...keys.toReversed().map((value) => ({ type: 'keyUp', value }))]
      await ask('POST', `${session}/actions`, { actions: [{ type: 'key', id: 'keyboard', actions: chord }] })
    },
    text: async (css) => ask('GET', `${await element(css)}/text`),
    picture: () => ask('GET', `${session}/screenshot`),
  }
}

/** Asks until there is an answer; gives up loudly. */
export async function until(what, look) {
  const end = Date.now() + PATIENCE
  while (Date.now() < end) {
    const found = await look()
    if (found) return found
    await new Promise((done) => setTimeout(done, 50))
  }
  throw new Error(`waited in vain for ${what}`)
}
