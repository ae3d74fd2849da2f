// What came with a wrong signature, or with none, says so wherever a conversation shows it; and where nothing is wrong, nothing does.

import assert from 'node:assert/strict'
import { test as run } from 'node:test'

import { ailments, instagram, open, post, serve, timeout } from './rig.mjs'

const test = (name, job) => run(name, { timeout }, job)
const SECRET = 'app-secret'
const row = (page) => page.getByTestId('conversation-row')
const message = (page, mid) => page.locator(`[data-testid=message][data-message="${mid}"]`)
const chosen = (page) => page.locator('[data-testid=message][aria-current=true]')
const marks = async (part) => (await part.getByTestId('signature').allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim())
const capture = (page, id) => page.locator('.resend').getByText(`of capture #${id}`).waitFor()
const words = (part) => part.innerText().then((text) => text.replace(/\s+/g, ' '))

test('a forged message and a forged edit are marked, explained, found by key, and lead to their captures', async (t) => {
  const { receiver, ui } = await serve(t)
  const at = Date.now() - 600_000
  await post(receiver, instagram({ message: { mid: 'genuine', text: 'genuine text' } }, { at }), SECRET)
  await post(receiver, instagram({ message: { mid: 'plain', text: 'untouched' } }, { at: at + 1_000 }), SECRET)
  await post(receiver, instagram({ message_edit: { mid: 'genuine', num_edit: 1, text: 'EDIT BY A FORGER' } }, { at: at + 2_000 }), 'another')
  await post(receiver, instagram({ reaction: { mid: 'plain', action: 'react', reaction: 'love', emoji: '❤' } }, { at: at + 3_000 }))
  await post(receiver, instagram({ message: { mid: 'forged', text: 'FORGED TEXT' } }, { at: at + 4_000 }), 'another')
  await post(receiver, instagram({ referral: { ref: 'spring', source: 'IGME_LINK', type: 'OPEN_THREAD' } }, { at: at + 3_500 }), 'another')
  const page = await open(t, ui)
  await row(page).getByText('FORGED TEXT').waitFor()
  assert.deepEqual(await marks(row(page)), ['✗ signature invalid'])
  await row(page).click()
  await message(page, 'forged').waitFor()
  assert.deepEqual(await marks(message(page, 'forged')), ['signature invalid'])
  assert.deepEqual(await marks(message(page, 'plain')), ['no signature'])
  assert.match(await words(message(page, 'genuine')), /EDIT BY A FORGER .* edited signature invalid/)
  assert.match(await words(message(page, 'plain')), /❤ by the customer no signature/)

  // The words that are shown are the edit's: so is the capture.
  await message(page, 'genuine').getByText('EDIT BY A FORGER').click()
  await capture(page, 3)
  await page.locator('.inspector').getByText('✗invalid').first().waitFor()
  await message(page, 'genuine').getByText('No app secret that was known when it came made its signature').waitFor()
  assert.deepEqual(await ailments(page, { part: '.timeline' }), [])
  await message(page, 'plain').getByTestId('signature').click()
  await capture(page, 4)
  await message(page, 'plain').getByText('It came without a signature: it may not be from Meta.').waitFor()

  // A note is found as well, and passed.
  await page.keyboard.press('n')
  await capture(page, 6)
  assert.deepEqual(await page.locator('.timeline [aria-current=true]').evaluateAll((all) => all.map((one) => one.textContent.trim())), ['came by a referral: ref spring, source IGME_LINK, type OPEN_THREAD · ✗ signature invalid'])
  for (const mid of ['forged', 'genuine', 'plain']) {
    await page.keyboard.press('n')
    await page.waitForSelector(`[data-testid=message][data-message=${mid}][aria-current=true]`)
  }
  await chosen(page).waitFor()
  const note = page.locator('.timeline .event', { hasText: 'came by a referral' })
  await note.click()
  await capture(page, 6)
  assert.equal(await note.getAttribute('aria-current'), 'true', 'a click chooses it as well')
  assert.equal(await chosen(page).count(), 0)
})

