// The page in its two hosts, with one face: Chromium on `hooktrail serve`, and the real window. Each on a folder of its own.

import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { open, serve } from '../../e2e/rig.mjs'
import { display, receiver, until, window } from '../../window/rig.mjs'
import * as inside from './page.mjs'

export const SECRET = 'bench secret'
const root = join(import.meta.dirname, '../../..')
const PROGRAMS = 'target/measured'
const hands = promisify(execFile)

/** Chromium: the program's start, then the page's. */
export async function chromium(t, data) {
  const began = Date.now()
  const served = await serve(t, { secret: SECRET, programs: PROGRAMS, data })
  const ready = Date.now() - began
  const page = await open(t, served.ui)
  page.on('pageerror', (error) => console.error(error))
  const shown = () => until('the first view', () => page.evaluate(inside.opened))
  const { page: own } = await shown()
  const again = []
  for (let round = 0; round < 2; round++) {
    await page.goto(served.ui.split('?')[0])
    again.push((await shown()).page)
  }
  return {
    opened: { whole: ready + own, own, again },
    receiver: served.receiver,
    run: (what, ...args) => page.evaluate(`(${what})(...${JSON.stringify(args)})`),
    async wheel({ x, y }, turns) {
      await page.mouse.move(x, y)
      for (const turn of turns) await page.mouse.wheel(0, 120 * turn)
    },
    async keys(keys, pause) {
      for (const key of keys) {
        await page.keyboard.press(key)
        await new Promise((done) => setTimeout(done, pause))
      }
    },
  }
}

/** When a process began, epoch ms; to 10 ms. */
function begin(pid) {
  const ticks = Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ')[19])
  const up = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0])
  return Date.now() - up * 1_000 + ticks * 10
}

/** The window, with real keys and a real wheel. */
export async function real(t, data) {
  const DISPLAY = await display(t)
  const env = { DISPLAY, HOOKTRAIL_DATA_DIR: data, HOOKTRAIL_PORT: '0', HOOKTRAIL_APP_SECRET: SECRET, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' }
  const page = await window(t, env, { program: join(root, PROGRAMS, 'hooktrail-desktop') })
  const shown = await until('the first view', () => page.run(inside.opened))
  const { pid } = JSON.parse(readFileSync(join(data, 'control.json'), 'utf8'))
  await page.rect({ x: 0, y: 0, width: 1440, height: 900 })
  const again = []
  for (let round = 0; round < 2; round++) {
    await page.run(() => {
      window.leaving = true
      location.reload()
    })
    const shown = `() => (window.leaving ? null : (${inside.opened})())`
    again.push((await until('the view again', () => page.run(shown).catch(() => null))).page)
  }
  const xdotool = (...words) => hands('xdotool', words, { env: { ...process.env, DISPLAY } })
  return {
    opened: { whole: shown.at - begin(pid), own: shown.page, again },
    receiver: await receiver(data),
    run: (what, ...args) => page.wait(`async (...args) => (${what})(...args)`, ...args),
    async wheel({ x, y }, turns) {
      await xdotool('mousemove', '--sync', String(Math.round(x)), String(Math.round(y)))
      await xdotool(...turns.flatMap((turn) => ['click', turn > 0 ? '5' : '4', 'sleep', '0.016']))
    },
    async keys(keys, pause) {
      const { stderr } = await xdotool('key', '--delay', String(pause), ...keys.map((key) => ({ ' ': 'space', ':': 'colon', '/': 'slash' })[key] ?? key))
      // A key whose name it does not know it leaves out.
      if (stderr) throw new Error(stderr)
    },
  }
}
