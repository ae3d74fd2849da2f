// What can be done with one thing: menus by pointer and by key, and two things side by side.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { test as run } from 'node:test'
import { gzipSync } from 'node:zlib'

import { AXE, copied, instagram, open, post, serve, sink, texts, timeout } from './rig.mjs'

const test = (name, job) => run(name, { timeout }, job)
const SECRET = 'app-secret'
const item = (page, name) => page.getByTestId('menu').getByRole('menuitem', { name })
const differing = (page) => texts(page.getByTestId('compare-row'))
async function sound(page, where) {
  await page.evaluate(readFileSync(AXE, 'utf8'))
  const { violations } = await page.evaluate((where) => globalThis.axe.run(where, { resultTypes: ['violations'] }), where)
  assert.deepEqual(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => [id, nodes[0]?.html]), [])
}

test('a row has a menu by pointer and by key, and the keyboard comes back to where it was', async (t) => {
  const { receiver, ui } = await serve(t)
  await post(receiver, instagram({ message: { mid: 'm1', text: 'Hello' } }), SECRET)
  const page = await open(t, ui)
  await page.getByTestId('conversation-row').click({ button: 'right' })
  await item(page, "Copy the customer's id").click()
  await copied(page, '7001000000000011')

  const message = page.getByTestId('message')
  await message.waitFor()
  await message.locator('.bubble').click({ button: 'right' })
  await item(page, 'Edit and resend').waitFor()
  await sound(page, '[data-testid=menu]')
  await page.keyboard.press('Escape')
  await page.getByTestId('menu').waitFor({ state: 'detached' })

  await message.locator('.bubble').click()
  await page.keyboard.press('Shift+F10')
  await item(page, "Copy the message's id").waitFor()
  await page.keyboard.press('End')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  await copied(page, 'm1')
  await page.waitForFunction(() => document.activeElement?.classList.contains('bubble'))

  await page.getByTestId('conversation-row').click({ button: 'right' })
  await item(page, 'Mark the conversation done').click()
  await page.getByTestId('undo').waitFor()
  await page.getByTestId('conversation-row').click({ button: 'right' })
  await item(page, 'Take the done mark back').click()
  await page.getByTestId('said').getByText('as it was before').waitFor()

  await page.getByTestId('nav-captures').click()
  await page.getByTestId('capture-row').click()
  await page.keyboard.press('ContextMenu')
  await item(page, 'Delete this capture…').click()
  await page.getByText('Delete capture #1?').waitFor()
})

test('two captures are compared by path and as text, digits beyond 2^53 intact', async (t) => {
  const { receiver, ui } = await serve(t)
  const at = 1_781_618_600_000
  const body = (mid, big) => instagram({ message: { mid, text: 'caf\u00e9' }, big: 0 }, { at }).replace('"big":0', `"big":${big}`)
  await post(receiver, body('m1', '50007000000006017'), SECRET)
  await post(receiver, body('m2', '50007000000006018'), SECRET)
  await post(receiver, Buffer.from([0x7b, 0xff]), SECRET)
  const page = await open(t, ui)
  await page.getByTestId('nav-captures').click()
  const row = (id) => page.locator(`[data-thing="capture:${id}"]`)
  await row(1).click({ button: 'right' })
  await item(page, 'Compare from here').click()
  await row(2).click({ button: 'right' })
  await item(page, 'Compare with capture #1').click()
  await page.getByTestId('compare-said').getByText('2 changed, 0 added, 0 removed').waitFor()
  assert.deepEqual(await differing(page), [
    'changed $.entry[0].messaging[0].message.mid "m1" "m2"',
    'changed $.entry[0].messaging[0].big 50007000000006017 50007000000006018',
  ].map((row) => `~ ${row}`))
  await sound(page, 'dialog')
  await page.getByRole('button', { name: 'messaging[0].big' }).click()
  const right = page.getByRole('textbox', { name: 'Capture #2' })
  await right.getByText('50007000000006018').waitFor()
  /** It is picked out in the text, and there is the keyboard. */
  const picked = (text) => page.waitForFunction((text) => String(getSelection()) === text, text)
  await picked('"big": 50007000000006018')
  await page.getByLabel('formatted').uncheck()
  await picked('"big":50007000000006018')
  await page.getByRole('button', { name: 'by path' }).click()
  await page.getByRole('button', { name: 'as text' }).click()
  await right.getByText('50007000000006018').waitFor()
  await page.locator('.cm-changedText').first().waitFor()
  await right.press('Control+Home')
  assert.equal(await page.locator('.cm-mergeView .cm-matchingBracket').count(), 0, 'what is marked differs')
  await page.keyboard.press('Escape')

  await row(2).click()
  await page.locator('.inspector').getByText('#2').first().waitFor()
  await page.keyboard.press('m')
  await row(3).click()
  await page.locator('.inspector').getByText('#3').first().waitFor()
  await page.keyboard.press('m')
  await page.getByText('Only the texts', { exact: false }).or(page.getByText('only the texts', { exact: false })).first().waitFor()
  await page.getByRole('textbox', { name: 'Capture #3' }).getByText('7b ff').waitFor()
})

