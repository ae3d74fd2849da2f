// Moving through a conversation: anomalies, quotes, times, what is new; and attachments, which are fetched only when asked for.

import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { test as run } from 'node:test'

import { ACCOUNT, PEER, instagram, open, post, serve, timeout } from './rig.mjs'

const test = (name, job) => run(name, { timeout }, job)
const SECRET = 'app-secret'
const row = (page) => page.getByTestId('conversation-row')
const message = (page, mid) => page.locator(`[data-testid=message][data-message="${mid}"]`)
const chosen = (page) => page.locator('[data-testid=message][aria-current=true]')
const shown = (page, mid) => page.waitForFunction((mid) => {
  const box = document.querySelector(`[data-message="${mid}"]`)?.getBoundingClientRect()
  return box && box.top >= 0 && box.bottom <= innerHeight
}, mid)

/** One body with many messages, as a batch of Meta's. */
function batch(count, start, prefix = 'm') {
  const messaging = Array.from({ length: count }, (_, n) => ({
    sender: { id: PEER },
    recipient: { id: ACCOUNT },
    timestamp: start + n * 60_000,
    message: { mid: `${prefix}${n}`, text: `Message ${n}` },
  }))
  return JSON.stringify({ object: 'instagram', entry: [{ time: start, id: ACCOUNT, messaging }] })
}

test('one key goes to the next anomaly, and the message says what is odd about it', async (t) => {
  const { receiver, ui } = await serve(t)
  const start = Date.now() - 90_000_000
  await post(receiver, batch(450, start), SECRET)
  // Said twice: the second is a repeat, far above what is on the screen.
  await post(receiver, instagram({ message: { mid: 'm3', text: 'Message 3' } }, { at: start + 180_000 }), SECRET)
  const page = await open(t, ui)
  await row(page).click()
  await message(page, 'm449').waitFor()
  assert.equal(await message(page, 'm3').count(), 0, 'only the newest are loaded')
  await page.keyboard.press('n')
  await message(page, 'm3').waitFor()
  assert.equal(await chosen(page).getAttribute('data-message'), 'm3')
  await shown(page, 'm3')
  await message(page, 'm3').getByText('Meta sent this before. It is kept and changes nothing.').waitFor()

  // What arrives meanwhile does not take the reader away; one key leads back.
  await post(receiver, instagram({ message: { mid: 'last', text: 'Newest' } }), SECRET)
  await page.getByTestId('nav-conversations').getByText('1').waitFor()
  assert.equal(await message(page, 'last').count(), 0)
  await page.keyboard.press('End')
  await message(page, 'last').waitFor()
  await shown(page, 'last')
})

test('a quote leads to what it answers, and a time to what was said then', async (t) => {
  const { receiver, ui } = await serve(t)
  const start = new Date(2026, 5, 16, 9, 0).getTime()
  await post(receiver, batch(450, start), SECRET)
  await post(receiver, instagram({ message: { mid: 'answer', text: 'That one', reply_to: { mid: 'm7' } } }), SECRET)
  const page = await open(t, ui)
  await row(page).click()
  await message(page, 'answer').getByText('Message 7', { exact: false }).click()
  await message(page, 'm7').waitFor()
  await shown(page, 'm7')
  assert.equal(await chosen(page).getAttribute('data-message'), 'm7')

  await page.keyboard.press('g')
  await page.getByLabel('Go to').fill('2026-06-16T12:00:00')
  await page.keyboard.press('Enter')
  await shown(page, 'm180')

  // Where the first thing from then on is an opening, that comes into sight.
  await page.keyboard.press('g')
  await page.getByLabel('Go to').fill('2026-06-16T08:00:00')
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => {
    const box = [...document.querySelectorAll('.items .event')].find((event) => event.innerText.includes('Conversation opened'))?.getBoundingClientRect()
    return box && box.top >= 0 && box.bottom <= innerHeight
  })
})

test('older messages come also while newer ones arrive', async (t) => {
  const { receiver, ui } = await serve(t)
  await post(receiver, batch(450, Date.now() - 90_000_000), SECRET)
  const page = await open(t, ui)
  await row(page).click()
  await message(page, 'm449').waitFor()
  // One arrives between the question and its answer.
  await page.route('**/rpc/timeline_get', async (route) => {
    const answer = await route.fetch()
    if (route.request().postDataJSON().before) {
      await post(receiver, instagram({ message: { mid: 'last', text: 'Newest' } }), SECRET)
      await message(page, 'last').waitFor({ state: 'attached' })
    }
    await route.fulfill({ response: answer })
  })
  await page.getByRole('button', { name: 'Older messages' }).press('Enter')
  await message(page, 'm100').waitFor({ state: 'attached' })
  const all = await page.getByTestId('message').evaluateAll((all) => all.map(({ dataset }) => dataset.message))
  assert.deepEqual(all, [...Array.from({ length: all.length - 1 }, (_, n) => `m${450 - all.length + 1 + n}`), 'last'])
  // A pull may still be under way.
  await page.unrouteAll({ behavior: 'ignoreErrors' })
})

