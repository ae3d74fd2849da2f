// What the page does before it stands: it asks while it is still being read, and fetches what the first view does without after that.

import assert from 'node:assert/strict'
import test from 'node:test'

import { instagram, open, post, serve, timeout } from './rig.mjs'

const SECRET = 'app-secret'
const row = (page) => page.getByTestId('conversation-row').filter({ hasText: 'First' })

/** One conversation, and a page that is still empty. */
async function begun(t, how) {
  const { receiver, ui } = await serve(t)
  await post(receiver, instagram({ message: { mid: 'm1', text: 'First' } }), SECRET)
  // Its link lets one browser in, and what came is processed.
  const page = await open(t, ui, how)
  await row(page).waitFor()
  await page.goto('about:blank')
  return { page, base: ui.split('?')[0] }
}

/** Holds what the page fetches under that name, until it is let through. */
async function held(page, name) {
  let ask, through
  const asked = new Promise((done) => (ask = done))
  const gate = new Promise((done) => (through = done))
  await page.route(`**/assets/${name}-*.js`, async (route) => {
    ask()
    await gate
    await route.continue()
  })
  return { asked, through: () => through() }
}

test('the first view is asked for once, while the page is still being read', { timeout }, async (t) => {
  const { page, base } = await begun(t)
  const asked = []
  page.on('request', (request) => request.url().includes('/rpc/') && asked.push(request.url().split('/rpc/')[1]))
  const first = await held(page, 'first')
  const answered = page.waitForResponse('**/rpc/conversations_list')
  await page.goto(base, { waitUntil: 'commit' })
  await Promise.all([first.asked, answered])
  assert.deepEqual(asked.toSorted(), ['conversations_list', 'status_get'])
  assert.equal(await page.locator('main').count(), 0)
  first.through()
  await row(page).waitFor()
  assert.deepEqual(asked.filter((command) => ['conversations_list', 'status_get'].includes(command)).toSorted(), ['conversations_list', 'status_get'])
})

test('the list stands before what opens a conversation is there', { timeout }, async (t) => {
  const { page, base } = await begun(t)
  const parts = await held(page, 'parts')
  await page.goto(base)
  await parts.asked
  await row(page).click()
  await page.locator('[data-testid=conversation-row][aria-selected=true]').waitFor()
  assert.equal(await page.getByTestId('message').count(), 0)
  parts.through()
  await page.getByTestId('message').filter({ hasText: 'First' }).waitFor()
  await page.getByTestId('pin').waitFor()
})

test('where that cannot be fetched the page says so, until it is loaded anew', { timeout }, async (t) => {
  const { page, base } = await begun(t, { cut: true })
  await page.route('**/assets/parts-*.js', (route) => route.abort())
  await page.goto(base)
  await row(page).waitFor()
  await page.locator('.troubles').getByText('A part of the page could not be fetched: load the page anew.').waitFor()
  await page.unroute('**/assets/parts-*.js')
  await page.reload()
  await row(page).click()
  await page.getByTestId('message').filter({ hasText: 'First' }).waitFor()
  assert.equal(await page.locator('.troubles').count(), 0)
})
