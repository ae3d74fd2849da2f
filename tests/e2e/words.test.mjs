// Words in an open conversation: all of it is searched, in order and round; who has the keyboard says which search a key opens.

import assert from 'node:assert/strict'
import { test as run } from 'node:test'

import { PEER, ailments, batch, instagram, open, post, serve, timeout } from './rig.mjs'

const test = (name, job) => run(name, { timeout }, job)
const chosen = (page) => page.locator('[data-testid=message][aria-current=true]')
const field = (page) => page.getByTestId('words')
const says = (page, words) => page.waitForFunction((words) => document.querySelector('[data-testid=words-say]').textContent === words, words)
const becomes = (page, mid) => page.locator(`[data-message="${mid}"][aria-current=true]`).waitFor()
/** What has the keyboard. */
const has = (page, selector) => page.locator(`${selector}:focus`).waitFor()
/** The words that are marked in the conversation. */
const marked = (page, ...want) =>
  page.waitForFunction((want) => JSON.stringify([...(CSS.highlights.get('said') ?? [])].map(String)) === want, JSON.stringify(want))

/** The page with a conversation of so many messages, of which these say something else; the keyboard is in it. */
async function chat(t, count, words) {
  const { receiver, ui } = await serve(t)
  await post(receiver, batch(count, Date.now() - 90_000_000, words), 'app-secret')
  const page = await open(t, ui)
  await page.getByTestId('conversation-row').click()
  await becomes(page, `m${count - 1}`)
  await page.keyboard.press('Enter')
  await has(page, '.timeline .items')
  return page
}

test('enter goes up through all that say it, also what was not loaded, and shift enter back; at the ends it goes round and says so', async (t) => {
  const page = await chat(t, 450, { 3: 'A Blue mug, blue as can be', 440: 'The BLUE one?', 449: 'blue' })
  assert.equal(await page.locator('[data-message=m3]').count(), 0, 'only the newest are loaded')
  await page.keyboard.press('Control+f')
  await has(page, '[data-words]')
  assert.equal(await page.getByTestId('find').count(), 0, 'the inspector is not searched')
  await page.keyboard.type('Blue')
  await page.getByTestId('words-count').getByText('3 messages', { exact: true }).waitFor()
  await page.keyboard.press('Enter')
  await marked(page, 'blue')
  assert.equal(await chosen(page).getAttribute('data-message'), 'm449', 'what is chosen counts too')
  for (const [key, mid, words, marks] of [
    ['Enter', 'm440', '', ['BLUE']],
    ['Enter', 'm3', '', ['Blue', 'blue']],
    ['Enter', 'm449', 'Nothing older: on from the newest.', ['blue']],
    ['Shift+Enter', 'm3', 'Nothing newer: on from the oldest.', ['Blue', 'blue']],
    ['Shift+Enter', 'm440', '', ['BLUE']],
  ]) {
    await page.keyboard.press(key)
    await becomes(page, mid)
    await says(page, words)
    await marked(page, ...marks)
    await page.waitForFunction((mid) => {
      const [box, sight] = [document.querySelector(`[data-message=${mid}]`).getBoundingClientRect(), document.querySelector('.timeline .items').getBoundingClientRect()]
      return box.top >= sight.top && box.bottom <= sight.bottom
    }, mid)
  }
  assert.deepEqual(await ailments(page, { part: '.timeline' }), [])
  await has(page, '[data-words]')
  await page.keyboard.press('Escape')
  await has(page, '.timeline .items')
  await field(page).waitFor({ state: 'detached' })
  await marked(page)
  assert.equal(await chosen(page).getAttribute('data-message'), 'm440', 'one reads on there')
})

test('where nothing says it, or nothing else, that is said and nothing moves', async (t) => {
  const page = await chat(t, 5, { 1: 'A mug' })
  await page.keyboard.press('Control+f')
  await field(page).fill('nobody')
  await page.keyboard.press('Enter')
  await says(page, 'No message here says “nobody”.')
  assert.equal(await chosen(page).getAttribute('data-message'), 'm4')
  await field(page).fill('mug')
  await says(page, '')
  await page.getByRole('button', { name: 'Next older message' }).click()
  await becomes(page, 'm1')
  await page.getByRole('button', { name: 'Next newer message' }).click()
  await says(page, 'No other message here says “mug”.')
  await page.getByRole('button', { name: 'Close the search' }).click()
  await has(page, '.timeline .items')
})

