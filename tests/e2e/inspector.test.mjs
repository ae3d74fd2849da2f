// The inspector: every way to see a body, a search in it, and where things came from, in both directions.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test as run } from 'node:test'
import { gzipSync } from 'node:zlib'

import { AXE, ailments, copied, instagram, open, post, serve, sign, status, timeout } from './rig.mjs'

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
  return Object.assign(await open(t, ui), { receiver })
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
  await copied(page, Buffer.from(sent).toString('base64'))

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

/** The words that the browser marks as found, and those that are looked at. */
const marked = (page) => page.evaluate(() => ['found', 'found-now'].map((name) => [...(CSS.highlights.get(name) ?? [])].map(String)))

test('headers and the summary are searched where they stand, from anywhere in the inspector', async (t) => {
  const page = await inspecting(t, instagram({ message: { mid: 'm1', text: 'A needle in the hay' } }))
  await chooseMessage(page, 'm1')
  const [field, count] = [page.getByTestId('find'), page.getByTestId('find-count')]
  const says = (words) => count.filter({ hasText: words }).waitFor()
  const becomes = async (...want) => {
    await page.waitForFunction((want) => JSON.stringify(['found', 'found-now'].map((name) => [...(CSS.highlights.get(name) ?? [])].map(String))) === want, JSON.stringify(want)).catch(() => {})
    assert.deepEqual(await marked(page), want)
  }
  await page.getByTestId('tab-headers').click()
  await page.getByText('Names are in lower case').waitFor()
  await page.keyboard.press('Control+f')
  await field.fill('CONTENT-')
  await says('1 of 2')
  await becomes(['content-'], ['content-'])
  await field.press('Enter')
  await says('2 of 2')
  await field.fill('facebookexternalua')
  await becomes([], ['facebookexternalua'])
  assert.deepEqual(await ailments(page, { part: '.inspector' }), [])
  await field.press('Escape')
  await field.waitFor({ state: 'detached' })
  assert.deepEqual(await marked(page), [[], []])

  await page.getByTestId('tab-summary').click()
  await page.getByTestId('pin').focus()
  await page.keyboard.press('Control+f')
  await field.fill('needle')
  await says('1 of 1')
  await becomes([], ['needle'])
  await field.fill('not in there')
  await says('none')
  assert.deepEqual(await ailments(page, { part: '.inspector' }), [])
})

test('the summary of a large batch finds what it does not list at first', async (t) => {
  const messaging = Array.from({ length: 400 }, (_, n) => ({ sender: { id: '7001000000000011' }, recipient: { id: '17841400000000101' }, timestamp: 1_781_618_600_000 + n, message: { mid: `mid.${'x'.repeat(60)}${n}.`, text: `Words ${n}.` } }))
  const page = await inspecting(t, JSON.stringify({ object: 'instagram', entry: [{ time: 1, id: '17841400000000101', messaging }] }))
  await page.getByTestId('nav-captures').click()
  await page.getByTestId('capture-row').first().click()
  await page.getByText('The first 100 of 400').waitFor()
  await page.keyboard.press('Control+f')
  for (const query of ['Words 399.', `mid.${'x'.repeat(60)}398.`]) {
    await page.getByTestId('find').fill(query)
    await page.getByTestId('find-count').getByText('1 of 1').waitFor()
    assert.deepEqual(await marked(page), [[], [query]])
    await page.getByText('and 1 further with what you look for').waitFor()
  }
})

