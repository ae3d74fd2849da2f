// Bodies that are very large, very deep or without a break: the page goes on answering, and says what it does not show.

import assert from 'node:assert/strict'
import { test as run } from 'node:test'

import { instagram, open, post, serve, timeout } from './rig.mjs'

const test = (name, job) => run(name, { timeout }, job)
const SECRET = 'app-secret'
/** A page with the captures of these bodies, the first of them chosen. */
async function captured(t, bodies) {
  const { receiver, ui } = await serve(t)
  for (const body of bodies) await post(receiver, body, SECRET)
  const page = await open(t, ui)
  await page.getByTestId('nav-captures').click()
  await choose(page, 1)
  return page
}
async function choose(page, id) {
  await page.locator(`[data-thing="capture:${id}"]`).click()
  await page.locator('.inspector').getByText(`#${id}`).first().waitFor()
}
const short = instagram({ message: { mid: 'm1', text: 'Hello' } })
/** The widest letter without an end: nowhere to break a line, and each pair of them is kerned. */
const endless = (begin = '') => instagram({ message: { mid: 'm2', text: begin + 'W'.repeat(200_000) } })

test('a message of 200 000 characters without a space is shown and searched like any other', async (t) => {
  const page = await captured(t, [short, endless('needle')])
  await choose(page, 2)
  await page.keyboard.press('Control+f')
  await page.getByTestId('find').fill('needle')
  await page.getByTestId('find-count').getByText('1 of 1').waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('m')
  await choose(page, 1)
  await page.keyboard.press('m')
  await page.getByTestId('compare-said').getByText('changed').waitFor()
})

test('a message of 200 000 characters without a space is shown whole in its conversation', async (t) => {
  const page = await captured(t, [endless()])
  await page.getByTestId('nav-conversations').click()
  await page.getByTestId('conversation-row').click()
  // The message it opens with is chosen, and its bubble has its size.
  await page.locator('.inspector').getByText('Capture #1, received').waitFor()
  await page.getByRole('button', { name: 'Show all 200\u202f000 characters' }).click()
  await page.getByRole('button', { name: 'Show less' }).waitFor()
  assert.equal((await page.getByTestId('message').locator('.text').innerText()).length, 200_000)
})

test('the mark to compare from is cleared by what says so', async (t) => {
  const page = await captured(t, [short])
  await page.keyboard.press('m')
  await page.keyboard.press('Control+k')
  await page.getByLabel('What to do').fill('clear the mark')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Control+k')
  await page.getByLabel('What to do').fill('compare from here')
  await page.getByRole('option', { name: /^Compare from here/ }).waitFor()
  assert.equal(await page.getByRole('option', { name: /nothing/ }).count(), 0)
})