test('behind the event of a vendor that a forged capture caused stands what is wrong with that', async (t) => {
  const { receiver, ui } = await serve(t)
  const at = Date.now() - 600_000
  await post(receiver, instagram({ message: { mid: 'ours', text: 'At five', is_echo: true } }, { at, outbound: true }), SECRET)
  await post(receiver, instagram({ read: { mid: 'ours' } }, { at: at + 1_000 }), 'another')
  const page = await open(t, ui)
  await row(page).click()
  for (const [kind, signs] of [['Seen', ['✗ signature invalid']], ['Accepted', []]]) {
    await message(page, 'ours').getByTestId('rail-dot').filter({ hasText: kind }).click()
    await page.getByTestId('tab-texter').click()
    await page.locator('.inspector .source').getByText(`Capture #${kind === 'Seen' ? 2 : 1}, formatted`).waitFor()
    assert.deepEqual(await marks(page.locator('.inspector')), signs, kind)
  }
})

test('who asks for a vendor\'s event before its capture is there gets that one', async (t) => {
  const { receiver, ui } = await serve(t)
  const at = Date.now() - 600_000
  await post(receiver, instagram({ message: { mid: 'ours', text: 'At five', is_echo: true } }, { at, outbound: true }), SECRET)
  await post(receiver, instagram({ read: { mid: 'ours' } }, { at: at + 1_000 }), SECRET)
  const page = await open(t, ui)
  await row(page).click()
  const dot = (state) => message(page, 'ours').getByTestId('rail-dot').filter({ hasText: state })
  await dot('Accepted').click()
  await capture(page, 1)
  let go
  const gone = new Promise((done) => (go = done))
  await page.route('**/rpc/capture_get', async (route) => {
    if (route.request().postDataJSON().id === '2') await gone
    await route.continue()
  })
  // What was inspected before stays in sight for a moment only: both at once.
  await dot('Seen').evaluate(async (dot) => {
    dot.click()
    document.querySelector('[data-testid=tab-texter]').click()
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)))
  })
  go()
  await page.locator('.inspector .source').getByText('Capture #2, formatted').waitFor()
})

test('who has entered a wrong secret sees each message marked once', async (t) => {
  const { receiver, ui } = await serve(t)
  const at = Date.now() - 600_000
  const say = (event, after, options) => post(receiver, instagram(event, { at: at + after, ...options }), 'the right one')
  await say({ message: { mid: 'asked', text: 'Se you' } }, 0)
  await say({ message_edit: { mid: 'asked', num_edit: 1, text: 'See you' } }, 1_000)
  await say({ reaction: { mid: 'asked', action: 'react', reaction: 'love', emoji: '❤' } }, 2_000)
  await say({ message: { mid: 'answered', text: 'At five', is_echo: true, reply_to: { mid: 'asked' } } }, 3_000, { outbound: true })
  await say({ read: { mid: 'answered' } }, 4_000)
  const page = await open(t, ui)
  await row(page).click()
  await message(page, 'answered').getByTestId('rail-dot').getByText('Seen').waitFor()
  for (const mid of ['asked', 'answered']) assert.deepEqual(await marks(message(page, mid)), ['signature invalid'], mid)
})

test('what nobody could check is marked nowhere', async (t) => {
  const { receiver, ui } = await serve(t, { secret: '' })
  const at = Date.now() - 600_000
  await post(receiver, instagram({ message: { mid: 'm1', text: 'Hello' } }, { at }), 'whatever')
  await post(receiver, instagram({ message: { mid: 'm2', text: 'Hello again' } }, { at: at + 1_000 }))
  const page = await open(t, ui)
  await row(page).click()
  await message(page, 'm2').waitFor()
  assert.deepEqual(await marks(page), [])
  await page.keyboard.press('n')
  await page.getByText('Nothing odd in this conversation.').waitFor()
})