test('what came since the last visit is counted, marked and found by a key', async (t) => {
  const { receiver, ui } = await serve(t)
  await post(receiver, instagram({ message: { mid: 'm1', text: 'First' } }), SECRET)
  const page = await open(t, ui)
  const first = row(page).filter({ hasText: 'First' })
  await first.getByText('1 unread').waitFor({ state: 'attached' })
  await first.click()
  await first.getByText('unread').waitFor({ state: 'detached' })
  await post(receiver, instagram({ message: { mid: 'other', text: 'Someone else' } }, { peer: '7001000000000099' }), SECRET)
  await row(page).filter({ hasText: 'Someone else' }).click()
  await message(page, 'other').waitFor()
  for (const n of [2, 3]) await post(receiver, instagram({ message: { mid: `m${n}`, text: `New ${n}` } }, { at: Date.now() - 50_000 + n * 1_000 }), SECRET)
  const again = row(page).filter({ hasText: 'New 3' })
  await again.getByText('2 unread').waitFor({ state: 'attached' })
  await again.click()
  await page.getByRole('separator').getByText('New').waitFor()
  await page.keyboard.press('u')
  await page.waitForFunction(() => document.querySelector('[data-testid=message][aria-current=true]')?.dataset.message === 'm2')
  // Looking is remembered: after a reload nothing is unread.
  await page.reload()
  await row(page).filter({ hasText: 'New 3' }).waitFor()
  assert.equal(await page.locator('.unread').count(), 0)
})

test('an attachment is a card, and is asked for only when the user says so', async (t) => {
  const asked = []
  const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
  const cdn = createServer((request, response) => {
    asked.push(request.url)
    response.writeHead(200, { 'content-type': 'image/png' }).end(png)
  })
  await new Promise((done) => cdn.listen(0, '127.0.0.1', done))
  t.after(() => cdn.close())
  const at = `http://127.0.0.1:${cdn.address().port}`
  const { receiver, ui } = await serve(t)
  const image = (url) => ({ type: 'image', payload: { url } })
  await post(receiver, instagram({ message: { mid: 'pictures', attachments: [image(`${at}/mug.png?sig=1`), image(`${at}/other.png`)] } }), SECRET)
  const page = await open(t, ui)
  await row(page).click()
  const cards = page.getByTestId('attachment')
  await cards.nth(1).waitFor()
  assert.deepEqual(asked, [])
  await cards.nth(0).getByRole('button', { name: 'Fetch' }).click()
  await cards.nth(0).getByRole('img').waitFor()
  assert.equal(await cards.nth(0).getByRole('img').evaluate((picture) => picture.decode().then(() => picture.naturalWidth)), 1)
  assert.deepEqual(asked, ['/mug.png?sig=1'])
})

test('a list of very many conversations goes on while one scrolls', async (t) => {
  const { receiver, ui } = await serve(t)
  const start = Date.now() - 900_000
  const item = (n) => ({ sender: { id: String(7001000000000000 + n) }, recipient: { id: ACCOUNT }, timestamp: start + n * 1_000, message: { mid: `m${n}`, text: `From ${n}` } })
  const body = JSON.stringify({ object: 'instagram', entry: [{ time: start, id: ACCOUNT, messaging: Array.from({ length: 700 }, (_, n) => item(n)) }] })
  await post(receiver, body, SECRET)
  const page = await open(t, ui)
  await row(page).filter({ hasText: 'From 699' }).waitFor()
  assert.equal(await row(page).first().getAttribute('aria-setsize'), '700')
  const list = page.getByRole('listbox', { name: 'Conversations', exact: true })
  await page.waitForFunction(() => {
    const list = document.querySelector('.list .rows')
    list.scrollTop = list.scrollHeight
    return [...document.querySelectorAll('[data-testid=conversation-row]')].some((row) => /From 0\s*$/.test(row.querySelector('.last').textContent))
  })
  assert.ok((await row(page).count()) < 60, 'only what is on the screen is in the page')
  const there = await list.evaluate((list) => list.scrollTop)
  // Whoever writes comes to the top, and moves nothing that somebody looks at; nobody is listed twice.
  await post(receiver, instagram({ message: { mid: 'again', text: 'Here again' } }, { peer: '7001000000000003' }), SECRET)
  await row(page).filter({ hasText: 'Here again' }).waitFor()
  assert.equal(await list.evaluate((list) => list.scrollTop), there)
  await list.evaluate((list) => list.scrollTo(0, 0))
  await row(page).first().getByText('Here again').waitFor()
  assert.equal(await row(page).filter({ hasText: 'Here again' }).count(), 1)
  assert.equal(await row(page).first().getAttribute('aria-setsize'), '700')
})
