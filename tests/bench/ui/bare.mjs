// The yardstick of opening: a page of one word in the same engine, without Hooktrail. What it takes no page here can save.

import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'

import { open } from '../../e2e/rig.mjs'
import { display, until } from '../../window/rig.mjs'
import * as inside from './page.mjs'

const PAGE = `<!doctype html><title>bare</title><link rel="icon" href="data:,"><p>Hello</p>
<script>requestAnimationFrame(() => setTimeout(() => { performance.mark('shown'); fetch('/shown?' + performance.now()) }))</script>`

/** Serves it; `shown()` is when it last stood on the screen, epoch ms, and how long after it began to load, ms. */
async function served(t) {
  let last = null
  const server = createServer((request, response) => {
    if (request.url.startsWith('/shown')) last = { at: Date.now(), own: Number(request.url.split('?')[1]) }
    response.setHeader('content-type', 'text/html')
    response.end(PAGE)
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  t.after(() => server.close())
  return { url: `http://127.0.0.1:${server.address().port}/`, shown: () => last }
}

export async function chromium(t) {
  const { url } = await served(t)
  const page = await open(t, url)
  const { page: own } = await until('the word', () => page.evaluate(inside.opened))
  return { own, whole: null }
}

/** WebKit's own browser comes with the library; null where it does not. */
export async function real(t) {
  const places = ['/usr/libexec', ...readdirSync('/usr/lib').map((of) => join('/usr/lib', of))]
  const program = places.map((place) => join(place, 'webkit2gtk-4.1/MiniBrowser')).find(existsSync)
  if (!program) return { own: null, whole: null }
  const { url, shown } = await served(t)
  const DISPLAY = await display(t)
  const began = Date.now()
  const browser = spawn(program, [url], { env: { ...process.env, DISPLAY, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere', WEBKIT_DISABLE_COMPOSITING_MODE: '1' }, stdio: 'ignore' })
  const ended = new Promise((done) => browser.once('close', done))
  t.after(() => (browser.kill(), ended))
  const { at, own } = await until('the word', shown)
  return { own, whole: at - began }
}
