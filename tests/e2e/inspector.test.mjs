// The inspector: every way to see a body, a search in it, and where things came from, in both directions.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test as run } from 'node:test'

import { AXE, instagram, open, post, serve, timeout } from './rig.mjs'

const test = (name, job) => run(name, { timeout }, job)

const SECRET = 'app-secret'
const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText())
const body = (page) => page.getByRole('region', { name: 'Body' })
const way = (page, name) => page.getByRole('group', { name: 'How to show it' }).getByRole('button', { name, exact: true })
const lit = (page, name) => page.getByRole('region', { name }).locator('.lit')

/** A page over what these bodies make. */
async function inspecting(t, ...bodies) {
  const { receiver, ui } = await serve(t)
  for (const one of bodies) await post(receiver, one, SECRET)
  const page = await open(t, ui)
  return page
}

async function chooseMessage(page, mid) {
  await page.getByTestId('conversation-row').click()
  await page.locator(`[data-testid=message][data-message="${mid}"]`).click()
}

test('a body is shown as received, formatted, as a tree and in hex, and copied exactly', async (t) => {
  const sent = instagram({ message: { mid: 'm1', text: 'caf\u00e9 / 50' }, big: 0 }).replace('"big":0', '"big":50007000000006017')
  const page = await inspecting(t, sent)
  await chooseMessage(page, 'm1')
  await page.getByTestId('tab-meta').click()
  await body(page).getByText('50007000000006017').waitFor()
  assert.equal(await body(page).innerText(), sent)
  await page.getByTitle('Copy the body').click()
  await page.locator('.inspector .copy').filter({ hasText: 'copied' }).first().waitFor()
  assert.equal(await clipboard(page), sent)
  await page.getByTitle('Copy the stored bytes, as base64').click()
  await page.waitForFunction(async (want) => (await navigator.clipboard.readText()) === want, Buffer.from(sent).toString('base64'))

  await way(page, 'formatted').click()
  await body(page).getByText('"object"').waitFor()
  assert.match(await body(page).innerText(), /\n {10}"big": 50007000000006017\n/)

  await way(page, 'tree').click()
  const tree = page.getByRole('tree', { name: 'Body' })
  const big = tree.getByRole('treeitem').filter({ hasText: '"big": 50007000000006017' })
  await big.waitFor()
  await tree.getByRole('treeitem').first().press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowLeft')
  await big.waitFor({ state: 'detached' })
  await page.keyboard.press('Control+f')
  await page.getByTestId('find').fill('5000700')
  await big.waitFor()

  await way(page, 'hex').click()
  const hex = await page.getByRole('region', { name: 'Bytes' }).innerText()
  assert.ok(hex.startsWith('00000000  7b 22 6f 62 6a 65 63 74   {"object\n00000008  22 3a 22 69 6e 73 74 61   ":"insta\n'), hex.slice(0, 90))
})

test('a search in the pane counts, goes round, and ends with escape', async (t) => {
  const page = await inspecting(t, instagram({ message: { mid: 'm1', text: 'Needle, needle and NEEDLE' } }))
  await chooseMessage(page, 'm1')
  await page.getByTestId('tab-meta').click()
  await body(page).focus()
  await page.keyboard.press('Control+f')
  const [field, count] = [page.getByTestId('find'), page.getByTestId('find-count')]
  await field.fill('needle')
  const says = (words) => count.filter({ hasText: words }).waitFor()
  await says('1 of 3')
  assert.equal(await body(page).locator('.now').innerText(), 'Needle')
  await field.press('Shift+Enter')
  await says('3 of 3')
  assert.equal(await body(page).locator('.now').innerText(), 'NEEDLE')
  await field.press('Enter')
  await says('1 of 3')
  await field.fill('not in there')
  await says('none')
  await page.evaluate(readFileSync(AXE, 'utf8'))
  const { violations } = await page.evaluate(() => globalThis.axe.run('.inspector', { resultTypes: ['violations'] }))
  assert.deepEqual(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => [id, nodes[0]?.html]), [])
  await field.press('Escape')
  await field.waitFor({ state: 'detached' })
})

