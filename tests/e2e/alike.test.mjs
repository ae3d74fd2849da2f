// Rows that say the same as another one: a list that told its rows apart by their words would show nothing any more.

import assert from 'node:assert/strict'
import { test as run } from 'node:test'

import { ask, instagram, open, post, serve, timeout } from './rig.mjs'

const test = (name, job) => run(name, { timeout }, job)
const SECRET = 'app-secret'
const URL = 'http://127.0.0.1:9/hook'

test('two suggestions that are written alike are both offered', async (t) => {
  const { receiver, ui } = await serve(t)
  await post(receiver, instagram({ message: { mid: 'm1', text: 'one' } }), SECRET)
  const page = await open(t, ui)
  // A quotation mark cannot be written in a value.
  for (const name of ['slow one', 'slow" one']) await ask(page, 'captures_annotate', { captures: ['1'], label: [name], unlabel: [] })
  await page.getByTestId('nav-captures').click()
  await page.getByTestId('filter').fill('label:')
  const option = page.getByTestId('filter-option').filter({ hasText: 'slow' })
  await option.nth(1).waitFor()
  assert.equal(await option.count(), 2)
})

test('a rule may send to one server twice', async (t) => {
  const { ui } = await serve(t)
  const page = await open(t, ui)
  const targets = [{ to: URL, formats: [] }, { to: URL, formats: ['texter.message-status-changed'] }]
  await ask(page, 'rule_put', { name: 'both', filter: '', targets, retry: 'none', enabled: false, held: false, confirmed: false })
  await page.getByTestId('nav-deliveries').click()
  await page.getByTestId('part-forwarding').click()
  await page.getByTestId('rule-row').getByText(URL).nth(1).waitFor()
})

test('two sources that are called alike and answer alike stand both in the top bar', async (t) => {
  const { ui } = await serve(t)
  const page = await open(t, ui)
  const answer = { policy: { act: 'hang', status: 500, headers: [], body: '', delayMs: 3000, first: null } }
  for (const path of ['/one', '/two']) await ask(page, 'source_put', { name: 'Shop', path, answer })
  await page.locator('header').getByText('Shop').nth(1).waitFor()
})

test('a message that one item tells twice names both places', async (t) => {
  const { receiver, ui } = await serve(t)
  await post(receiver, instagram({ message: { mid: 'm1', text: 'one' }, reaction: { mid: 'm1', action: 'react', reaction: 'love', emoji: '❤' } }), SECRET)
  const page = await open(t, ui)
  await page.getByTestId('conversation-row').click()
  await page.getByTestId('message-captures').getByText('reaction #1').waitFor()
  assert.equal(await page.getByTestId('message-captures').getByRole('button').count(), 2)
})
