// `make bench-ui`: how the page does with a million captures in 100 000 conversations, beside the same with a hundred rows in
// the same run, in Chromium and in the real window. Prints one table; speed fails nothing, not being able to measure does.
//     CAPTURES=10000 HOSTS=chromium ROUNDS=1 node tests/bench/ui/main.mjs

import { execFileSync } from 'node:child_process'
import { constants, cpSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'

import * as bare from './bare.mjs'
import { chromium, real } from './hosts.mjs'
import { captureFilters, conversationFilters, fill, orders, scrolls } from './measures.mjs'
import { Table } from './table.mjs'
import { load } from './load.mjs'

/** Grows when the folders would be others. */
const VERSION = 17
const CAPTURES = Number(process.env.CAPTURES ?? 1_000_000)
const ROUNDS = Number(process.env.ROUNDS ?? 3)
const HOSTS = { chromium, window: real }
const BARE = { chromium: bare.chromium, window: bare.real }
const wanted = (process.env.HOSTS ?? 'chromium window').split(' ')

const root = join(import.meta.dirname, '../../..')
const kept = join(root, 'target/bench-ui')
const program = join(root, 'target/measured/examples/folder')

/** A folder of that size; made once and kept. */
function folder(captures, conversations) {
  const place = join(kept, `v${VERSION}-${captures}-${conversations}`)
  if (!existsSync(place)) {
    console.error(`Making a folder with ${captures} captures: some minutes, once.`)
    mkdirSync(kept, { recursive: true })
    execFileSync(program, ['make', place, String(captures), String(conversations)], { stdio: ['ignore', 2, 2] })
  }
  return place
}

/** What runs in a folder changes it: a copy goes. */
function copy(t, from, name) {
  const to = join(kept, `open-${process.pid}-${name}`)
  cpSync(from, to, { recursive: true, mode: constants.COPYFILE_FICLONE })
  // Two gigabytes on their way to the disk would be measured too.
  execFileSync('sync')
  t.after(() => rmSync(to, { recursive: true, force: true }))
  return to
}

/** As the runner of tests gives it to the rigs. */
class Undoing {
  #undo = []
  after(undo) {
    this.#undo.push(undo)
  }
  async end() {
    for (const undo of this.#undo.reverse()) await undo()
  }
}

async function measure(name, table) {
  const t = new Undoing()
  try {
    const sizes = { few: folder(300, 100), many: folder(CAPTURES, Math.ceil(CAPTURES / 10)) }
    const places = Object.fromEntries(Object.entries(sizes).map(([size, from]) => [size, copy(t, from, `${name}-${size}`)]))
    const pages = {}
    for (let round = 1; round <= ROUNDS; round++) {
      const alone = new Undoing()
      const word = await BARE[name](alone).finally(() => alone.end())
      for (const [size, place] of Object.entries(places)) {
        // Those of the last round stay open.
        const own = round < ROUNDS ? new Undoing() : t
        try {
          const { opened, ...page } = await HOSTS[name](own, place)
          pages[size] = page
          table.note(`${name}: first view painted, page alone`, 700, size, [opened.own], 'ms')
          table.note(`${name}: first view painted, from the program's start`, 700, size, [opened.whole], 'ms')
          table.note(`${name}: first view painted, page loaded again`, 700, size, opened.again, 'ms')
          table.note(`${name}: one word painted in its bare engine, page alone`, null, size, [word.own], 'ms')
          table.note(`${name}: one word painted in its bare engine, from its start`, null, size, [word.whole], 'ms')
        } finally {
          if (own !== t) await own.end()
        }
      }
    }
    // Turn by turn, so that whatever else the machine does meets both.
    const both = async (measured) => {
      for (let round = 0; round < ROUNDS; round++)
        for (const [size, page] of Object.entries(pages)) await measured(page, (what, aim, values, unit) => table.note(`${name}: ${what}`, aim, size, values, unit))
    }
    for (const measured of [...scrolls, ...conversationFilters, ...captureFilters, ...orders]) await both(measured)
    await both(async (page, note) => {
      await fill(page, '')
      await load(page, program, note)
    })
  } finally {
    await t.end()
  }
}

const table = new Table()
const before = loadavg()[0]
// What was measured before something failed is worth its time.
try {
  for (const name of wanted) await measure(name, table)
} finally {
  table.print(CAPTURES, { before, after: loadavg()[0] })
}
