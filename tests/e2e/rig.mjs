// A real `hooktrail serve` on free ports with a data folder of its own, a sink that keeps what it gets, and a browser.

import { spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { connect, createServer as createTcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { until } from '../window/rig.mjs'

// Here, in the browser and in every program: what a test reads names no other zone.
process.env.TZ = 'UTC'

/** A test that takes longer hangs: the runner ends it. */
export const timeout = 60_000

const root = fileURLToPath(new URL('../..', import.meta.url))
const require = createRequire(join(root, 'ui/package.json'))
const { chromium } = require('playwright-core')
export const AXE = require.resolve('axe-core/axe.min.js')

export const ACCOUNT = '17841400000000101'
export const PEER = '7001000000000011'

/** One Instagram item in its envelope, as Meta writes it. */
export function instagram(event, { outbound = false, at = Date.now() - 60_000, peer = PEER } = {}) {
  const [sender, recipient] = outbound ? [ACCOUNT, peer] : [peer, ACCOUNT]
  const item = { sender: { id: sender }, recipient: { id: recipient }, timestamp: at, ...event }
  return escaped(JSON.stringify({ object: 'instagram', entry: [{ time: at + 700, id: ACCOUNT, messaging: [item] }] }))
}

/** One body with many of a customer's messages a minute apart, as a batch of Meta's; `words`: what some of them say. */
export function batch(count, start, words = {}) {
  const messaging = Array.from({ length: count }, (_, n) => ({
    sender: { id: PEER },
    recipient: { id: ACCOUNT },
    timestamp: start + n * 60_000,
    message: { mid: `m${n}`, text: words[n] ?? `Message ${n}` },
  }))
  return JSON.stringify({ object: 'instagram', entry: [{ time: start, id: ACCOUNT, messaging }] })
}

/** What WhatsApp tells a business number: statuses, or messages of a customer. */
export function whatsapp(told) {
  const value = { messaging_product: 'whatsapp', metadata: { display_phone_number: '15550001234', phone_number_id: '106000000000606' }, ...told }
  return JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '104000000000505', changes: [{ field: 'messages', value }] }] })
}

/** What WhatsApp reports of a message. */
export const status = (id, word, at, errors) => whatsapp({ statuses: [{ id, status: word, timestamp: String(Math.floor(at / 1000)), recipient_id: '4915550000044', ...(errors ? { errors } : {}) }] })

/** Meta escapes whatever is not ASCII, and slashes. */
export function escaped(json) {
  return json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).replaceAll('/', '\\/')
}

export const sign = (secret, body) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`

/** Posts as Meta does. */
export async function post(url, body, secret) {
  const headers = { 'content-type': 'application/json', 'user-agent': 'facebookexternalua' }
  if (secret) headers['x-hub-signature-256'] = sign(secret, body)
  const answer = await fetch(url, { method: 'POST', headers, body })
  return answer.status
}

/** Undoes in reverse order what a test began: the browser leaves before its server does. */
const begun = new WeakMap()
export function later(t, undo) {
  if (!begun.has(t)) {
    begun.set(t, [])
    t.after(async () => {
      const failed = []
      for (const undo of begun.get(t).reverse()) await (async () => undo())().catch((error) => failed.push(error))
      if (failed.length > 0) throw failed[0]
    })
  }
  begun.get(t).push(undo)
}

/** Starts `hooktrail serve`, on a new folder unless told; ends with the test. */
export async function serve(t, { secret = 'app-secret', args = [], programs = 'target/debug', data, uiPort = 0 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'hooktrail-e2e-'))
  const program = spawn(
    join(root, programs, 'hooktrail'),
    ['serve', '--json', '--port', '0', '--ui-port', String(uiPort), '--data-dir', data ?? join(folder, 'data'), ...args],
    // No keyring, as on a server: nobody's own is touched.
    { env: { ...process.env, HOOKTRAIL_APP_SECRET: secret, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' }, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const ended = new Promise((done) => program.once('exit', done))
  later(t, async () => {
    program.kill('SIGTERM')
    await ended
    rmSync(folder, { recursive: true, force: true })
  })
  const lines = createInterface({ input: program.stdout })
  const ready = await new Promise((done, fail) => {
    lines.once('line', (line) => done(JSON.parse(line)))
    program.once('exit', (code) => fail(new Error(`serve ended with ${code}`)))
  })
  lines.on('line', () => {})
  return { ...ready, folder, kill: () => (program.kill('SIGKILL'), ended), stop: () => (program.kill('SIGTERM'), ended) }
}

/** A server that answers 202, or what `status` makes of a body, and keeps every request; `next()` waits for one. */
export async function sink(t, { status = 202, body = '{"ok":true}' } = {}) {
  const got = []
  const waiting = []
  const server = createServer((request, response) => {
    const chunks = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      const one = { method: request.method, path: request.url, headers: request.headers, body: Buffer.concat(chunks) }
      response.writeHead(typeof status === 'function' ? status(one.body.toString()) : status, { 'content-type': 'application/json' }).end(body)
      const waiter = waiting.shift()
      if (waiter) waiter(one)
      else got.push(one)
    })
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  later(t, () => server.close())
  const next = () => new Promise((done) => (got.length > 0 ? done(got.shift()) : waiting.push(done)))
  return { url: `http://127.0.0.1:${server.address().port}/hook`, next }
}

