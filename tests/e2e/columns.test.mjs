// The columns of captures: their order and widths are the user's, by pointer, by key and by name, also on the next visit.

import assert from 'node:assert/strict'
import { test as run } from 'node:test'

import { ailments, instagram, open, post, serve, timeout, unfit } from './rig.mjs'

const heads = (page) => page.locator('[data-column]').evaluateAll((all) => all.map((head) => head.dataset.column))
const stand = (page, ...names) => page.waitForFunction((names) => [...document.querySelectorAll('[data-column]')].map((head) => head.dataset.column).join(' ') === names, names.join(' '))
/** How wide a column is, px; its cells are as wide as its head. */
const width = (page, name) =>
  page.evaluate((name) => {
    const all = [...document.querySelectorAll('[data-column]')]
    const at = all.findIndex((head) => head.dataset.column === name)
    const cell = document.querySelector('[data-testid=capture-row]').children[at]
    const [head, under] = [all[at], cell].map((one) => Math.round(one.getBoundingClientRect().width))
    if (head !== under) throw new Error(`${name}: the head is ${head} px wide, its cells ${under} px`)
    return head
  }, name)
const wide = (page, name, px) => page.waitForFunction(([name, px]) => Math.round(document.querySelector(`[data-column=${name}]`).getBoundingClientRect().width) === px, [name, px])
async function palette(page, command, question, answer) {
  await page.keyboard.press('Control+k')
  for (const [label, words] of [['What to do', command], [question, answer]]) {
    await page.getByRole('combobox', { name: label, exact: true }).fill(words)
    await page.getByRole('option').filter({ hasText: new RegExp(words, 'i') }).first().waitFor()
    await page.keyboard.press('Enter')
  }
}

run('columns are put in another order and made wider, and stay so', { timeout }, async (t) => {
  const { receiver, ui } = await serve(t)
  await post(receiver, instagram({ message: { mid: 'm1', text: 'Hello' } }), 'app-secret')
  const page = await open(t, ui)
  await page.getByTestId('nav-captures').click()
  await page.getByTestId('capture-row').click()
  await page.keyboard.press('i')
  await page.waitForFunction(() => document.querySelectorAll('[data-column]').length === 9)
  const usual = await heads(page)
  assert.deepEqual(usual.slice(0, 4), ['time', 'method', 'path', 'held'])

  await page.getByRole('button', { name: 'Columns' }).click()
  const further = (title, where) => page.getByRole('button', { name: `${title} further to the ${where}` })
  assert.ok(await further('Time', 'left').isDisabled())
  await further('Held', 'left').focus()
  for (const _ of [1, 2, 3]) await page.keyboard.press('Enter')
  await stand(page, 'held', 'time', 'method', 'path', ...usual.slice(4))
  await page.waitForFunction(() => document.activeElement.getAttribute('aria-label') === 'Held further to the right')
  assert.deepEqual([await ailments(page), await unfit(page)], [[], []])
  await page.getByRole('checkbox', { name: 'Method' }).focus()
  await page.keyboard.press('Space')
  await page.waitForFunction(() => document.querySelectorAll('[data-column]').length === 8 && document.activeElement.closest('label')?.textContent.trim() === 'Method')
  await page.getByRole('checkbox', { name: 'No.' }).check()
  await stand(page, 'number', 'held', 'time', 'path', ...usual.slice(4))
  await page.keyboard.press('Escape')

  const edge = page.locator('[data-column=path] .edge')
  const before = await width(page, 'path')
  const { x, y, width: thick } = await edge.boundingBox()
  const [from, at] = [x + thick / 2, y + 10]
  await page.mouse.move(from, at)
  await page.mouse.down()
  await page.mouse.move(from + 30, at)
  await page.mouse.move(from + 60, at)
  await page.mouse.up()
  assert.equal(await width(page, 'path'), before + 60)
  assert.equal(await page.locator('[aria-sort]').getAttribute('data-column'), 'time', 'nothing was put in order')
  await palette(page, 'make a column wider', 'Which column', 'time wider')
  await wide(page, 'time', 156)
  await palette(page, 'move a column', 'Move which column', 'held further to the left')
  await stand(page, 'held', 'number', 'time', 'path', ...usual.slice(4))

  await page.reload()
  await stand(page, 'held', 'number', 'time', 'path', ...usual.slice(4))
  assert.deepEqual([await width(page, 'path'), await width(page, 'time')], [before + 60, 156])
  // A title that does not fit is cut, and stays in its cell.
  for (const _ of [1, 2]) await palette(page, 'make a column wider', 'Which column', 'signature narrower')
  await wide(page, 'signature', 40)
  assert.deepEqual(await unfit(page), [])
  assert.ok(await page.locator('[data-column=signature] button').evaluate((button) => button.getBoundingClientRect().right <= button.closest('[data-column]').getBoundingClientRect().right))
  await palette(page, 'make a column wider', 'Which column', 'signature as wide as usual')
  await wide(page, 'signature', 96)
  await page.locator('[data-column=path] .edge').dblclick()
  await page.waitForFunction(() => !JSON.parse(localStorage.getItem('hooktrail.widths'))['captures.column.path'])
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('button', { name: 'The usual columns' }).click()
  await stand(page, ...usual)
  await wide(page, 'time', 108)
  await page.getByTestId('undo').click()
  await stand(page, 'held', 'number', 'time', 'path', ...usual.slice(4))
  await wide(page, 'time', 156)
})
