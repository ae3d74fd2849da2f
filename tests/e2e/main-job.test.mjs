// The path of a user: a webhook arrives, is understood, and is sent again.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test as run } from 'node:test'
import { promisify } from 'node:util'

import { ACCOUNT, PEER, instagram, open, post, serve, sign, sink, timeout } from './rig.mjs'

const test = (name, job) => run(name, { timeout }, job)

const SECRET = 'app-secret'
const row = (page) => page.getByTestId('conversation-row')
/** The number of the capture that the inspector shows. */
const inspected = async (page) => Number(/Capture #(\d+)/.exec(await page.locator('.inspector').innerText())[1])
const message = (page, mid) => page.locator(`[data-testid=message][data-message="${mid}"]`)

test('the first run explains itself, and the sample is open as it has arrived', async (t) => {
  const { receiver, ui, verify_token } = await serve(t)
  const page = await open(t, ui)
  await page.getByText('Nothing received yet').waitFor()
  await page.getByText(verify_token).waitFor()
  await page.getByText(receiver, { exact: true }).first().waitFor()
  await page.getByTestId('first-connect').click()
  await page.getByText('Public address').first().waitFor()
  await page.getByTestId('nav-conversations').click()
  await page.getByTestId('first-sample').click()
  await page.getByTestId('message').nth(1).waitFor()
  assert.equal(await page.getByTestId('message').nth(1).getAttribute('aria-current'), 'true', 'the last message is chosen')
  await page.getByTestId('rail-dot').filter({ hasText: 'Seen' }).waitFor()
  await page.locator('.inspector .tag.good').filter({ hasText: 'valid' }).waitFor()

  for (const [view, shown] of [['captures', 'captures'], ['insights', 'conversations']]) {
    const before = await inspected(page)
    await page.getByTestId(`nav-${view}`).click()
    await page.getByTestId('send-sample').click()
    await page.waitForFunction((before) => Number(/Capture #(\d+)/.exec(document.querySelector('.inspector')?.textContent ?? '')?.[1] ?? 0) > before, before)
    assert.equal(await page.getByTestId(`nav-${shown}`).getAttribute('aria-current'), 'page')
  }
})

test('the command of the first run is received as a shell runs it', async (t) => {
  const { ui } = await serve(t)
  const page = await open(t, ui)
  await page.locator('.curl').getByRole('button', { name: 'copy' }).click()
  const command = await page.evaluate(() => navigator.clipboard.readText())
  await promisify(execFile)('bash', ['-c', command])
  await row(page).getByText('Hello', { exact: true }).waitFor()
})

test('what arrives appears by itself and does not steal the selection', async (t) => {
  const { receiver, ui } = await serve(t)
  assert.equal(await post(receiver, instagram({ message: { mid: 'm1', text: 'Hi! Where is my order? é 😀 /' } }), SECRET), 200)
  const page = await open(t, ui)
  await row(page).click()
  await message(page, 'm1').waitFor()
  assert.equal(await message(page, 'm1').locator('.text').innerText(), 'Hi! Where is my order? é 😀 /')

  const now = Date.now()
  await post(receiver, instagram({ message: { mid: 'm2', text: 'From the shop', is_echo: true } }, { outbound: true, at: now - 50_000 }), SECRET)
  await message(page, 'm2').waitFor()
  await post(receiver, instagram({ message: { mid: 'm9', text: 'Someone else' } }, { peer: '7001000000000099' }), SECRET)
  await row(page).nth(1).waitFor()
  assert.equal(await message(page, 'm1').getAttribute('aria-current'), 'true', 'the selection stays')

  await post(receiver, instagram({ read: { mid: 'm2' } }, { at: now - 9_000 }), SECRET)
  await message(page, 'm2').getByTestId('rail-dot').filter({ hasText: 'Seen' }).waitFor()
  assert.match(await message(page, 'm2').locator('.gap.reached').innerText(), /\+41 s/)

  await post(receiver, instagram({ message: { mid: 'm1', is_deleted: true } }), SECRET)
  await message(page, 'm1').getByText('deleted').first().waitFor()
})

test('resending sends the stored bytes, signed for the target, and shows the answer', async (t) => {
  const [{ receiver, ui }, target] = [await serve(t), await sink(t)]
  const body = instagram({ message: { mid: 'm1', text: 'caf\u00e9 \/ 😀' } })
  await post(receiver, body, SECRET)
  const page = await open(t, ui)
  await row(page).click()
  await message(page, 'm1').waitFor()
  await page.getByTestId('resend-url').fill(target.url)
  await page.getByTestId('resend-signing').selectOption('re-signed')
  await page.getByTestId('resend-secret').fill('their-secret')
  await page.getByTestId('resend-button').click()
  const got = await target.next()
  assert.equal(got.body.toString(), body)
  assert.equal(got.headers['x-hub-signature-256'], sign('their-secret', got.body))
  assert.match(await page.getByTestId('resend-answer').getByText('202', { exact: true }).innerText(), /202/)

  await page.getByTestId('resend-signing').selectOption('as received')
  await page.getByTestId('resend-button').click()
  assert.equal((await target.next()).headers['x-hub-signature-256'], sign(SECRET, body))

  await page.getByTestId('nav-deliveries').click()
  await page.getByTestId('attempt-row').nth(1).waitFor()
})

test('the vendor tabs show their events with where each field came from, and send them', async (t) => {
  const [{ receiver, ui }, target] = [await serve(t), await sink(t)]
  await post(receiver, instagram({ message: { mid: 'm2', text: 'On its way', is_echo: true } }, { outbound: true }), SECRET)
  await post(receiver, instagram({ read: { mid: 'm2' } }, { at: 1_781_618_623_639 }), SECRET)
  const page = await open(t, ui)
  await row(page).click()
  await message(page, 'm2').getByTestId('rail-dot').filter({ hasText: 'Seen' }).click()
  await page.getByTestId('tab-doubletick').click()
  const event = page.getByRole('region', { name: 'DoubleTick event' })
  await event.getByText('"READ"').waitFor()
  await event.getByText('"2026-06-16T14:03:43.639Z"').hover()
  assert.equal(await page.getByRole('region', { name: 'Where it came from' }).locator('.lit').innerText(), '1781618623639')

  await page.getByTestId('tab-zoho').click()
  const zoho = await page.getByRole('region', { name: 'Zoho Desk event' }).innerText()
  const [, number] = zoho.match(/"messageId": (\d+)/) ?? []
  assert.ok(BigInt(number) > 2n ** 53n)
  await page.getByTestId('resend-url').fill(target.url)
  await page.getByTestId('resend-button').click()
  const sent = (await target.next()).body.toString()
  assert.ok(sent.startsWith('[{"payload":') && sent.includes(`"messageId":${number},`), sent)

  await page.getByTestId('tab-texter').click()
  await page.getByRole('region', { name: 'Texter event' }).getByText('"messageStatusChanged"').waitFor()
})

test('a name that the user enters is in the events at once', async (t) => {
  const { receiver, ui } = await serve(t)
  await post(receiver, instagram({ message: { mid: 'm1', text: 'hello' } }), SECRET)
  const page = await open(t, ui)
  await row(page).waitFor()
  await page.getByTestId('nav-settings').click()
  const field = page.getByLabel(`Handle of ${PEER}`, { exact: true })
  await field.fill('maya.klein')
  await field.press('Tab')
  await page.getByTestId('nav-conversations').click()
  await row(page).getByText('maya.klein').waitFor()
  await row(page).click()
  await page.getByTestId('tab-doubletick').click()
  await page.getByRole('region', { name: 'DoubleTick event' }).getByText('"maya.klein"').first().waitFor()
})

test('a state set by hand is marked as simulated, and vendor events follow the chosen way', async (t) => {
  const { receiver, ui } = await serve(t)
  await post(receiver, instagram({ message: { mid: 'm2', text: 'On its way', is_echo: true } }, { outbound: true }), SECRET)
  const page = await open(t, ui)
  await row(page).click()
  await message(page, 'm2').waitFor()
  await page.getByLabel('Simulate a state of this message').selectOption('delivered')
  await message(page, 'm2').getByTestId('rail-dot').filter({ hasText: 'Delivered' }).getByText('simulated').waitFor()
  await page.getByTestId('tab-doubletick').click()
  await page.getByRole('region', { name: 'DoubleTick event' }).getByText('"DELIVERED"').waitFor()
  await page.getByLabel('Simulate a state of this message').selectOption('sent')
  await page.getByText('Set by you: sent. It is marked as simulated and told to the vendors; the message itself stays delivered.').waitFor()
  await message(page, 'm2').getByTestId('rail-kept').getByText('Sent simulated').waitFor()
  const sent = page.locator('.inspector').getByRole('button', { name: /^Accepted/ })
  assert.equal(await sent.count(), 0, 'SENT is off')
  await page.getByTestId('nav-settings').click()
  await page.getByLabel('DoubleTick tells SENT on Instagram too').check()
  await page.getByTestId('nav-conversations').click()
  await sent.waitFor()
})

test('a file of names is taken in', async (t) => {
  const { receiver, ui } = await serve(t)
  await post(receiver, instagram({ message: { mid: 'm1', text: 'hello' } }), SECRET)
  const page = await open(t, ui)
  await page.getByTestId('nav-settings').click()
  const buffer = Buffer.from(`account,peer,handle\n${ACCOUNT},${PEER},maya.klein\n`)
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByText('Import a file…').click()])
  await chooser.setFiles({ name: 'names.csv', mimeType: 'text/csv', buffer })
  await page.getByText('Taken in: 1 entry.').waitFor()
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByText('Save as CSV…').click()])
  assert.equal(download.suggestedFilename(), 'directory.csv')
  assert.match(await readFile(await download.path(), 'utf8'), /maya\.klein/)
  await page.getByTestId('nav-conversations').click()
  await row(page).getByText('maya.klein').waitFor()
})