/** A public side on loopback that passes bytes on to the receiver; its URL. */
export async function through(t, receiver) {
  const { hostname, port } = new URL(receiver)
  const open = new Set()
  const server = createTcpServer((outside) => {
    const inside = connect(Number(port), hostname)
    for (const [from, to] of [[outside, inside], [inside, outside]]) {
      open.add(from)
      from.pipe(to)
      from.on('error', () => to.destroy())
    }
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  later(t, () => {
    server.close()
    for (const socket of open) socket.destroy()
  })
  return `http://127.0.0.1:${server.address().port}`
}

/** What these say, in one look, once all are shown: a virtual list hides a row until it knows its height. */
export const texts = (locator) =>
  locator.evaluateAll(
    (all) =>
      new Promise((done) => {
        const shown = (one) => !one.isConnected || one.checkVisibility({ visibilityProperty: true })
        const look = () => (all.every(shown) ? done(all.map((one) => one.innerText.replace(/\s+/g, ' ').trim())) : requestAnimationFrame(look))
        look()
      }),
  )

/** Asks the program as the page does. */
export const ask = (page, command, request) =>
  page.evaluate(async ([command, request]) => {
    const answer = await fetch(`/rpc/${command}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(request) })
    if (!answer.ok) throw new Error(`${command}: ${await answer.text()}`)
    return answer.json()
  }, [command, request])

/** A page in Debian's Chromium. Whatever the page logs as an error fails the test; `cut`: but for a connection that is cut on purpose; `refused`: but for what is refused on purpose. */
export async function open(t, url, { colorScheme = 'dark', cut = false, refused = false } = {}) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
  })
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme, permissions: ['clipboard-read', 'clipboard-write'] })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  const errors = []
  // A 409 is a question that the page puts to its user, a 404 says that what was shown is gone; the browser calls every such answer an error.
  const fine = (message) => (cut && /net::ERR|status of 401/.test(message.text())) || (message.location().url.includes('/rpc/') && (refused ? /status of 40[049]/ : /status of 40[49]/).test(message.text()))
  page.on('console', (message) => message.type() === 'error' && !fine(message) && errors.push(message.text()))
  page.on('pageerror', (error) => errors.push(error.message))
  later(t, async () => {
    await browser.close()
    if (errors.length > 0) throw new Error(`the page complained:\n${errors.join('\n')}`)
  })
  await page.goto(url)
  return page
}

/** What axe finds in what is shown, or in a part of it; `besides` names rules that do not count there. */
export async function ailments(page, { part, besides = [] } = {}) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(readFileSync(AXE, 'utf8'))
  const { violations } = await page.evaluate((part) => globalThis.axe.run(part ?? document, { resultTypes: ['violations'] }), part)
  const told = ({ html, any, all, none }) => `${html.slice(0, 200)} ${[...any, ...all, ...none].map(({ message }) => message).join('; ')}`
  return violations.filter(({ id }) => !besides.includes(id)).map(({ id, impact, nodes }) => `${id} (${impact}): ${nodes.slice(0, 4).map(told).join('\n   ')}`)
}

/** Until that stands in the clipboard. Not by `waitForFunction`: a promise is true to it, whatever becomes of it. */
export const copied = (page, wanted) =>
  until(`${wanted} in the clipboard`, async () => {
    const text = await page.evaluate(() => navigator.clipboard.readText())
    return wanted instanceof RegExp ? wanted.test(text) : text === wanted
  })

/** What is out of reach or cut in what is shown: the page scrolls sideways, or slides out of its window, a text ends in dots that no title spells out, a control cannot be pointed at. */
export async function unfit(page) {
  return page.evaluate(() => {
    const told = (element) => element.outerHTML.replace(/\s+/g, ' ').slice(0, 140)
    const top = [...document.querySelectorAll('[role=menu], dialog[open]')].at(-1)
    const wrong = []
    const { scrollWidth, clientWidth } = document.documentElement
    if (scrollWidth > clientWidth) {
      const wide = [...document.querySelectorAll('body *')].filter((element) => element.getBoundingClientRect().right > clientWidth + 1).slice(0, 3)
      wrong.push(`the page is ${scrollWidth} wide in ${clientWidth}: ${wide.map(told).join(' ')}`)
    }
    const seen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && element.getBoundingClientRect().width > 1
    for (const element of document.querySelectorAll('body *')) {
      const { textOverflow, maskImage } = getComputedStyle(element)
      if (element.scrollWidth <= element.clientWidth + 1 || (textOverflow !== 'ellipsis' && maskImage === 'none') || element.matches('input') || !seen(element)) continue
      if (!element.closest('[title]') && !element.querySelector('[title]')) wrong.push(`cut: ${told(element)}`)
    }
    for (const element of (top ?? document).querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')) {
      if (element.disabled || element.tabIndex < 0 || !seen(element) || element.closest('[inert], .hidden')) continue
      element.scrollIntoView({ block: 'nearest', inline: 'nearest' })
      const box = element.getBoundingClientRect()
      const [x, y] = [(Math.max(0, box.left) + Math.min(innerWidth, box.right)) / 2, (Math.max(0, box.top) + Math.min(innerHeight, box.bottom)) / 2]
      const hit = document.elementFromPoint(x, y)
      const over = hit?.closest('.panel, [role=listbox], [role=menu], .cm-panels, .find')
      if (!hit || !(element.contains(hit) || hit.contains(element) || hit.closest('label')?.contains(element) || over)) wrong.push(`out of reach: ${told(element)} under ${hit ? told(hit) : 'nothing'}`)
    }
    // A window keeps its frame: what scrolls is a part of it.
    const still = getComputedStyle(document.body).overflowY === 'hidden'
    const moved = [document.scrollingElement, ...document.querySelectorAll('body, #app, #app > *, main')].filter((element) => element.scrollTop > 0)
    const { scrollHeight, clientHeight } = document.documentElement
    if (still && (scrollHeight > clientHeight || moved.length > 0)) wrong.push(`the page slides: it is ${scrollHeight} high in ${clientHeight} ${moved.map(told).join(' ')}`)
    scrollTo(0, 0)
    return wrong
  })
}
