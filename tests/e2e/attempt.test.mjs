// What is shown of one try of a delivery: when it was, and what was sent.

import assert from 'node:assert/strict'
import { test as run } from 'node:test'

import { instagram, open, post, serve, sink, timeout } from './rig.mjs'

const test = (name, job) => run(name, { timeout }, job)
const SECRET = 'app-secret'
const DAY = 86_400_000

test('what was sent or is to be tried on another day says on which', async (t) => {
  const { receiver, ui } = await serve(t)
  const page = await open(t, ui)
  await page.getByTestId('nav-deliveries').click()
  await page.getByTestId('part-forwarding').click()
  await page.getByTestId('rule-new').click()
  await page.getByLabel('Name', { exact: true }).fill('to nobody')
  await page.getByLabel('Target 1: its name, or a URL').fill('http://127.0.0.1:1/hook')
  await page.getByLabel('If it fails').selectOption('fixed')
  await page.getByLabel('Pause and number of tries').fill('1h:5')
  await page.getByTestId('rule-save').click()
  await page.getByTestId('rule-row').getByText('to nobody').waitFor()
  await post(receiver, instagram({ message: { mid: 'm1', text: 'hello' } }), SECRET)
  const row = page.getByTestId('delivery-row')
  await row.getByText(/next try \d\d:\d\d:\d\d/).waitFor()

  await page.clock.setFixedTime(Date.now() - 3 * DAY)
  await page.reload()
  await page.getByTestId('nav-deliveries').click()
  await page.getByTestId('part-forwarding').click()
  await row.getByText(/next try \d+ \w{3,4} \d\d:\d\d:\d\d/).waitFor()
  assert.match(await row.innerText(), /1 try\s+\d+ \w{3,4} \d\d:\d\d:\d\d/)
  await page.getByTestId('part-attempts').click()
  await page.getByTestId('attempt-row').getByText(/^\d+ \w{3,4} \d\d:\d\d:\d\d$/).waitFor()
})

test('what was sent and could not be fetched says so, and is there once it can', async (t) => {
  const [{ receiver, ui }, target] = [await serve(t), await sink(t)]
  await post(receiver, instagram({ message: { mid: 'm1', text: 'hello' } }), SECRET)
  const page = await open(t, ui)
  await page.getByTestId('nav-captures').click()
  await page.getByTestId('capture-row').click()
  await page.getByTestId('resend-url').fill(target.url)
  await page.getByTestId('resend-button').click()
  await target.next()
  await page.getByTestId('nav-deliveries').click()
  await page.getByTestId('attempt-row').click()

  const body = JSON.stringify({ code: 'not_found', message: 'Somebody is in the way.' })
  await page.route('**/rpc/attempt_get', (route) => route.fulfill({ status: 404, contentType: 'application/json', body }))
  const sent = page.getByTestId('sent')
  await sent.locator('summary').click()
  await sent.getByText('It could not be fetched.').waitFor()
  let go
  const held = new Promise((done) => (go = done))
  await page.unroute('**/rpc/attempt_get')
  await page.route('**/rpc/attempt_get', (route) => held.then(() => route.continue()))
  await sent.getByRole('button', { name: 'Try again' }).click()
  await sent.getByText('Fetching…').waitFor()
  go()
  await sent.getByText('"mid"').first().waitFor()
})
