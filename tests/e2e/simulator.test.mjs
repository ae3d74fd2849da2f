// The simulator: a story of one's own words into the receiver, on to a target, and looked at.

import assert from 'node:assert/strict'
import { test as run } from 'node:test'

import { instagram, open, post, serve, sink, timeout } from './rig.mjs'

const test = (name, job) => run(name, { timeout }, job)

test('a story is made one\'s own, looked at, sent, and followed into its conversation', async (t) => {
  const [{ ui, receiver }, target] = [await serve(t), await sink(t, { status: 200 })]
  const page = await open(t, ui)
  await page.getByTestId('nav-simulator').click()
  await page.getByTestId('scenario').filter({ hasText: 'Sent, delivered, read' }).click()
  await page.getByLabel('Words of step 1').fill('Where is it? ü')
  await page.getByLabel('Customer').fill('4915550000044')
  await page.getByLabel('Name').fill('Ada')
  await page.getByTestId('simulate-to').fill(target.url)
  // What stood there before is another story's.
  await page.getByText('Where is it? \\u00fc').first().waitFor({ state: 'attached' })
  await page.locator('summary').filter({ hasText: 'message' }).click()
  await page.getByText('Where is it? \\u00fc', { exact: false }).first().waitFor()
  await page.getByTestId('simulate-send').click()
  assert.match((await target.next()).body.toString(), /Where is it\? \\u00fc/)
  for (let n = 0; n < 3; n += 1) await target.next()
  await page.getByTestId('simulate-answer').getByText('#4').waitFor()
  await page.getByTestId('simulate-follow').click()
  await page.getByTestId('message').filter({ hasText: 'Where is it? ü' }).waitFor()
  await page.getByTestId('conversation-row').getByText('Ada').waitFor()
  await page.getByTestId('rail-dot').filter({ hasText: 'Seen' }).waitFor()
  // Meta said nothing of it.
  const marks = (part) => part.getByTestId('ours').allInnerTexts()
  const items = page.locator('.timeline [data-item]')
  assert.deepEqual(await Promise.all((await items.all()).map(marks)), Array(3).fill(['simulated']))
  await post(receiver, instagram({ message: { mid: 'm1', text: 'By Meta' } }), 'app-secret')
  await page.getByTestId('conversation-row').filter({ hasText: 'By Meta' }).click()
  await page.locator('[data-message=m1]').waitFor()
  assert.deepEqual(await marks(page.locator('.timeline')), [])
  await page.getByTestId('nav-captures').click()
  await page.getByTestId('capture-row').nth(4).waitFor()
  assert.deepEqual(await Promise.all((await page.getByTestId('capture-row').all()).map(marks)), [[], ...Array(4).fill(['simulated'])])
  // Whole, where the usual columns stand in the usual window.
  const grounds = await page.getByTestId('capture-row').getByTestId('ours').evaluateAll((all) => all.map((mark) => getComputedStyle(mark.parentElement).backgroundColor))
  assert.deepEqual([...new Set(grounds)], ['rgba(0, 0, 0, 0)'], 'a mark stands on the ground of its row')
  const cut = await page.getByTestId('capture-row').getByTestId('ours').evaluateAll((all) => all.filter((mark) => mark.getBoundingClientRect().right > mark.closest('[role=gridcell]').getBoundingClientRect().right).length)
  assert.equal(cut, 0)
})

test('a single event speaks of the message that is named', async (t) => {
  const { ui } = await serve(t)
  const page = await open(t, ui)
  await page.getByTestId('nav-simulator').click()
  await page.getByRole('button', { name: 'deleted', exact: true }).click()
  await page.getByLabel('Of message').fill('mid.mine')
  await page.getByText('mid.mine', { exact: false }).first().waitFor()
  await page.getByTestId('simulate-send').click()
  await page.getByTestId('simulate-answer').getByText('#1').waitFor()
})

test('that nothing can be shown while the program is away is said only until it is back', async (t) => {
  const { receiver, ui } = await serve(t)
  const page = await open(t, ui, { cut: true })
  await page.getByTestId('nav-simulator').click()
  await page.locator('.bodies summary').first().waitFor()
  await page.route('**/rpc/**', (route) => route.abort())
  await page.getByLabel('Customer').fill('7001000000000099')
  const said = page.locator('.simulator [role=alert]')
  await said.getByText('once the program can be asked again').waitFor()
  await page.unroute('**/rpc/**')
  await post(receiver, instagram({ message: { mid: 'm1', text: 'Hi' } }), 'app-secret')
  await said.waitFor({ state: 'detached' })
  await page.locator('.bodies').getByText('7001000000000099').first().waitFor({ state: 'attached' })
})