test('lines that are alike are folded away between two texts, and opened by key', async (t) => {
  const { receiver, ui } = await serve(t)
  const body = (last) => JSON.stringify({ list: Array.from({ length: 60 }, (_, at) => (at === 59 ? last : at)) })
  for (const last of ['a', 'b']) await post(receiver, body(last), SECRET)
  const page = await open(t, ui)
  await page.getByTestId('nav-captures').click()
  await page.locator('[data-thing="capture:1"]').click({ button: 'right' })
  await item(page, 'Compare from here').click()
  await page.locator('[data-thing="capture:2"]').click({ button: 'right' })
  await item(page, 'Compare with capture #1').click()
  await page.getByRole('button', { name: 'as text' }).click()
  const folded = page.getByRole('button', { name: /^Show \d+ unchanged lines$/ })
  await folded.first().waitFor()
  assert.equal(await folded.count(), 2, 'one on each side')
  await sound(page, 'dialog')
  await page.getByRole('textbox', { name: 'Capture #1' }).focus()
  await page.keyboard.press('Tab')
  await page.waitForFunction(() => document.activeElement?.matches('.cm-collapsedLines'))
  if (process.env.PICTURES)
    for (const colorScheme of ['dark', 'light']) {
      await page.emulateMedia({ colorScheme })
      await page.screenshot({ path: `${process.env.PICTURES}/folded-${colorScheme}.png` })
    }
  await page.keyboard.press('Enter')
  await folded.first().waitFor({ state: 'detached' })
  assert.equal(await folded.count(), 0, 'on both sides')
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Capture #1')
})