test('of hundreds of names so many are shown at once, and any is found', async (t) => {
  const { ui } = await serve(t)
  const page = await open(t, ui)
  await page.getByTestId('nav-settings').click()
  const lines = Array.from({ length: 250 }, (_, at) => `${ACCOUNT},${100_000 + at},customer.${at}`)
  const buffer = Buffer.from(`account,peer,handle\n${lines.join('\n')}\n`)
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByText('Import a file…').click()])
  await chooser.setFiles({ name: 'names.csv', mimeType: 'text/csv', buffer })
  const fields = page.getByLabel(/^Handle of /)
  await page.getByText('The first 100 of 2').waitFor()
  assert.equal(await fields.count(), 100)
  await page.getByTestId('directory-find').fill('Customer.249')
  await page.getByText(/^1 of 2/).waitFor()
  assert.equal(await fields.inputValue(), 'customer.249')
  await page.getByTestId('directory-find').fill('nobody')
  await page.getByText('Nobody here has that').waitFor()
})

test('whoever is in a conversation can be named, whatever the list of conversations shows', async (t) => {
  const { receiver, ui } = await serve(t)
  const peers = Array.from({ length: 230 }, (_, at) => String(70_010_000 + at))
  const messaging = peers.map((peer, at) => ({ sender: { id: peer }, recipient: { id: ACCOUNT }, timestamp: 1_781_606_220_000 + at, message: { mid: `m${at}`, text: 'Hello' } }))
  await post(receiver, JSON.stringify({ object: 'instagram', entry: [{ id: ACCOUNT, time: 1_781_606_220_000, messaging }] }), SECRET)
  const page = await open(t, ui)
  await page.getByTestId('filter').fill('status:failed')
  await page.getByText('Nothing matches').waitFor()
  await page.getByTestId('nav-settings').click()
  await page.getByText('The first 100 of 201').waitFor()
  await page.getByText('More customers than these wrote here').waitFor()
  await page.getByTestId('directory-find').fill('70010000')
  await page.getByLabel('Handle of 70010000').fill('the.first')
  await page.keyboard.press('Tab')
  await page.getByTestId('nav-conversations').click()
  await page.getByTestId('filter').fill('name:the.first')
  await row(page).getByText('the.first').waitFor()
})