test('bytes that are no text are shown in hex at once', async (t) => {
  const page = await inspecting(t, Buffer.from([0x7b, 0xff, 0x00, 0x41]))
  await page.getByTestId('nav-captures').click()
  await page.getByTestId('capture-row').first().click()
  await page.getByTestId('tab-meta').click()
  await page.getByRole('region', { name: 'Bytes' }).getByText('7b ff 00 41').waitFor()
  await page.getByTitle('Copy the stored bytes as hexadecimal digits').click()
  await page.waitForFunction(async () => (await navigator.clipboard.readText()) === '7bff0041')
})

test('a field lights up its source, and a source its field', async (t) => {
  const page = await inspecting(
    t,
    instagram({ message: { mid: 'm2', text: 'On its way', is_echo: true } }, { outbound: true, at: 1_781_618_600_000 }),
    instagram({ read: { mid: 'm2' } }, { at: 1_781_618_623_639 }),
  )
  await page.getByTestId('conversation-row').click()
  await page.getByTestId('rail-dot').filter({ hasText: 'Seen' }).click()
  await page.getByTestId('tab-doubletick').click()
  const event = page.getByRole('region', { name: 'DoubleTick event' })
  await event.getByText('"2026-06-16T14:03:43.639Z"').hover()
  await lit(page, 'Where it came from').getByText('1781618623639').waitFor()

  await page.getByRole('region', { name: 'Where it came from' }).getByText('1781618623639').hover()
  await lit(page, 'DoubleTick event').getByText('"2026-06-16T14:03:43.639Z"').waitFor()

  await event.focus()
  await page.keyboard.press('ArrowDown')
  await event.locator('.at').waitFor()
  await page.getByTestId('provenance').waitFor()

  await page.getByTestId('tab-meta').click()
  await body(page).getByText('1781618623639').hover()
  await page.getByTestId('uses').getByRole('button', { name: 'Texter' }).first().waitFor()
  await page.getByTestId('uses').getByRole('button', { name: 'DoubleTick' }).first().click()
  await lit(page, 'DoubleTick event').getByText('"2026-06-16T14:03:43.639Z"').waitFor()
  await lit(page, 'Where it came from').getByText('1781618623639').waitFor()
})

test('a vendor that has no event for it says why', async (t) => {
  const page = await inspecting(t, instagram({ message: { mid: 'm1', text: 'Hello' } }))
  await chooseMessage(page, 'm1')
  await page.getByTestId('tab-texter').click()
  await page.getByText('Texter would send nothing').waitFor()
  assert.ok((await page.getByTestId('withheld').innerText()).length > 20)
})

test('a body of megabytes is shown without an element for each of its tokens, and searched to its end', async (t) => {
  const entry = Array.from({ length: 6000 }, (_, at) => ({ time: 1, id: '17841400000000101', messaging: [{ sender: { id: '7001000000000011' }, recipient: { id: '17841400000000101' }, timestamp: 1_781_618_600_000 + at, message: { mid: `m${at}`, text: 'x'.repeat(120) } }] }))
  const page = await inspecting(t, JSON.stringify({ object: 'instagram', entry }))
  await page.getByTestId('nav-captures').click()
  await page.getByTestId('capture-row').first().click()
  await page.getByText('The first 100 of').waitFor()
  await page.getByTestId('tab-meta').click()
  const content = page.locator('.inspector .cm-content')
  await content.click()
  await page.keyboard.press('Control+f')
  await page.getByTestId('find').fill('m5999')
  await page.getByTestId('find-count').getByText('1 of 1').waitFor()
  await content.getByText('"m5999"').waitFor()
  assert.ok((await page.locator('.inspector *').count()) < 5000)
})
