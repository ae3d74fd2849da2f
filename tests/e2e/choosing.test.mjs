// Several captures of the table chosen at once, by pointer and by key, and what is done with all of them.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test as run } from 'node:test'

import { ask, instagram, open, post, serve, sink, timeout } from './rig.mjs'

const test = (name, job) => run(name, { timeout }, job)
const SECRET = 'app-secret'

const say = (receiver, text) => post(receiver, instagram({ message: { mid: `m-${text}`, text } }, { at: 1_781_618_600_000 }), SECRET)
const row = (page, id) => page.locator(`[data-testid=capture-row][data-capture="${id}"]`)
const item = (page, name) => page.getByTestId('menu').getByRole('menuitem', { name })

/** A table of messages, the first one last, with none chosen. */
async function table(t, words = ['a', 'b', 'c', 'd', 'e', 'f']) {
  const served = await serve(t)
  for (const text of words) await say(served.receiver, text)
  const page = await open(t, served.ui)
  await page.getByTestId('nav-captures').click()
  await row(page, words.length).waitFor()
  return { ...served, page }
}

/** Until these rows are chosen, from the top, and `lead` is inspected. */
async function chosen(page, ids, lead) {
  await page.waitForFunction(
    ([ids, lead]) => {
      const rows = (attribute) => [...document.querySelectorAll(`[data-testid=capture-row][${attribute}=true]`)].sort((one, other) => one.ariaRowIndex - other.ariaRowIndex).map((row) => row.dataset.capture).join(' ')
      return rows('aria-selected') === ids && rows('aria-current') === lead
    },
    [ids, lead],
  )
  await page.locator('.inspector .bar code').first().getByText(`#${lead}`, { exact: true }).waitFor()
  const several = page.getByTestId('several')
  const count = ids.split(' ').length
  if (count > 1) await several.getByText(`${count} chosen Esc back to one`).waitFor()
  else await several.waitFor({ state: 'detached' })
}

test('several captures are chosen by pointer, stay so while others arrive, and are given back', async (t) => {
  const { page, receiver } = await table(t)
  const grid = page.getByRole('grid', { name: 'Captures' })
  assert.equal(await grid.getAttribute('aria-multiselectable'), 'true')
  await row(page, 5).click()
  await chosen(page, '5', '5')
  const first = await row(page, 1).boundingBox()
  await row(page, 3).click({ modifiers: ['Control'] })
  await row(page, 1).click({ modifiers: ['Meta'] })
  await chosen(page, '5 3 1', '1')
  assert.deepEqual(await row(page, 1).boundingBox(), first, 'what says so moves nothing')
  await row(page, 3).click({ modifiers: ['ControlOrMeta'] })
  await chosen(page, '5 1', '1')
  await row(page, 4).click({ modifiers: ['Shift'] })
  await chosen(page, '4 3 2 1', '4')
  await row(page, 2).click({ modifiers: ['Shift'] })
  await chosen(page, '2 1', '2')
  assert.equal(await page.evaluate(() => String(getSelection())), '', 'no text is marked')
  await page.getByTestId('heard').getByText('2 captures are chosen.').waitFor()

  await say(receiver, 'late')
  await row(page, 7).waitFor()
  await chosen(page, '2 1', '2')
  await page.keyboard.press('Escape')
  await chosen(page, '2', '2')
  await row(page, 4).click({ modifiers: ['Control'] })
  await chosen(page, '4 2', '4')
  await row(page, 4).click()
  await chosen(page, '4', '4')

  // With Shift the keyboard comes along too, out of a field.
  await page.getByTestId('note').focus()
  await row(page, 6).click({ modifiers: ['Shift'] })
  await chosen(page, '6 5 4', '6')
  await page.waitForFunction(() => document.activeElement.matches('[role=grid]'))
  await page.getByTestId('filter').fill('kind:message')
  await page.getByText('7 found').waitFor()
  await chosen(page, '6', '6')
})