test('done closes a conversation, and the next message opens it again', async (t) => {
  const { receiver, ui } = await serve(t)
  await post(receiver, instagram({ message: { mid: 'm1', text: 'one' } }), SECRET)
  const page = await open(t, ui)
  await row(page).click()
  await message(page, 'm1').waitFor()
  await page.keyboard.press('d')
  await page.getByText(/Marked done/).waitFor()
  await post(receiver, instagram({ message: { mid: 'm2', text: 'two' } }, { at: Date.now() + 5_000 }), SECRET)
  await page.getByText('first message after done').waitFor()
})

test('a done mark is taken back by a key, and nothing tells of it afterwards', async (t) => {
  const { receiver, ui } = await serve(t)
  await post(receiver, instagram({ message: { mid: 'm1', text: 'one' } }), SECRET)
  const page = await open(t, ui)
  await row(page).click()
  await message(page, 'm1').waitFor()
  await page.keyboard.press('d')
  await page.getByTestId('undo').waitFor()
  await page.keyboard.press('z')
  await page.getByTestId('said').getByText('as it was before').waitFor()
  await page.getByTestId('undo').waitFor({ state: 'detached' })
  await page.getByText(/Marked done ·/).waitFor({ state: 'detached' })
  assert.equal(await page.getByTestId('mark-done').isEnabled(), true)
})

