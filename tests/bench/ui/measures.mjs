// What is measured of a page: scrolling, and how soon a filter or an order answers.

import * as inside from './page.mjs'
import { FEW } from './table.mjs'

/** At 60 a second. */
const FRAME = 1_000 / 60
const SCROLLED = 3_000
/** Down and up again, never so far that a short list has ended, where nothing moves and no frame can be late. */
const WHEEL = Array.from({ length: 120 }, (_, turn) => (Math.floor(turn / 20) % 2 === 0 ? 1 : -1))

const pause = (ms) => new Promise((done) => setTimeout(done, ms))
/** Frames that should have been between these, per 100. */
const dropped = (times) => {
  const whole = times.map((time) => Math.max(1, Math.round(time / FRAME)))
  const all = whole.reduce((sum, frames) => sum + frames, 0)
  return (100 * (all - times.length)) / all
}

async function there(page, css) {
  for (let tries = 0; tries < 1_200; tries++) {
    if (await page.run(inside.has, css)) return
    await pause(50)
  }
  throw new Error(`there is no ${css}, but ${await page.run(inside.told)}`)
}

export async function show(page, view) {
  await page.run(inside.press, `[data-testid=nav-${view}]`)
  await there(page, `main.${view} [data-testid=${view === 'captures' ? 'capture' : 'conversation'}-row]`)
  // It asks for its rows anew, which is no part of what is measured next.
  await pause(500)
  await page.run(inside.listen)
}

/** Writes a filter and waits for the answer. */
export async function fill(page, text) {
  await page.run(inside.listen)
  return await page.run(inside.filter, text)
}

const LISTS = {
  conversations: { css: '.list .rows', show: (page) => show(page, 'conversations') },
  captures: { css: '[role=grid] .rows', show: (page) => show(page, 'captures') },
  'a long conversation': {
    css: '.timeline .items',
    async show(page) {
      await show(page, 'conversations')
      await fill(page, 'peer:7001000000000000')
      await page.run(inside.press, '[data-testid=conversation-row]')
      await there(page, '.timeline .items [data-testid=message]')
      await fill(page, '')
      await page.run(inside.press, '[data-testid=conversation-row]')
      await fill(page, 'peer:7001000000000000')
      await page.run(inside.press, '[data-testid=conversation-row]')
      for (let pages = 0; pages < 2; pages++) {
        await pause(300)
        if (await page.run(inside.has, '.timeline .items > .older')) await page.run(inside.press, '.timeline .items > .older')
      }
      await fill(page, '')
    },
  },
}

/** Scrolls by wheel, at a reader's pace and at a hurry; what the frames did. */
export const scrolls = Object.entries(LISTS).map(([name, { css, show }]) => async (page, note) => {
  await show(page)
  await pause(300)
  for (const [pace, step] of [['steadily', 24], ['fast', 160]]) {
    await page.run(inside.top, css)
    const times = await page.run(inside.scroll, css, step, SCROLLED)
    note(`scrolling ${name} ${pace}, frames dropped of 100`, FEW, [dropped(times)], '')
    note(`scrolling ${name} ${pace}, longest frame`, null, [Math.max(...times)], 'ms')
  }
  const at = await page.run(inside.middle, css)
  await page.run(inside.top, css)
  await page.run(inside.watch)
  await page.wheel(at, WHEEL)
  note(`scrolling ${name} by wheel, frames dropped of 100`, FEW, [dropped(await page.run(inside.watched))], '')
})

/** Each answers soon; words are looked for through all captures, so only the first rows are awaited. */
const COMMON = 150
const answers = (view, filters, aim) =>
  filters.map((text) => async (page, note) => {
    await show(page, view)
    const { first, last } = await fill(page, text)
    if (aim) note(`${view} filtered by ${text}`, aim, [last], 'ms')
    else {
      note(`${view} filtered by ${text}: first change`, null, [first], 'ms')
      note(`${view} filtered by ${text}: last change`, null, [last], 'ms')
    }
    await fill(page, '')
  })

export const captureFilters = [
  ...answers(
    'captures',
    [
      'kind:read',
      'platform:whatsapp',
      'sig:invalid',
      'status>=500',
      'account:102000000000304',
      'direction:outbound',
      'peer:4915550000012',
      'received>=2026-06-20 received<2026-06-22',
      'error:131026',
      'path:/webhook/staging',
      'redelivery:yes',
      'bytes>3k',
      'kind:message platform:instagram sig:valid',
      'kind:read or status>=500',
    ],
    COMMON,
  ),
  ...answers('captures', ['mug', 'zeppelin', 'text:nobody-said-this']),
]

export const conversationFilters = [
  ...answers(
    'conversations',
    ['platform:messenger', 'state:open', 'status:failed', 'account:106000000000607', 'name:Yuki', 'messages>20', 'last<2026-06-25', 'peer:7001000000000021', 'platform:whatsapp status:seen'],
    COMMON,
  ),
  ...answers('conversations', ['mug', 'zeppelin', 'text:nobody-said-this']),
]

const order = (title, text) => async (page, note) => {
  await show(page, 'captures')
  if (text) await fill(page, text)
  const { last } = await page.run(inside.order, title)
  note(`captures${text ? ` with ${text}` : ''} in order of ${title.toLowerCase()}`, COMMON, [last], 'ms')
  await page.run(inside.order, 'Time')
  if (text) await fill(page, '')
}
export const orders = [order('Size'), order('Size', 'kind:message'), order('Signature', 'kind:message')]
