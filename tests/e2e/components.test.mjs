// The page of components: every component stands on it, nothing of it breaks, and it is no part of what users get.

import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { ailments, open, timeout } from './rig.mjs'

const ui = fileURLToPath(new URL('../../ui/', import.meta.url))
const { build, preview } = await import(pathToFileURL(createRequire(join(ui, 'package.json')).resolve('vite')))

/** The page, built aside and served. */
async function gallery(t, only = '') {
  const outDir = mkdtempSync(join(tmpdir(), 'hooktrail-components-'))
  t.after(() => rmSync(outDir, { recursive: true, force: true }))
  await build({ root: ui, logLevel: 'error', build: { outDir, emptyOutDir: true, rolldownOptions: { input: join(ui, 'components.html') } } })
  const server = await preview({ root: ui, logLevel: 'error', build: { outDir }, preview: { port: 0, host: '127.0.0.1', proxy: {} } })
  t.after(() => server.close())
  const page = await open(t, `http://127.0.0.1:${server.httpServer.address().port}/components.html${only}`)
  await page.getByRole('heading', { name: 'Components', exact: true }).waitFor()
  return page
}

test('every component is shown in its states, dark beside light, and nothing is in the way', { timeout }, async (t) => {
  const page = await gallery(t)
  const files = [...readdirSync(join(ui, 'src/components'), { recursive: true }), ...readdirSync(join(ui, 'src/features/timeline'))].filter((file) => file.endsWith('.svelte') && file !== 'Timeline.svelte')
  const shown = await page.locator('[data-component]').evaluateAll((all) => all.map((one) => one.dataset.component))
  assert.deepEqual(shown.sort(), files.sort(), 'components on the page, and in ui/src/components and the timeline')
  for (const file of files) {
    const states = await page.locator(`[data-component="${file}"] [data-state]`).evaluateAll((all) => all.map((one) => one.dataset.theme))
    assert.ok(states.length >= 4, `${file} has two states at least, each in both themes`)
    assert.equal(states.filter((theme) => theme === 'light').length * 2, states.length, file)
  }
  // Nothing reaches out of its box, however long it is.
  const wide = await page.locator('[data-component] [data-state]').evaluateAll((boxes) => boxes.filter((box) => box.scrollWidth > box.clientWidth + 1).map((box) => `${box.closest('[data-component]').dataset.component}: ${box.dataset.state}`))
  assert.deepEqual([...new Set(wide)], [])
  await page.locator('.cm-content').first().waitFor()
  // The same thing twenty times over has the same name.
  assert.deepEqual(await ailments(page, { besides: ['landmark-unique'] }), [])
})

test('what covers the page keeps the keyboard inside and gives it back', { timeout }, async (t) => {
  const page = await gallery(t, '?of=Modal.svelte')
  const asked = page.locator('[data-component="Modal.svelte"] [data-state]')
  for (const index of Array.from({ length: await asked.count() }, (_, index) => index)) {
    const button = asked.nth(index).getByRole('button', { name: 'Show it' })
    await button.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    assert.equal(await page.evaluate(() => document.activeElement.closest('dialog') !== null), true, 'it has the keyboard')
    assert.deepEqual(await ailments(page, { part: 'dialog' }), [], await asked.nth(index).getAttribute('data-state'))
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    assert.equal(await button.evaluate((button) => button === document.activeElement), true, 'the keyboard is back')
  }
})

test('bars are gone through by arrows, and the tabulator comes to one of them', { timeout }, async (t) => {
  const page = await gallery(t, '?of=Bars.svelte')
  const bars = page.locator('[data-state=some] .bars').first()
  const at = () => bars.locator('button').evaluateAll((all) => [all.indexOf(document.activeElement), ...all.flatMap(({ tabIndex }, index) => (tabIndex === 0 ? [index] : []))])
  const filled = await bars.locator('button').evaluateAll((all) => all.flatMap(({ disabled }, index) => (disabled ? [] : [index])))
  const [first, second] = filled
  const last = filled.at(-1)
  await bars.locator('[tabindex="0"]').focus()
  assert.deepEqual(await at(), [last, last])
  for (const [key, index] of [['ArrowRight', last], ['Home', first], ['ArrowRight', second], ['ArrowLeft', first], ['ArrowLeft', first], ['End', last]]) {
    await page.keyboard.press(key)
    assert.deepEqual(await at(), [index, index], key)
  }
})

test('what is selected in a dialog and ends beside it leaves it open; a click beside it does not', { timeout }, async (t) => {
  const page = await gallery(t, '?of=Modal.svelte')
  await page.getByRole('button', { name: 'Show it' }).first().click()
  const box = await page.getByRole('dialog').boundingBox()
  await page.mouse.move(box.x + 30, box.y + 30)
  await page.mouse.down()
  await page.mouse.move(box.x - 30, box.y + 30)
  await page.mouse.up()
  assert.equal(await page.getByRole('dialog').count(), 1)
  await page.mouse.click(box.x - 30, box.y + 30)
  await page.getByRole('dialog').waitFor({ state: 'detached' })
})

test('it is no part of what users get', () => {
  const shipped = readdirSync(join(ui, 'dist'), { recursive: true })
  assert.deepEqual(shipped.filter((file) => /components|gallery/i.test(file)), [])
})