test('conversations that are held still say so, and what is new is one press away', async (t) => {
  const { receiver, ui } = await serve(t)
  await post(receiver, instagram({ message: { mid: 'm1', text: 'one' } }), SECRET)
  const page = await open(t, ui)
  await row(page).waitFor()
  await page.keyboard.press('l')
  const list = page.getByRole('region', { name: 'Conversations' })
  await list.getByText('Paused · go live').waitFor()
  await post(receiver, instagram({ message: { mid: 'm2', text: 'two' } }, { peer: '7001000000000099' }), SECRET)
  await post(receiver, instagram({ message: { mid: 'm3', text: 'three' } }, { at: Date.now() - 10_000 }), SECRET)
  await list.getByText('1 new · show it').waitFor()
  await row(page).getByText('three').waitFor()
  assert.equal(await row(page).count(), 1, 'what is shown says what is, where it stood')
  await page.getByTestId('filter').fill('nothing-like-this')
  await list.getByText('Nothing matches').waitFor()
  await list.getByText('Paused: conversations that come now').waitFor()
  await list.getByRole('button', { name: 'Clear the filter' }).last().click()
  await row(page).nth(1).waitFor()
  await list.getByText('Paused · go live').click()
  await list.getByText('Paused').waitFor({ state: 'detached' })
})

test('captures say why a signature failed, and can be held still', async (t) => {
  const { receiver, ui } = await serve(t)
  await post(receiver, instagram({ message: { mid: 'm1', text: 'forged' } }), 'another secret')
  await post(receiver, Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), SECRET)
  const page = await open(t, ui)
  await page.getByTestId('nav-captures').click()
  const rows = page.getByTestId('capture-row')
  await rows.nth(1).waitFor()
  await rows.nth(1).click()
  const inspector = page.locator('.inspector')
  await inspector.getByText('invalid').waitFor()
  assert.match(await inspector.locator('.reason').innerText(), /secret/i)
  await page.keyboard.press('l')
  await post(receiver, instagram({ message: { mid: 'm3', text: 'later' } }), SECRET)
  await page.getByText('1 new · show it').waitFor()
  assert.equal(await rows.count(), 2)
  await page.getByText('1 new · show it').click()
  await rows.nth(2).waitFor()
  await page.getByPlaceholder(/Filter/).fill('signature:invalid')
  await page.waitForFunction(() => document.querySelectorAll('[data-testid=capture-row]').length === 1)
  await page.getByPlaceholder(/Filter/).fill('nothing-like-this')
  await page.getByText('Nothing matches').waitFor()
})