test('keys choose several: the next one too, or all that are loaded; in a field they mean what they mean there', async (t) => {
  const { page } = await table(t)
  await row(page, 4).click()
  for (const [key, ids, lead] of [
    ['Shift+j', '4 3', '3'],
    ['Shift+ArrowDown', '4 3 2', '2'],
    ['Shift+k', '4 3', '3'],
    ['Shift+ArrowUp', '4', '4'],
    ['Shift+K', '5 4', '5'],
    ['j', '4', '4'],
    ['Shift+j', '4 3', '3'],
    ['ArrowDown', '2', '2'],
    ['Control+a', '6 5 4 3 2 1', '2'],
    ['k', '3', '3'],
    ['Meta+a', '6 5 4 3 2 1', '3'],
    ['Escape', '3', '3'],
  ]) {
    await page.keyboard.press(key)
    await chosen(page, ids, lead)
  }
  await page.getByTestId('note').fill('Who?')
  for (const key of ['Control+a', 'Shift+J', 'Shift+ArrowUp']) await page.keyboard.press(key)
  assert.equal(await page.getByTestId('note').inputValue(), 'J')
  await chosen(page, '3', '3')
  await page.getByTestId('note').fill('')
  await page.keyboard.press('Escape')

  // From the inspector keys go on in the table, and Escape first leaves it.
  await row(page, 3).click()
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => document.activeElement.closest('[data-pane=inspector]'))
  await page.keyboard.press('Shift+j')
  await chosen(page, '3 2', '2')
  await page.keyboard.press('Escape')
  await page.waitForFunction(() => document.activeElement.closest('[data-pane=list]'))
  await chosen(page, '3 2', '2')
  await page.keyboard.press('Escape')
  await chosen(page, '2', '2')

  await page.keyboard.press('Control+k')
  await page.getByLabel('What to do').fill('choose all captures')
  await page.keyboard.press('Enter')
  await chosen(page, '6 5 4 3 2 1', '2')
  // Elsewhere nothing of it holds.
  await page.getByTestId('nav-deliveries').click()
  await page.locator('main.deliveries').waitFor()
  await page.keyboard.press('Delete')
  assert.equal(await page.getByRole('dialog').count(), 0)
  await page.keyboard.press('?')
  const keys = await page.getByRole('dialog').getByRole('region', { name: 'Several captures' }).locator('kbd').allInnerTexts()
  for (const key of ['Shift+j', 'Shift+↑', 'Ctrl/⌘+click', 'Shift+click', 'Ctrl/⌘+A', 'Esc']) assert.ok(keys.includes(key), key)
})

test('all means what is loaded, and says where there is more; of nothing it is nothing', async (t) => {
  const { page } = await table(t, Array.from({ length: 105 }, (_, n) => `w${n}`))
  await page.keyboard.press('Control+a')
  await page.getByTestId('several').getByText('100 chosen').waitFor()
  await page.getByTestId('said').getByText('These are the 100 that are loaded; further down there are more.').waitFor()
  await page.getByTestId('filter').fill('kind:read')
  await page.getByText('Nothing matches').waitFor()
  await page.getByTestId('filter').blur()
  await page.keyboard.press('Control+a')
  assert.equal(await page.evaluate(() => String(getSelection())), '', 'no text is marked')
})

test('what was done to others can still be taken back once a capture is deleted', async (t) => {
  const { page } = await table(t, ['a', 'b', 'c'])
  await row(page, 3).click()
  await page.keyboard.press('p')
  await page.getByTestId('said').getByText('Capture #3 is pinned').waitFor()
  await row(page, 1).click()
  await page.keyboard.press('Delete')
  await page.getByTestId('confirm-delete').click()
  await page.getByTestId('said').getByText('Deleted for good: 1 capture').waitFor()
  await page.keyboard.press('z')
  await page.getByTestId('said').getByText('Taken back: Capture #3 is pinned').waitFor()
  await row(page, 3).getByText('pinned').waitFor({ state: 'detached' })
})