test('what stands around two bodies is compared too, by path and as text', async (t) => {
  const { receiver, ui } = await serve(t)
  const body = instagram({ message: { mid: 'm1', text: 'Hello' } }, { at: 1_781_618_600_000 })
  const send = (url, headers) => fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', 'user-agent': 'facebookexternalua', ...headers }, body })
  await send(receiver, { 'x-only-left': '1' })
  await send(`${receiver}?again=1`, { 'user-agent': 'another' })
  const page = await open(t, ui)
  await page.getByTestId('nav-captures').click()
  await page.keyboard.press('Control+k')
  await page.getByLabel('What to do').fill('redelivery by itself')
  await page.keyboard.press('Enter')
  await page.locator('[data-thing="capture:2"]').click()
  await page.locator('.resend').getByText('of capture #2').waitFor()
  await page.keyboard.press('Control+k')
  await page.getByLabel('What to do').fill('compare with…')
  await page.keyboard.press('Enter')
  await page.getByRole('option', { name: /^Capture #1: message/ }).waitFor()
  await sound(page, 'dialog')
  await page.keyboard.type('#1')
  await page.keyboard.press('Enter')
  await page.getByTestId('compare-said').getByText('The same to the character').waitFor()
  await page.getByRole('button', { name: 'request and headers, 3 differ' }).click()
  await page.getByTestId('compare-said').getByText('2 changed, 0 added, 1 removed').waitFor()
  assert.deepEqual(await differing(page), [
    '~ changed $.query "" "again=1"',
    '− removed $.headers.x-only-left "1"',
    '~ changed $.headers.user-agent "facebookexternalua" "another"',
  ])
  await sound(page, 'dialog')
  await page.getByRole('button', { name: '$.headers.user-agent' }).click()
  await page.getByRole('textbox', { name: 'Capture #2' }).getByText('"another"').waitFor()
  await page.waitForFunction(() => String(getSelection()) === '"user-agent": "another"')
  await page.getByRole('button', { name: 'body, the same' }).click()
  await page.getByText('Nothing differs').waitFor()
})

test('an answer is compared with the one before, and an edit with what came', async (t) => {
  const [{ receiver, ui }, target] = [await serve(t), await sink(t)]
  await post(receiver, instagram({ message: { mid: 'm1', text: 'Hello' } }), SECRET)
  let [answer, status] = ['{"ok":true,"n":1}', 500]
  const server = createServer((request, response) => request.resume().on('end', () => response.writeHead(status, { 'content-type': 'application/json', 'x-status': String(status) }).end(answer)))
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  t.after(() => (server.close(), server.closeAllConnections()))
  const page = await open(t, ui)
  await page.getByTestId('conversation-row').click()
  await page.getByTestId('message').waitFor()
  await page.getByTestId('resend-url').fill(`http://127.0.0.1:${server.address().port}/`)
  await page.getByTestId('resend-button').click()
  await page.getByTestId('resend-answer').getByText('"n":1').waitFor()
  ;[answer, status] = ['{"n":2,"ok":true}', 200]
  await page.getByTestId('resend-button').click()
  await page.getByTestId('resend-answer').getByText('"n":2').waitFor()
  await page.getByTestId('nav-deliveries').click()
  await page.getByTestId('attempt-row').first().click()
  await page.getByTestId('compare-before').click()
  await page.getByTestId('compare-row').waitFor()
  assert.deepEqual(await differing(page), ['~ changed $.n 1 2'])
  await page.getByTestId('compare-around').click()
  await page.getByTestId('compare-row').filter({ hasText: '$.status' }).waitFor()
  const rows = await differing(page)
  for (const row of ['~ changed $.status 500 200', '~ changed $.headers.x-status "500" "200"']) assert.ok(rows.includes(row), rows.join('\n'))
  await page.keyboard.press('Escape')

  await page.getByTestId('nav-conversations').click()
  await page.getByTestId('resend-url').fill(target.url)
  await page.keyboard.press('Escape')
  await page.keyboard.press('e')
  await page.getByTestId('editor').locator('.cm-content').click()
  await page.keyboard.press('Control+End')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.insertText(',"added":50007000000006017')
  await page.keyboard.press('Control+Enter')
  await target.next()
  await page.getByTestId('edit-answer').getByText('202', { exact: true }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByTestId('nav-deliveries').click()
  await page.getByTestId('attempt-row').nth(2).waitFor()
  await page.getByTestId('attempt-row').first().click({ button: 'right' })
  await item(page, 'Compare what went with what came').click()
  await page.getByTestId('compare-row').waitFor()
  assert.deepEqual(await differing(page), ['+ added $.added 50007000000006017'])
})

test('files that are chosen are captured, several at once and whatever their endings', async (t) => {
  const { ui } = await serve(t)
  const page = await open(t, ui)
  await page.getByTestId('first-sample').waitFor()
  // The browser is told of it before the key comes.
  const chosen = page.waitForEvent('filechooser')
  await page.keyboard.press('Control+k')
  await page.getByLabel('What to do').fill('Capture files')
  await page.getByRole('option', { selected: true }).filter({ hasText: 'Capture files' }).waitFor()
  await page.keyboard.press('Enter')
  const chooser = await chosen
  assert.deepEqual([chooser.isMultiple(), await chooser.element().getAttribute('accept')], [true, ''])
  const body = Buffer.from(instagram({ message: { mid: 'm1', text: 'from a file' } }))
  await chooser.setFiles([
    { name: '1.json.gz', mimeType: 'application/gzip', buffer: gzipSync(body) },
    { name: '2.txt', mimeType: 'text/plain', buffer: Buffer.from('[2]') },
  ])
  await page.getByTestId('said').getByText('2 files captured.').waitFor()
  await page.getByTestId('nav-conversations').click()
  await page.getByTestId('conversation-row').getByText('from a file').waitFor()
})

test('what says that files can be dropped goes with them, also where a part below them went first', async (t) => {
  const page = await open(t, (await serve(t)).ui)
  await page.getByTestId('first-sample').waitFor()
  const [veil, dragged] = [page.getByTestId('drop'), await page.evaluateHandle(() => {
    const data = new DataTransfer()
    data.items.add(new File(['{}'], 'a.json'))
    const part = document.body.appendChild(document.createElement('p'))
    const told = (kind, at) => at.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }))
    return { part, told }
  })]
  await dragged.evaluate(({ part, told }) => (told('dragenter', document.body), told('dragenter', part), told('dragleave', document.body)))
  await veil.waitFor()
  await dragged.evaluate(({ part, told }) => (part.remove(), told('dragenter', document.body)))
  await veil.waitFor()
  await dragged.evaluate(({ told }) => void told('dragleave', document.body))
  await veil.waitFor({ state: 'detached' })
  await dragged.evaluate(({ told }) => void told('dragenter', document.body))
  await veil.waitFor()
  await page.mouse.move(300, 300)
  await veil.waitFor({ state: 'detached' })
})