test('bytes are searched by words and by digits, to their end', async (t) => {
  const page = await inspecting(t, Buffer.concat([Buffer.from('{"a":"caf\u00e9 Needle"}'), Buffer.alloc(900_000), Buffer.from([0xff, 0x00, 0xfe, 0x4e])]))
  await page.getByTestId('nav-captures').click()
  await page.getByTestId('capture-row').first().click()
  await page.getByTestId('tab-meta').click()
  const hex = page.getByRole('region', { name: 'Bytes' })
  await hex.getByText('7b 22 61').waitFor()
  await page.keyboard.press('Control+f')
  const [field, count] = [page.getByTestId('find'), page.getByTestId('find-count')]
  const says = (words) => count.filter({ hasText: words }).waitFor()
  const now = async () => (await hex.locator('.now').allInnerTexts()).join('|')
  await field.fill('CAF\u00c9 n')
  await says('1 of 1')
  assert.equal(await now(), '63 61|ca|66 c3 a9 20 4e|f.. N', 'over the end of a row, among digits and characters')
  await field.fill('ff 00 fe 4e')
  await says('1 of 1')
  await hex.locator('.now').first().waitFor()
  assert.equal(await now(), 'ff 00 fe 4e|...N')
  await field.fill('4e')
  await says('1 of 2')
  await field.press('Shift+Enter')
  await says('2 of 2')
  await hex.getByText('000dbbb0').waitFor()
  await field.press('Enter')
  await says('1 of 2')
  await hex.getByText('00000008').waitFor()
  // Whoever reads on stays there, whatever arrives.
  await hex.evaluate((list) => new Promise((done) => {
    let calm = 0
    const look = () => {
      calm = list.scrollTop === 5_000 ? calm + 1 : 0
      list.scrollTop = 5_000
      if (calm > 20) done()
      else requestAnimationFrame(look)
    }
    look()
  }))
  await post(page.receiver, instagram({ message: { mid: 'm9', text: 'Hello' } }), SECRET)
  await page.getByTestId('capture-row').nth(1).waitFor()
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
  assert.equal(await hex.evaluate((list) => list.scrollTop), 5_000)
  assert.ok((await page.locator('.inspector *').count()) < 2_000, 'only rows on the screen are in the page')
  assert.deepEqual(await ailments(page, { part: '.inspector' }), [])
  await field.fill('4e f')
  await says('none')
})

test('bytes that are no text are shown in hex at once', async (t) => {
  const page = await inspecting(t, Buffer.from([0x7b, 0xff, 0x00, 0x41]))
  await page.getByTestId('nav-captures').click()
  await page.getByTestId('capture-row').first().click()
  await page.getByTestId('tab-meta').click()
  await page.getByRole('region', { name: 'Bytes' }).getByText('7b ff 00 41').waitFor()
  await page.getByTitle('Copy the stored bytes as hexadecimal digits').click()
  await copied(page, '7bff0041')
})