test('the search is the one of where the keyboard is, and is offered by name', async (t) => {
  const page = await chat(t, 2, {})
  await page.getByTestId('tab-headers').click()
  await page.getByText('Names are in lower case').waitFor()
  await page.keyboard.press('Control+f')
  await has(page, '[data-testid=find]')
  assert.equal(await field(page).count(), 0, 'the conversation is not searched')
  await page.keyboard.press('Escape')
  await page.getByTestId('find').waitFor({ state: 'detached' })
  await page.keyboard.press('Control+k')
  await page.getByLabel('What to do').fill('search in the conversation')
  await page.keyboard.press('Enter')
  await has(page, '[data-words]')
  await field(page).fill('Message')
  // Again from within: what is written can be written over.
  await page.keyboard.press('Control+f')
  await page.keyboard.type('0')
  assert.equal(await field(page).inputValue(), '0')
  await page.keyboard.press('Enter')
  await becomes(page, 'm0')
  const words = page.getByRole('button', { name: 'Words', exact: true })
  assert.equal(await words.getAttribute('aria-expanded'), 'true')
  await words.click()
  await field(page).waitFor({ state: 'detached' })
  await words.click()
  await has(page, '[data-words]')
})

test('from the list of conversations it is about the one that is open', async (t) => {
  const page = await chat(t, 2, {})
  await page.getByTestId('conversation-row').click()
  await page.waitForFunction(() => document.activeElement.closest('[data-pane=list]'))
  await page.keyboard.press('Control+f')
  await has(page, '[data-words]')
  assert.equal(await page.getByTestId('find').count(), 0, 'the inspector is not searched')
})

test('a word far down in a long message is brought into sight, and one beyond what is shown is told', async (t) => {
  const far = (lines) => Array.from({ length: lines }, (_, n) => `Line ${n} of a long letter`).join('\n')
  const page = await chat(t, 3, { 0: `${far(300)} a mug ${far(100)}`, 1: `${far(1_000)} a cup` })
  await page.keyboard.press('Control+f')
  await field(page).fill('mug')
  await page.keyboard.press('Enter')
  await becomes(page, 'm0')
  await marked(page, 'mug')
  const message = page.locator('[data-message=m0]')
  await message.getByRole('button', { name: 'Show less' }).waitFor()
  await page.waitForFunction(() => {
    const [hit, sight] = [[...CSS.highlights.get('said')][0].getBoundingClientRect(), document.querySelector('.timeline .items').getBoundingClientRect()]
    return hit.height > 0 && hit.top >= sight.top && hit.bottom <= sight.bottom
  })
  // Who has found it reads on there: neither another letter nor the end of the search shuts it.
  const top = () => page.locator('.timeline .items').evaluate((items) => items.scrollTop)
  const before = await top()
  await page.keyboard.type('s')
  await marked(page)
  await page.keyboard.press('Escape')
  await field(page).waitFor({ state: 'detached' })
  await message.getByRole('button', { name: 'Show less' }).waitFor()
  assert.ok(Math.abs((await top()) - before) < 100, 'the place is held')
  await page.keyboard.press('Control+f')
  await message.getByRole('button', { name: 'Show less' }).click()
  await message.getByRole('button', { name: /^Show all/ }).waitFor()
  await field(page).fill('cup')
  await page.keyboard.press('Shift+Enter')
  await becomes(page, 'm1')
  await says(page, "Further on in this message than is shown here: its capture's Meta tab has all of it.")
  await marked(page)
})

test('how many say it follows what comes, and is of the conversation that is open', async (t) => {
  const { receiver, ui } = await serve(t)
  const said = (mid, text, peer) => post(receiver, instagram({ message: { mid, text } }, { peer }), 'app-secret')
  await said('other', 'Hello', '7001000000000012')
  for (const n of [1, 2]) await said(`m${n}`, 'Hello')
  const page = await open(t, ui)
  const count = (words) => page.getByTestId('words-count').getByText(words, { exact: true }).waitFor()
  await page.getByTestId('conversation-row').filter({ hasText: PEER }).click()
  await becomes(page, 'm2')
  await page.keyboard.press('Control+f')
  await field(page).fill('hello')
  await count('2 messages')
  await said('m3', 'Hello again')
  await count('3 messages')
  await page.getByTestId('conversation-row').filter({ hasText: '7001000000000012' }).click()
  await count('1 message')
})

test('enter in the search of conversations leads to the words also where the one that says them is open', async (t) => {
  const page = await chat(t, 200, { 20: 'Is the blue mug back?' })
  await page.locator('[data-search]').fill('mug')
  await page.keyboard.press('Enter')
  await becomes(page, 'm20')
  await has(page, '[role=listbox]')
})