test('all that are chosen are deleted after one question, from the key, the menu and the palette', async (t) => {
  const { page } = await table(t, ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'])
  const dialog = page.getByRole('dialog')
  const asked = []
  page.on('request', (request) => request.url().endsWith('/rpc/delete') && asked.push(request.postDataJSON().captures))
  await row(page, 8).click()
  await row(page, 6).click({ modifiers: ['Control'] })
  await page.keyboard.press('Delete')
  await dialog.getByText('Delete 2 captures?').waitFor()
  await page.keyboard.press('Enter')
  await dialog.waitFor({ state: 'detached' })
  await chosen(page, '8 6', '6')
  assert.deepEqual(asked, [], 'Keep has the focus')

  await page.keyboard.press('Delete')
  await page.getByTestId('confirm-delete').click()
  await page.getByTestId('said').getByText('Deleted for good: 2 captures').waitFor()
  assert.deepEqual(asked.splice(0), [['6', '8']])
  await chosen(page, '5', '5')

  // A menu on one of them is about all; on another row about that one alone.
  await row(page, 4).click({ modifiers: ['Shift'] })
  await row(page, 5).click({ button: 'right' })
  await item(page, 'Delete 2 captures…').waitFor()
  await chosen(page, '5 4', '4')
  await page.keyboard.press('Escape')
  await page.getByTestId('menu').waitFor({ state: 'detached' })
  await chosen(page, '5 4', '4')
  await page.keyboard.press('Shift+F10')
  await item(page, 'Delete 2 captures…').waitFor()
  await page.keyboard.press('Escape')
  await page.getByTestId('menu').waitFor({ state: 'detached' })
  await row(page, 1).click({ button: 'right' })
  await item(page, 'Delete this capture…').waitFor()
  await chosen(page, '1', '1')
  await page.keyboard.press('Escape')
  await page.getByTestId('menu').waitFor({ state: 'detached' })

  // One of them that is deleted by itself leaves the others chosen.
  await row(page, 3).click({ modifiers: ['Shift'] })
  await chosen(page, '3 2 1', '3')
  await page.getByRole('button', { name: 'Delete this capture…' }).click()
  await page.getByTestId('confirm-delete').click()
  await row(page, 3).waitFor({ state: 'detached' })
  await chosen(page, '2 1', '2')

  // So does what is deleted elsewhere, and what cannot be deleted stays chosen.
  await row(page, 4).click({ modifiers: ['Control'] })
  await row(page, 5).click({ modifiers: ['Control'] })
  await chosen(page, '5 4 2 1', '5')
  await ask(page, 'delete', { captures: ['5'], all: false })
  await chosen(page, '4 2 1', '4')
  await page.route('**/rpc/delete', (route) => route.fulfill({ status: 409, contentType: 'application/json', body: JSON.stringify({ code: 'conflict', message: 'Not now.' }) }))
  await page.keyboard.press('Delete')
  await page.getByTestId('confirm-delete').click()
  await page.getByTestId('said').getByText('Not now.').waitFor()
  await chosen(page, '4 2 1', '4')
  await page.unroute('**/rpc/delete')

  await page.keyboard.press('Control+k')
  await page.getByLabel('What to do').fill('delete 3 captures')
  await page.keyboard.press('Enter')
  await dialog.getByText('Delete 3 captures?').waitFor()
  await page.getByTestId('confirm-delete').click()
  for (const id of [4, 2, 1]) await row(page, id).waitFor({ state: 'detached' })
  await page.getByText('2 in all').waitFor()
})

test('what is written beside several is one deed with one undo', async (t) => {
  const { page } = await table(t)
  const marked = (ids, text) => page.waitForFunction(([ids, text]) => [...document.querySelectorAll('[data-testid=capture-row]')].filter((row) => row.textContent.includes(text)).map((row) => row.dataset.capture).join(' ') === ids, [ids, text])
  await row(page, 5).click()
  await page.keyboard.press('p')
  await marked('5', '★')
  await row(page, 3).click({ modifiers: ['Shift'] })
  await chosen(page, '5 4 3', '3')
  await page.keyboard.press('p')
  await marked('5 4 3', '★')
  await page.keyboard.press('z')
  await marked('5', '★')
  await page.keyboard.press('p')
  await marked('5 4 3', '★')
  await page.keyboard.press('p')
  await marked('', '★')
  await chosen(page, '5 4 3', '3')

  await row(page, 4).click({ button: 'right' })
  await item(page, 'Label 3 captures…').click()
  await page.getByRole('combobox', { name: 'Label for 3 captures' }).fill('slow one')
  await page.keyboard.press('Enter')
  await marked('5 4 3', 'slow one')
  await page.keyboard.press('z')
  await marked('', 'slow one')
  await chosen(page, '5 4 3', '3')
})

test('two that are chosen are compared; several are replayed in their order and saved as one file', async (t) => {
  const { page } = await table(t, ['a', 'b', 'c', 'd'])
  const target = await sink(t)
  await row(page, 4).click()
  await row(page, 1).click({ modifiers: ['Control'] })
  await chosen(page, '4 1', '1')
  await page.keyboard.press('m')
  await page.getByRole('dialog').getByText('Capture #1').first().waitFor()
  await page.getByTestId('compare-row').filter({ hasText: '"m-a"' }).filter({ hasText: '"m-d"' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })

  await row(page, 3).click({ modifiers: ['Control'] })
  await chosen(page, '4 3 1', '3')
  await page.keyboard.press('m')
  await page.getByTestId('said').getByText('Two captures are compared, and 3 are chosen.').waitFor()
  await page.keyboard.press('e')
  await page.getByTestId('said').getByText('choose one capture alone').waitFor()

  const saved = page.waitForEvent('download')
  await row(page, 1).click({ button: 'right' })
  await item(page, 'Save 3 captures as HAR…').click()
  const { entries } = JSON.parse(readFileSync(await (await saved).path(), 'utf8')).log
  assert.deepEqual(entries.map(({ request }) => /"text":"(.)"/.exec(request.postData.text)[1]), ['a', 'c', 'd'])

  await page.keyboard.press('Control+Enter')
  await page.getByRole('dialog', { name: 'Replay 3 captures' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.keyboard.press('r')
  await page.getByRole('dialog', { name: 'Replay 3 captures' }).waitFor()
  await page.getByTestId('replay-to').fill(target.url)
  await page.locator('#replay-order').selectOption('global')
  await page.getByTestId('replay-preview').getByText('3 requests of 3 items').waitFor()
  await page.getByTestId('replay-start').click()
  const sent = []
  for (let n = 0; n < 3; n += 1) sent.push(/"text":"(.)"/.exec((await target.next()).body.toString())[1])
  assert.deepEqual(sent, ['a', 'c', 'd'])
})

test('a row of redeliveries is chosen as the capture that it stood for, also when its event comes again', async (t) => {
  const { page, receiver } = await table(t, ['a', 'b', 'c'])
  const asked = []
  page.on('request', (request) => request.url().endsWith('/rpc/captures_annotate') && asked.push(request.postDataJSON().captures))
  await row(page, 2).click()
  await row(page, 3).click({ modifiers: ['Control'] })
  await chosen(page, '3 2', '3')
  await say(receiver, 'b')
  await row(page, 4).waitFor()
  await page.waitForFunction(() => [...document.querySelectorAll('[data-testid=capture-row][aria-selected=true]')].map((row) => row.dataset.capture).sort().join(' ') === '3 4')
  await row(page, 4).click({ button: 'right' })
  await item(page, 'Pin 2 captures').click()
  await page.getByTestId('said').getByText('2 captures are pinned').waitFor()
  assert.deepEqual(asked, [['2', '3']])
  await row(page, 4).click({ modifiers: ['Control'] })
  await chosen(page, '3', '3')
})