test('why a signature failed is found out', async (t) => {
  const { receiver, ui } = await serve(t)
  const body = instagram({ message: { mid: 'm1', text: 'café' } })
  const headers = { 'x-hub-signature-256': sign(SECRET, body) }
  await fetch(receiver, { method: 'POST', headers, body: body.replace('\\u00e9', 'é') })
  await fetch(receiver, { method: 'POST', headers: { 'x-hub-signature': 'sha1=00' }, body })
  const page = await open(t, ui)
  await page.getByTestId('nav-captures').click()
  const rows = page.getByTestId('capture-row')
  await rows.nth(1).click()
  await page.locator('.reason').getByText('letters beyond ASCII are written \\uXXXX').waitFor()
  await rows.nth(0).click()
  await page.locator('.reason').getByText('Only the older X-Hub-Signature').waitFor()
})

test('what is deleted is gone after asking', async (t) => {
  const { receiver, ui } = await serve(t)
  await post(receiver, instagram({ message: { mid: 'm1', text: 'secret words' } }), SECRET)
  const page = await open(t, ui)
  await row(page).click()
  await message(page, 'm1').waitFor()
  await page.getByRole('button', { name: 'Delete this conversation' }).click()
  await page.getByText('for good', { exact: false }).first().waitFor()
  let answer
  const held = new Promise((done) => (answer = done))
  await page.route('**/rpc/delete', async (route) => {
    await held
    await route.continue()
  })
  await page.getByTestId('confirm-delete').click()
  await page.getByRole('dialog').getByRole('status').getByText('Deleting…').waitFor()
  assert.deepEqual(await page.getByRole('dialog').getByRole('button').evaluateAll((buttons) => buttons.map(({ textContent, disabled }) => [textContent, disabled])), [['Keep', true], ['Deleting…', true]])
  if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/deleting.png` })
  answer()
  await page.getByText('Nothing received yet').waitFor()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
})

test('a file put into the watched folder is captured, and a broken one is reported', async (t) => {
  const started = await serve(t)
  const watched = join(started.folder, 'in')
  mkdirSync(watched)
  const page = await open(t, started.ui)
  await page.getByTestId('nav-settings').click()
  await page.getByLabel('Watched folder').fill(watched)
  await page.getByLabel('Watched folder').press('Enter')
  await page.getByText('captured once', { exact: false }).first().waitFor()
  writeFileSync(join(watched, 'one.json'), instagram({ message: { mid: 'm1', text: 'from a file' } }))
  writeFileSync(join(watched, 'broken.json'), '{"object": ')
  await page.getByText('broken.json', { exact: false }).first().waitFor()
  await page.getByTestId('nav-conversations').click()
  await row(page).getByText('from a file').waitFor()
})

test('no view fetches styles of its own', async (t) => {
  const page = await open(t, (await serve(t)).ui)
  for (const view of ['captures', 'deliveries', 'insights', 'simulator', 'connect', 'settings']) {
    await page.getByTestId(`nav-${view}`).click()
    await page.locator(`main.${view}`).waitFor()
  }
  await page.waitForFunction(() => performance.getEntriesByType('resource').filter(({ name }) => /(Connect|Deliveries|Insights|Settings|Simulator)-[^/]*\.js$/.test(name)).length === 5)
  const fetched = await page.evaluate(() => performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.css')).length)
  assert.equal(fetched, 1)
})