test('files that are dropped are captured in their order, and broken ones are told', async (t) => {
  const { ui } = await serve(t)
  const page = await open(t, ui)
  await page.getByTestId('first-sample').waitFor()
  const drop = (...files) =>
    page.evaluate((files) => {
      const data = new DataTransfer()
      for (const [name, text] of files) data.items.add(new File([text], name))
      for (const kind of ['dragenter', 'dragover', 'drop']) document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }))
    }, files)
  const body = instagram({ message: { mid: 'm1', text: 'from a file' } })
  await drop(['10.json', '\ufeff[1]'], ['2.json', body], ['broken.json', '{'], ['notes.txt', ''])
  await page.getByTestId('said').getByText('2 files captured. broken.json is not JSON').waitFor()
  await page.getByTestId('said').getByText('And 1 other.').waitFor()
  const rows = page.getByTestId('capture-row')
  await rows.nth(1).waitFor()
  const [first, second] = await texts(rows)
  assert.match(first, /10\.json/)
  assert.match(second, /2\.json/)
  await rows.nth(1).click()
  await page.getByTestId('tab-meta').click()
  await page.getByRole('region', { name: 'Body' }).getByText('from a file').waitFor()
  await page.getByTestId('nav-conversations').click()
  await page.getByTestId('conversation-row').waitFor()
  await page.getByTestId('drop').waitFor({ state: 'detached' })

  // What is half written stays, with what it is about below it.
  await page.getByTestId('conversation-row').click()
  await page.locator('[data-message=m1] .bubble').click()
  await page.keyboard.press('e')
  await page.getByTestId('edit-path').fill('/half')
  await drop(['3.json', '[3]'])
  await page.getByTestId('said').getByText('1 file captured.').waitFor()
  assert.equal(await page.getByTestId('edit-path').inputValue(), '/half')
  await page.keyboard.press('Escape')
  await page.getByTestId('edit-path').waitFor({ state: 'detached' })
  assert.equal(await page.locator('[data-message=m1]').getAttribute('aria-current'), 'true')

  // Many go in several requests: how far it is stands below, and it can be stopped between them.
  const most = `{"object":"${'x'.repeat(3 << 20)}"}`
  const asked = []
  await page.route('**/rpc/capture_import', async (route) => {
    asked.push(route.request().postDataJSON().files.map(({ name }) => name))
    if (asked.length === 2) await page.getByTestId('stop').click()
    await route.continue()
  })
  await drop(...Array.from({ length: 4 }, (_, at) => [`${at}.json`, most]))
  await page.getByTestId('said').getByText('Stopped: 2 of 4 files captured.').waitFor()
  assert.deepEqual(asked, [['0.json'], ['1.json']])
})

test('the keys for what is chosen stand below', async (t) => {
  const { receiver, ui } = await serve(t)
  await post(receiver, instagram({ message: { mid: 'm1', text: 'hello' } }), SECRET)
  const page = await open(t, ui)
  const keys = async () => (await page.locator('footer .keys').innerText()).replaceAll(/\s+/g, ' ').trim()
  await page.getByTestId('conversation-row').waitFor()
  assert.equal(await keys(), 'J K move ? keys')
  await page.getByTestId('nav-captures').click()
  await page.getByTestId('capture-row').click()
  await page.locator('footer').getByText('pin').waitFor()
  assert.equal(await keys(), 'J K move R resend E edit C curl P pin ? keys')
  await page.setViewportSize({ width: 1024, height: 700 })
  assert.equal(await keys(), 'J K move R resend ? keys')
})

test('a command of the palette that asks for something to be written brings the keyboard there', async (t) => {
  const { receiver, ui } = await serve(t)
  await post(receiver, instagram({ message: { mid: 'm1', text: 'one' } }), SECRET)
  const page = await open(t, ui)
  await page.getByTestId('conversation-row').click()
  await page.getByTestId('resend-url').waitFor()
  for (const [words, field] of [['Search', 'filter'], ['Resend', 'resend-url']]) {
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.type(words)
    await page.getByRole('option', { name: words, selected: true }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByTestId(field).and(page.locator(':focus')).waitFor()
  }
})