test('of a packed body it is said what is shown: unpacked, not wholly, or as it came, and why', async (t) => {
  const { receiver, ui } = await serve(t)
  const [whole, plain] = [(json) => gzipSync(json), (json) => json]
  const sent = [
    [whole, 'gzip', 'unpacked for reading', null],
    [whole, null, 'unpacked for reading', null],
    [(json) => gzipSync(json).subarray(0, -4), 'gzip', 'unpacked for reading, not wholly', /ends early or is damaged/],
    [plain, 'gzip', 'as received: it cannot be unpacked', /says it is gzip, but is not/],
    [plain, 'br', 'as received: it cannot be unpacked', /"br" is not undone/],
    [plain, 'identity', 'exactly as received', null],
  ]
  const text = (index) => instagram({ message: { mid: `m${index}`, text: 'packed' } }, { at: 1_781_606_220_000 })
  for (const [index, [packed, coding]] of sent.entries()) {
    const body = packed(text(index))
    const headers = { 'content-type': 'application/json', 'x-hub-signature-256': sign(SECRET, body), ...(coding ? { 'content-encoding': coding } : {}) }
    assert.equal((await fetch(receiver, { method: 'POST', headers, body })).status, 200)
  }
  const page = await open(t, ui)
  await page.getByTestId('nav-captures').click()
  for (const [index, [packed, coding, words, why]] of sent.entries()) {
    await page.locator(`[data-thing="capture:${index + 1}"]`).click()
    await page.getByTestId('tab-meta').click()
    await way(page, 'as received').click()
    await body(page).filter({ hasText: `"m${index}"` }).waitFor()
    const said = page.locator('.inspector .said')
    await said.getByText(`, ${words}`).waitFor()
    assert.ok((await said.innerText()).endsWith(`, ${words}`), `${coding}: ${await said.innerText()}`)
    assert.equal(await body(page).innerText(), text(index))
    assert.equal(await page.locator('.inspector .note').count(), why ? 1 : 0, String(coding))
    if (why) assert.match(await page.locator('.inspector .note').innerText(), why)
    await way(page, 'hex').click()
    await said.getByText(packed === plain ? /, the stored bytes$/ : /, the stored bytes, packed$/).waitFor()
  }
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

test('a status and an id that stands in lead to what Meta said, and back', async (t) => {
  const at = 1_781_618_600_000
  const page = await inspecting(t, status('w1', 'sent', at), status('w1', 'read', at + 9_000))
  await page.getByTestId('conversation-row').click()
  await page.getByTestId('rail-dot').filter({ hasText: 'Seen' }).click()
  await page.getByTestId('tab-doubletick').click()
  const [event, source] = ['DoubleTick event', 'Where it came from'].map((name) => page.getByRole('region', { name }))
  const says = (words) => page.getByTestId('provenance').getByText(words).waitFor()
  const values = [
    ['"READ"', '"read"', 'the message is seen (observed) · capture 2, $.entry[0].changes[0].value.statuses[0].status', ['$.status']],
    ['"4915550000044"', '"4915550000044"', "the customer's id stands in; the directory has no entry · capture 2", ['$.to', '$.handle']],
    ['"106000000000606"', '"106000000000606"', "the account's id stands in; the directory has no entry · capture 2", ['$.channelHandle']],
  ]
  for (const [made, told, words, paths] of values) {
    await event.getByText(made).first().hover()
    await lit(page, 'Where it came from').getByText(told).waitFor()
    assert.equal(await lit(page, 'Where it came from').count(), 1)
    await says(words)

    await source.getByText(told).hover()
    await says(paths[0])
    assert.deepEqual(await page.getByTestId('provenance').locator('code').allInnerTexts(), paths)
    assert.deepEqual(await lit(page, 'DoubleTick event').allInnerTexts(), paths.map(() => made))
  }
  assert.equal(await event.locator('.stand').count(), 3)

  await page.getByTestId('tab-meta').click()
  await body(page).getByText('"read"').hover()
  for (const vendor of ['DoubleTick', 'Texter', 'Zoho Desk']) await page.getByTestId('uses').getByRole('button', { name: vendor }).waitFor()
})

test('a vendor that has no event for it says why', async (t) => {
  const page = await inspecting(t, instagram({ message: { mid: 'm1', text: 'Hello' } }))
  await chooseMessage(page, 'm1')
  await page.getByTestId('tab-texter').click()
  await page.getByText('Texter would send nothing').waitFor()
  assert.match(await page.getByTestId('withheld').innerText(), /Texter sends an event when a message of the business gets another state.*\n+What came: an incoming message\./s)
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

test('in a body of megabytes, too, a value leads to its fields and a field to its source', async (t) => {
  const at = 1_781_618_600_000
  const filler = Array.from({ length: 4000 }, (_, n) => ({ time: 1, id: '17841400000000101', messaging: [{ sender: { id: '7001000000000011' }, recipient: { id: '17841400000000101' }, timestamp: at + n, message: { mid: `f${n}`, text: '\u00e9'.repeat(120) } }] }))
  const read = { time: 1, id: '17841400000000101', messaging: [{ sender: { id: '7001000000000011' }, recipient: { id: '17841400000000101' }, timestamp: 1_781_618_623_639, read: { mid: 'm2' } }] }
  const page = await inspecting(t, instagram({ message: { mid: 'm2', text: 'On its way', is_echo: true } }, { outbound: true, at }), JSON.stringify({ object: 'instagram', entry: [...filler, read] }))
  await page.getByTestId('nav-captures').click()
  await page.locator('[data-thing="capture:2"]').click()
  await page.getByTestId('tab-meta').click()
  await page.locator('.inspector .cm-content').waitFor()
  /** Brings it into sight by a search, and points at it. */
  const point = async (query) => {
    await page.keyboard.press('Control+f')
    await page.getByTestId('find').fill(query)
    await page.getByTestId('find-count').getByText('1 of 1').waitFor()
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
    const { x, y, width, height } = await page.locator('.inspector .cm-selectionBackground').first().boundingBox()
    await page.mouse.move(x + width / 2, y + height / 2)
  }
  for (const way of ['as received', 'formatted']) {
    await page.getByRole('group', { name: 'How to show it' }).getByRole('button', { name: way }).click()
    await point('1781618623639')
    await page.getByTestId('uses').getByRole('button', { name: 'Texter' }).first().waitFor()
    await point('f3999')
    await page.getByTestId('uses').getByText('No vendor event says this').waitFor()
  }
  await point('1781618623639')
  await page.getByTestId('uses').getByRole('button', { name: 'DoubleTick' }).first().click()
  const event = page.getByRole('region', { name: 'DoubleTick event' })
  const source = page.getByRole('textbox', { name: 'Where it came from' })
  await lit(page, 'DoubleTick event').getByText('"2026-06-16T14:03:43.639Z"').waitFor()
  await source.getByText('1781618623639').waitFor()
  await event.getByText('"m2"').first().hover()
  await lit(page, 'DoubleTick event').waitFor({ state: 'detached' })
  await event.getByText('"2026-06-16T14:03:43.639Z"').hover()
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
  const { x, y, width, height } = await source.locator('..').locator('.cm-selectionBackground').first().boundingBox()
  await page.mouse.move(x + width / 2, y + height / 2)
  await lit(page, 'DoubleTick event').getByText('"2026-06-16T14:03:43.639Z"').waitFor()
})

test('of a body that was too large it is said how much is kept, and that it cannot be sent', async (t) => {
  const { receiver, ui } = await serve(t)
  assert.equal(await post(receiver, 'x'.repeat(9_000_000), SECRET), 413)
  const page = await open(t, ui)
  await page.getByTestId('nav-captures').click()
  await page.getByTestId('capture-row').click()
  await page.getByTestId('tab-meta').click()
  await page.getByText('the first 65.5 kB of 9.0 MB, as received').waitFor()
  await page.getByText('only the beginning is kept').first().waitFor()
  await page.getByText('Cannot be sent: only the beginning of capture #1 is kept').waitFor()
  await page.keyboard.press('c')
  await page.getByTestId('said').getByText('Only the beginning of capture #1 is kept, because it was too large: no command').waitFor()
  await page.getByTestId('resend-url').fill('http://localhost:9/hook')
  assert.ok(await page.getByTestId('resend-button').isDisabled())
  assert.equal(await page.getByText('exactly as received').count(), 0)
})

test('deliveries that cannot be listed are neither none nor those of another capture', async (t) => {
  const { receiver, ui } = await serve(t)
  for (const mid of ['m1', 'm2', 'm3']) await post(receiver, instagram({ message: { mid, text: mid } }), SECRET)
  const page = await open(t, ui, { refused: true })
  await page.getByTestId('nav-captures').click()
  const row = (id) => page.locator(`[data-thing="capture:${id}"]`)
  await row(1).click()
  await page.getByTestId('resend-url').fill('http://127.0.0.1:9/hook')
  await page.getByTestId('resend-button').click()
  await page.getByTestId('tab-deliveries').click()
  const listed = page.locator('.inspector summary[data-thing^=attempt]')
  await listed.waitFor()
  await page.route('**/rpc/attempts_list', (route) => route.fulfill({ status: 400, json: { code: 'invalid', message: 'It cannot be read.' } }))
  await row(2).click()
  await page.locator('.inspector').getByRole('heading', { name: 'This cannot be shown now' }).waitFor()
  assert.deepEqual([await listed.count(), await page.getByText('Not sent yet').count()], [0, 0])
  await page.unroute('**/rpc/attempts_list')
  await page.locator('.inspector').getByRole('button', { name: 'Try again' }).click()
  await page.getByText('Not sent yet').waitFor()
  await row(1).click()
  await listed.waitFor()
})

test('a body that is no JSON is not called formatted, and where it breaks off is said', async (t) => {
  const bodies = ['{"object":"instagram",\n "entry": oops}', '{"object":"instagram"}']
  const page = await inspecting(t, ...bodies)
  await page.getByTestId('nav-captures').click()
  await page.locator('[data-thing="capture:1"]').click()
  await page.getByTestId('tab-meta').click()
  const said = page.locator('.inspector .said')
  const note = page.locator('.inspector .note')
  await way(page, 'formatted').click()
  await note.getByText('No whole JSON, so it is shown as it came. It stops being JSON in line 2, column 11: Here should be a value.').waitFor()
  assert.match(await said.innerText(), /, exactly as received$/)
  assert.equal(await body(page).innerText(), bodies[0])
  await way(page, 'tree').click()
  await note.getByText('No whole JSON, so there is no tree of it. It stops being JSON in line 2, column 11').waitFor()
  await page.locator('[data-thing="capture:2"]').click()
  await page.getByRole('tree', { name: 'Body' }).waitFor()
  await way(page, 'formatted').click()
  await said.getByText('formatted for reading').waitFor()
  assert.equal(await note.count(), 0)
})

test('what is closed in the tree of one capture is open in the next', async (t) => {
  const bodies = [1, 2].map((n) => `{"a":{"b":${n}}}`)
  const page = await inspecting(t, ...bodies)
  await page.getByTestId('nav-captures').click()
  await page.locator('[data-thing="capture:1"]').click()
  await page.getByTestId('tab-meta').click()
  await way(page, 'tree').click()
  const rows = page.getByRole('treeitem')
  await rows.nth(1).click()
  await rows.nth(2).waitFor({ state: 'detached' })
  await page.locator('[data-thing="capture:2"]').click()
  await rows.getByText('2', { exact: true }).waitFor()
})

test('a string that is read from the right turns no order but its own', async (t) => {
  const page = await inspecting(t, '{"\u05d0":"\u05d1\u05d1","a":["\u05d2\u05d2 \u05d2","\u05d3"],"b":"\u202e","c":12}')
  await page.getByTestId('nav-captures').click()
  await page.locator('[data-thing="capture:1"]').click()
  await page.getByTestId('tab-meta').click()
  /** What stands further left than what is before it in its line. */
  const turned = (parts) => parts.evaluateAll((all) => {
    const boxes = all.map((one) => one.getBoundingClientRect())
    return all.filter((_, at) => at > 0 && Math.abs(boxes[at].top - boxes[at - 1].top) < 4 && boxes[at].left < boxes[at - 1].left).map((one) => one.textContent)
  })
  const parts = body(page).locator('span:not(.own)')
  await parts.filter({ hasText: '12' }).waitFor()
  assert.deepEqual(await turned(parts), [])
  await body(page).focus()
  await page.keyboard.press('Control+f')
  await page.getByTestId('find').fill('\u05d2 \u05d2')
  await body(page).locator('.now').waitFor()
  const [first, hit] = await Promise.all([parts.filter({ hasText: /^"\u05d2$/ }).boundingBox(), body(page).locator('.now').boundingBox()])
  assert.ok(first.x + first.width > hit.x + hit.width, 'a hit leaves the string in its own order')
  await way(page, 'tree').click()
  await page.getByRole('treeitem').first().waitFor()
  assert.deepEqual(await turned(page.getByRole('treeitem').locator('span')), [])
})

test('a search in the inspector is offered where there are words to search in', async (t) => {
  const { receiver, ui } = await serve(t)
  await fetch(`${receiver}?hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=1`)
  await post(receiver, instagram({ message: { mid: 'm1', text: 'Hello' } }), SECRET)
  const page = await open(t, ui)
  await page.getByTestId('nav-captures').click()
  const offered = async () => {
    await page.keyboard.press('Control+k')
    const commands = page.getByRole('listbox', { name: 'Commands' }).getByRole('option')
    await commands.first().waitFor()
    const found = await commands.filter({ has: page.getByTitle('Search in the inspector') }).count()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    return found > 0
  }
  for (const [capture, tab, shown, wanted] of [
    [2, 'summary', 'Capture #2', true],
    [2, 'meta', 'exactly as received', true],
    [2, 'deliveries', 'Not sent yet', false],
    [2, 'texter', 'Texter would send nothing', false],
    [1, 'meta', 'No body', false],
    [1, 'headers', 'Names are in lower case', true],
  ]) {
    await page.locator(`[data-thing="capture:${capture}"]`).click()
    await page.getByTestId(`tab-${tab}`).click()
    await page.locator('.inspector').getByText(shown).first().waitFor()
    assert.equal(await offered(), wanted, `${tab} of #${capture}`)
    assert.equal((await page.locator('.inspector [data-find]').count()) > 0, wanted, `${tab} of #${capture}`)
  }
})
