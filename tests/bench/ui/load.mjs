// How keys feel, at rest and while a thousand events a second arrive.

import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

import { fill, show } from './measures.mjs'
import * as inside from './page.mjs'

const RATE = Number(process.env.RATE ?? 1_000)
const SECONDS = 45
/** A person's paces, ms from key to key: passing over rows, and looking at each. */
const PACE = 90
const LOOKING = 150
const WORDS = 'kind:message sig:valid text:order'

const pause = (ms) => new Promise((done) => setTimeout(done, ms))
const at = (values, share) => values.toSorted((one, other) => one - other)[Math.floor(values.length * share)]

/** What was noted of the keys, once so many have come: whoever stalls for seconds has them later. */
async function arrived(page, count) {
  for (let looks = 0; looks < 50 && (await page.run(inside.felt)).length < count; looks++) await pause(200)
  return await page.run(inside.felt)
}

/** Keys in the table, in the list of conversations, and in a field; p95 of press to paint, and of press to the page's first answer to it. */
async function keys(page, when, note) {
  const felt = async (what, view, list, pace = PACE) => {
    await show(page, view)
    await page.run(inside.blur)
    await page.run(inside.feel)
    await page.keys(list, pace)
    const all = await arrived(page, list.length)
    const whole = all.map(({ whole }) => whole)
    if (whole.length < list.length * 0.9) throw new Error(`${what}: ${whole.length} of ${list.length} keys arrived`)
    note(`${when}: ${what}, p95`, 50, [at(whole, 0.95)], 'ms')
    note(`${when}: ${what}, median`, null, [at(whole, 0.5)], 'ms')
    note(`${when}: ${what}, until the page heard it, p95`, 50, [at(all.map(({ before }) => before), 0.95)], 'ms')
  }
  const moves = Array.from({ length: 50 }, (_, turn) => (turn % 5 === 4 ? 'k' : 'j'))
  for (const [pace, ms, list] of [['', PACE, moves], [', looking at each', LOOKING, moves.slice(0, 30)]]) {
    await felt(`j and k in captures${pace}`, 'captures', list, ms)
    await felt(`j and k in conversations${pace}`, 'conversations', list, ms)
  }
  await felt('writing a filter of captures', 'captures', ['/', ...WORDS])
  if ((await page.run(inside.written)) !== WORDS) throw new Error(`the field holds ${await page.run(inside.written)}`)
}

export async function load(page, program, note) {
  await keys(page, 'at rest', note)
  await fill(page, '')
  const before = await page.run(inside.newest)
  const poster = spawn(program, ['post', page.receiver, String(RATE), String(SECONDS)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines = createInterface({ input: poster.stdout })
  const told = new Promise((done, fail) => {
    lines.once('line', (line) => done(JSON.parse(line)))
    poster.once('error', fail)
    poster.once('exit', (code) => code !== 0 && fail(new Error(`the load ended with ${code}`)))
  })
  await pause(1_000)
  await keys(page, `${RATE} events/s`, note)
  // A page that stands still hears every key at once. What keys pass over does; once they pause it goes on.
  let come = 0
  for (let looks = 0; come < RATE; looks++) {
    if (looks === 50) throw new Error(`the page showed ${come} of what came`)
    await pause(200)
    come = (await page.run(inside.newest)) - before
  }
  note(`${RATE} events/s: answered in a second`, null, [(await told).perSecond], '/s')
  // What is still processed would be measured with the other page.
  for (let looks = 0; !(await page.run(inside.processed)); looks++) {
    if (looks === 300) throw new Error('what came is not processed a minute later')
    await pause(200)
  }
  // Not before: a list in which something arrives all the time is never still.
  await fill(page, '')
}
