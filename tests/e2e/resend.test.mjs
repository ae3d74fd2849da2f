// Sending again in all its ways: edited, wrongly signed, to other people's hosts, and better than the time before.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import test from 'node:test'

import { AXE, ask, copied, instagram, open, post, serve, sign, sink, timeout } from './rig.mjs'

async function opened(t, how) {
  const server = await serve(t)
  const body = instagram({ message: { mid: 'm1', text: 'caf\u00e9' } })
  await post(server.receiver, body, 'app-secret')
  const page = await open(t, server.ui, how)
  await page.getByTestId('conversation-row').first().click()
  await page.getByTestId('message').first().waitFor()
  return { server, body, page }
}

const editor = (page) => page.getByTestId('editor').locator('.cm-content')
/** What the editor holds, as it would be copied. */
async function typed(page) {
  await editor(page).click()
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Control+c')
  return page.evaluate(() => navigator.clipboard.readText())
}

test('an edit is sent signed, linked, and leaves the capture as it is', { timeout }, async (t) => {
  const [{ body, page }, target] = [await opened(t), await sink(t)]
  await page.getByTestId('resend-url').fill(target.url)
  await page.getByTestId('resend-signing').selectOption('re-signed')
  await page.getByTestId('resend-secret').fill('theirs')
  await page.keyboard.press('Escape')
  await page.keyboard.press('e')
  assert.equal(await typed(page), body)
  const changed = body.replace('caf\\u00e9', 'te\\u00e1')
  assert.notEqual(changed, body)
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText(changed)
  await page.getByTestId('edit-button').click()
  const got = await target.next()
  assert.equal(got.body.toString(), changed)
  assert.equal(got.headers['x-hub-signature-256'], sign('theirs', changed))
  await page.getByTestId('edit-answer').getByText('202', { exact: true }).waitFor()

  await editor(page).click()
  await page.keyboard.press('Control+End')
  await page.keyboard.type(',')
  await page.getByTestId('edit-problem').getByText('The JSON is over before this.').waitFor()
  await page.locator('.cm-lintRange-error').waitFor()
  await page.getByRole('button', { name: 'format', exact: true }).click()
  await page.keyboard.press('Control+Enter')
  assert.equal((await target.next()).body.toString(), `${changed},`, 'what is wrong can be sent')
  await page.keyboard.press('Control+z')
  await page.keyboard.press('Control+z')
  await page.getByTestId('edit-size').getByText('nothing is changed').waitFor()

  await page.keyboard.press('Control+f')
  await page.keyboard.type('instagram')
  await page.locator('.cm-searchMatch').waitFor()
  await page.keyboard.press('Escape')
  await page.locator('.cm-search').waitFor({ state: 'detached' })
  await editor(page).waitFor()
  await page.evaluate(readFileSync(AXE, 'utf8'))
  const { violations } = await page.evaluate(() => globalThis.axe.run('dialog', { resultTypes: ['violations'] }))
  assert.deepEqual(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => [id, nodes[0]?.html]), [])
  await page.keyboard.press('Escape')
  await page.getByTestId('resend-button').click()
  assert.equal((await target.next()).body.toString(), body)
})

test('what is not touched stays to the byte: line ends, a byte order mark, NUL, escapes', { timeout }, async (t) => {
  const [server, target] = [await serve(t), await sink(t)]
  const body = '\ufeff{"object":"instagram",\r\n"entry":[],\n"a":"\\u00e9\\/ \u0000 \u2028",\r"n":50007000000006017}'
  await post(server.receiver, body, 'app-secret')
  const page = await open(t, server.ui)
  await page.getByTestId('nav-captures').click()
  await page.getByTestId('capture-row').first().click()
  await page.getByTestId('resend-url').fill(target.url)
  await page.keyboard.press('Escape')
  await page.keyboard.press('e')
  await editor(page).click()
  await page.keyboard.press('Control+End')
  await page.keyboard.type(' ')
  await page.keyboard.press('Control+Enter')
  assert.equal((await target.next()).body.toString(), `${body} `)

  await page.getByRole('button', { name: 'hex', exact: true }).click()
  await editor(page).getByText('ef bb bf 7b 22').waitFor()
  await page.getByRole('button', { name: 'text', exact: true }).click()
  await page.getByTestId('beside').click()
  await page.getByRole('textbox', { name: 'What came' }).waitFor()
  await page.getByRole('textbox', { name: 'The body to send' }).click()
  await page.keyboard.press('Control+Home')
  await page.keyboard.press('Delete')
  await page.keyboard.press('Control+Enter')
  assert.equal((await target.next()).body.toString(), `${body.slice(1)} `, 'the mark alone is gone')
})

test('who writes in a field of the edit keeps the keyboard when the editor is loaded', { timeout }, async (t) => {
  const server = await serve(t)
  await post(server.receiver, '{}', 'app-secret')
  const page = await open(t, server.ui)
  let load
  const held = new Promise((go) => (load = go))
  await page.route('**/Editor-*.js', async (route) => {
    await held
    await route.continue()
  })
  // What a page has begun to load is not sure to be held.
  await page.reload()
  await page.getByTestId('nav-captures').click()
  await page.getByTestId('capture-row').click()
  const asked = page.waitForRequest('**/Editor-*.js')
  await page.keyboard.press('e')
  await asked
  await page.getByTestId('edit-path').click()
  await page.keyboard.type('/ha')
  assert.equal(await editor(page).count(), 0)
  load()
  await editor(page).waitFor()
  await page.keyboard.type('lf')
  assert.equal(await page.getByTestId('edit-path').inputValue(), '/half')
  assert.equal(await typed(page), '{}')
})

test('bytes that are no text are edited as digits, with other headers and another method', { timeout }, async (t) => {
  const [server, target] = [await serve(t), await sink(t)]
  await post(server.receiver, Buffer.from([0x7b, 0xff, 0x00, 0x41]), 'app-secret')
  const page = await open(t, server.ui)
  await page.getByTestId('nav-captures').click()
  await page.getByTestId('capture-row').first().click()
  await page.getByTestId('resend-url').fill(target.url)
  await page.keyboard.press('Escape')
  await page.keyboard.press('e')
  await page.getByText('Some bytes are not UTF-8').waitFor()
  assert.equal(await typed(page), '7b ff 00 41')
  await page.keyboard.press('Control+End')
  await page.keyboard.type(' 4')
  await page.getByTestId('edit-problem').getByText('A byte has two digits.').waitFor()
  await page.keyboard.type('2')
  await page.getByTestId('edit-method').selectOption('PUT')
  await page.getByTestId('edit-path').fill('/elsewhere?a=1')
  await page.getByRole('button', { name: 'headers' }).click()
  const headers = page.getByTestId('edit-headers')
  await headers.fill(`${await headers.inputValue()}\nX-Extra: one`)
  await page.getByTestId('edit-button').click()
  const got = await target.next()
  assert.deepEqual([got.method, got.path, [...got.body], got.headers['x-extra']], ['PUT', '/elsewhere?a=1', [0x7b, 0xff, 0, 0x41, 0x42], 'one'])
  await page.keyboard.press('Escape')
  await page.getByTestId('tab-deliveries').click()
  await page.locator('.inspector .panel summary').first().click()
  await page.locator('.inspector .panel').getByText('edited').waitFor()
})

test('a wrong signature passes when it is refused, and the verdict says what is better than before', { timeout }, async (t) => {
  const { page } = await opened(t)
  const secret = 'theirs'
  let works = true
  const server = createServer((request, response) => {
    const chunks = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      const good = request.headers['x-hub-signature-256'] === sign(secret, Buffer.concat(chunks))
      response.writeHead(works ? (good ? 200 : 401) : 500).end()
    })
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  await page.getByTestId('resend-url').fill(`http://127.0.0.1:${server.address().port}/`)
  const send = async (signing, status, verdict) => {
    await page.getByTestId('resend-signing').selectOption(signing)
    if (await page.getByTestId('resend-secret').isVisible()) await page.getByTestId('resend-secret').fill(secret)
    await page.getByTestId('resend-button').click()
    const answer = page.getByTestId('resend-answer')
    await answer.getByText(String(status), { exact: true }).waitFor()
    if (verdict) await answer.getByText(verdict).waitFor()
  }
  await send('re-signed', 200)
  works = false
  await send('re-signed', 500, 'regressed')
  works = true
  await send('re-signed', 200, 'fixed')
  await send('wrong: an altered byte', 401, 'still passing')
  await send('unsigned', 401, 'regressed')
})

test("on a vendor's tab the keys act on its event, and say what cannot be done with one", { timeout }, async (t) => {
  const [server, target] = [await serve(t), await sink(t)]
  await post(server.receiver, instagram({ message: { mid: 'm1', text: 'It\'s caf\u00e9', is_echo: true } }, { outbound: true }), 'app-secret')
  await post(server.receiver, instagram({ read: { mid: 'm1' } }, { at: Date.now() }), 'app-secret')
  const page = await open(t, server.ui)
  await page.getByTestId('conversation-row').click()
  await page.getByTestId('message').waitFor()
  await page.getByTestId('resend-url').fill(target.url)
  await page.keyboard.press('Escape')
  const said = page.getByTestId('said')
  for (const [key, name] of [['3', 'DoubleTick'], ['5', 'Zoho Desk']]) {
    await page.keyboard.press(key)
    await page.getByRole('region', { name: `${name} event` }).waitFor()
    await page.locator('.resend').getByText(`Sends the ${name} event`).waitFor()
    await page.keyboard.press('r')
    const resent = await target.next()
    await page.keyboard.press('c')
    await said.getByText(`Copied the ${name} event as curl.`).waitFor()
    execFile('sh', ['-c', `${await page.evaluate(() => navigator.clipboard.readText())} -s`])
    const curled = await target.next()
    assert.deepEqual([curled.method, curled.headers['content-type'], curled.body], [resent.method, resent.headers['content-type'], resent.body])
    await page.keyboard.press('e')
    await said.getByText('is not edited').waitFor()
    assert.equal(await page.getByTestId('editor').count(), 0)
  }
  // What came is done by name, and its menu is its own.
  await page.keyboard.press('Control+k')
  await page.getByLabel('What to do').fill('Copy as curl')
  assert.equal(await page.getByRole('option').filter({ hasText: /^Copy as curl/ }).count(), 1)
  await page.getByLabel('What to do').fill('Edit and resend')
  assert.equal(await page.getByRole('option').filter({ hasText: /^Edit and resend/ }).count(), 0)
  await page.keyboard.press('Escape')
  await page.getByTestId('message').locator('.bubble').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Copy as curl' }).click()
  await copied(page, /^curl .*"mid":"m1"/)

  await post(server.receiver, instagram({ message: { mid: 'm2', text: 'No event' } }), 'app-secret')
  await page.getByTestId('nav-captures').click()
  await page.locator('[data-thing="capture:3"]').click()
  await page.keyboard.press('4')
  await page.locator('.resend').getByText('there is no event').waitFor()
  for (const [key, words] of [['r', 'There is no Texter event that could be sent'], ['c', 'There is no Texter event that could be copied'], ['e', 'is not edited']]) {
    await page.keyboard.press(key)
    await said.getByText(words).waitFor()
  }
})

test('a key pressed again while it goes leaves the URL as it is', { timeout }, async (t) => {
  const [{ page }, target] = [await opened(t), await sink(t)]
  await page.getByTestId('resend-url').fill(target.url)
  await page.keyboard.press('Escape')
  let go
  const gate = new Promise((done) => (go = done))
  await page.route('**/rpc/send', async (route) => {
    await gate
    await route.continue()
  })
  await page.keyboard.press('r')
  await page.locator('[data-testid=resend-button]:disabled').waitFor()
  for (const key of ['r', 'r', 'j']) await page.keyboard.press(key)
  assert.equal(await page.getByTestId('resend-url').inputValue(), target.url)
  go()
  await target.next()
  await page.getByTestId('resend-answer').getByText('202', { exact: true }).waitFor()
  assert.equal(await page.getByTestId('resend-url').inputValue(), target.url)
})

/** Chooses the newest attempt. */
async function newest(page) {
  await page.getByTestId('nav-deliveries').click()
  await page.getByTestId('attempt-row').first().click()
}

test('an attempt goes again as it went: its bytes, to its target, signed and edited as it was', { timeout }, async (t) => {
  const [{ body, page }, target] = [await opened(t), await sink(t)]
  await page.getByTestId('resend-url').fill(target.url)
  await page.getByTestId('resend-signing').selectOption('re-signed')
  await page.getByTestId('resend-secret').fill('theirs')
  await page.getByTestId('save-target').click()
  await page.getByTestId('said').getByText('Saved').waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('e')
  const changed = body.replace('caf\\u00e9', 'te\\u00e1')
  await editor(page).click()
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText(changed)
  await page.getByTestId('edit-path').fill('/elsewhere?a=1')
  await page.keyboard.press('Control+Enter')
  const edited = await target.next()
  await page.getByTestId('edit-answer').getByText('202', { exact: true }).waitFor()
  await page.getByTestId('give-up').click()
  await page.getByTestId('resend-button').click()
  const plain = await target.next()
  await page.getByTestId('resend-answer').getByText('202', { exact: true }).waitFor()
  // What the bar holds now is no part of what went.
  await page.getByTestId('resend-url').fill('http://127.0.0.1:9/another')

  const sent = ({ method, path, headers, body }) => {
    const { connection, ...own } = headers
    return { method, path, own, body: body.toString() }
  }
  const said = page.getByTestId('said')
  await newest(page)
  await page.keyboard.press('r')
  assert.deepEqual(sent(await target.next()), sent(plain))
  await said.getByText(/^Sent again to .*: 202, still passing\.$/).waitFor()
  await page.getByTestId('attempt-row').nth(2).waitFor()
  assert.equal(await page.getByTestId('attempt-row').first().getAttribute('aria-pressed'), 'true', 'the new one is open')

  await page.getByTestId('attempt-row').filter({ hasText: 'edited' }).click({ button: 'right' })
  await page.getByRole('menuitem', { name: /^Resend/ }).click()
  assert.deepEqual(sent(await target.next()), sent(edited))
  await page.getByTestId('attempt-row').nth(3).waitFor()
  await page.getByTestId('send-again').click()
  assert.deepEqual(sent(await target.next()), sent(edited))
  await page.getByTestId('attempt-row').nth(4).waitFor()

  await page.keyboard.press('e')
  assert.equal(await typed(page), changed)
  assert.equal(await page.getByTestId('edit-path').inputValue(), '/elsewhere?a=1')
  await page.keyboard.press('Control+Enter')
  assert.deepEqual(sent(await target.next()), sent(edited))
})

test('what an attempt does not keep is asked for where it is sent from', { timeout }, async (t) => {
  const [{ body, page }, target] = [await opened(t, { refused: true }), await sink(t)]
  await page.getByTestId('resend-url').fill(`${target.url}?token=hush`)
  await page.getByTestId('resend-signing').selectOption('re-signed')
  await page.getByTestId('resend-secret').fill('theirs')
  await page.getByTestId('resend-button').click()
  await target.next()
  await page.getByTestId('resend-answer').getByText('202', { exact: true }).waitFor()
  await page.getByTestId('resend-url').fill(target.url)
  await page.getByTestId('resend-button').click()
  await target.next()
  await page.getByTestId('resend-answer').getByText('202', { exact: true }).waitFor()

  await newest(page)
  await page.keyboard.press('r')
  await page.locator('[data-testid=resend-secret]:focus').waitFor()
  await page.locator('.resend').getByText('Signing needs the target').waitFor()
  await page.keyboard.type('theirs')
  await page.keyboard.press('Enter')
  assert.equal((await target.next()).headers['x-hub-signature-256'], sign('theirs', body))

  await page.getByTestId('nav-deliveries').click()
  await page.getByTestId('attempt-row').filter({ hasText: 'token' }).click()
  await page.keyboard.press('r')
  await page.locator('[data-testid=resend-url]:focus').waitFor()
  await page.locator('.resend').getByText('is not kept').waitFor()
})

test("a vendor's event goes again from its attempt, and is edited there no more than on its tab", { timeout }, async (t) => {
  const [server, target] = [await serve(t), await sink(t)]
  await post(server.receiver, instagram({ message: { mid: 'm1', text: 'Hello', is_echo: true } }, { outbound: true }), 'app-secret')
  await post(server.receiver, instagram({ read: { mid: 'm1' } }, { at: Date.now() }), 'app-secret')
  const page = await open(t, server.ui)
  await page.getByTestId('conversation-row').click()
  await page.getByTestId('message').waitFor()
  await page.keyboard.press('3')
  await page.getByRole('region', { name: 'DoubleTick event' }).waitFor()
  await page.getByTestId('resend-url').fill(target.url)
  await page.keyboard.press('Enter')
  const first = await target.next()
  await page.getByTestId('resend-answer').getByText('202', { exact: true }).waitFor()
  await newest(page)
  await page.keyboard.press('r')
  assert.deepEqual((await target.next()).body, first.body)
  await page.getByTestId('said').getByText('Sent again').waitFor()
  await page.getByTestId('attempt-row').first().click({ button: 'right' })
  await page.getByRole('menuitem', { name: /^Resend/ }).waitFor()
  assert.equal(await page.getByRole('menuitem', { name: 'Edit and resend' }).count(), 0)
})

test("customers' data go to a host of others only after one question", { timeout }, async (t) => {
  const { page } = await opened(t)
  await page.getByTestId('resend-url').fill('http://hooks.invalid/')
  await page.getByTestId('resend-button').click()
  await page.getByText("agree first that customers' data go there").waitFor()
  await page.getByText('Do not send').click()
  await page.getByTestId('resend-button').click()
  await page.getByTestId('confirm-host').click()
  await page.getByText('there is no host called hooks.invalid').waitFor()
  await page.getByTestId('resend-button').click()
  await page.getByTestId('resend-answer').getByText('still failing').waitFor()
})

test('the question about a host stands above the editor, which stays as it was', { timeout }, async (t) => {
  const { page } = await opened(t)
  await page.getByTestId('resend-url').fill('http://hooks.invalid/')
  await page.keyboard.press('Escape')
  await page.keyboard.press('e')
  const text = page.locator('.cm-content')
  await text.click()
  await page.keyboard.press('Control+Home')
  await page.keyboard.insertText('  ')
  await page.getByTestId('edit-path').fill('/other')
  await text.click()
  for (const answer of ['Do not send', 'Agree and send']) {
    await page.keyboard.press('Control+Enter')
    await page.getByRole('button', { name: answer }).click()
    await page.getByRole('dialog', { name: "Send customers' data there?" }).waitFor({ state: 'detached' })
    assert.equal(await page.evaluate(() => document.activeElement.matches('.cm-content')), true, 'the keyboard is back in the text')
  }
  await page.getByTestId('edit-answer').getByText('there is no host called hooks.invalid').first().waitFor()
  assert.equal(await page.getByTestId('edit-path').inputValue(), '/other')
  await page.keyboard.press('Control+z')
  await page.getByTestId('edit-size').getByText('now').waitFor({ state: 'detached' })
})

test('a name and a password in a URL that was kept once are taken out of the storage', { timeout }, async (t) => {
  const { page } = await opened(t)
  const kept = () => page.evaluate(() => JSON.stringify(localStorage))
  await page.evaluate(() => localStorage.setItem('hooktrail.url', 'https://me:hush-hush@dev.example.com/hook'))
  await page.reload()
  await page.waitForFunction(() => document.querySelector('[data-testid=nav-captures]') !== null)
  assert.match(await kept(), /https:\/\/dev\.example\.com\/hook/)
  assert.doesNotMatch(await kept(), /hush-hush|me:/)
})

test('what was sent is shown whole and taken away, and a copy that came back names its origin', { timeout }, async (t) => {
  const { server, body, page } = await opened(t)
  await page.getByTestId('resend-url').fill(server.receiver)
  await page.getByTestId('resend-button').click()
  await page.getByTestId('resend-answer').getByText('200', { exact: true }).waitFor()
  await page.getByTestId('nav-deliveries').click()
  await page.getByTestId('attempt-row').first().click()
  await page.getByTestId('attempt-time').getByText(/first byte after/).waitFor()
  await page.getByTestId('sent').locator('summary').click()
  await page.getByText('caf\\u00e9').first().waitFor()
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByTestId('save-har').click()])
  const har = JSON.parse(readFileSync(await file.path(), 'utf8'))
  assert.equal(file.suggestedFilename(), 'hooktrail.har')
  assert.equal(har.log.entries[0].request.postData.text, body)

  await page.getByTestId('nav-captures').click()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('filter shows as HAR')
  const [all] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')])
  const received = JSON.parse(readFileSync(await all.path(), 'utf8')).log.entries
  assert.deepEqual(received.map((entry) => entry._capture), ['1', '2'])
  const copy = page.locator('[data-thing="capture:2"]')
  await copy.getByTestId('ours').getByText('copy').waitFor()
  await copy.click()
  await page.getByTestId('copy-of').getByText('#1').click()
  await page.getByTestId('copy-of').waitFor({ state: 'detached' })
  assert.equal(await page.getByTestId('capture-row').getByTestId('ours').count(), 1)

  // What Meta said stays Meta's word, as long as it is here.
  await page.locator('.inspector').getByRole('button', { name: 'show in conversation' }).click()
  const message = page.getByTestId('message')
  await message.getByText('message #2 · copy', { exact: true }).waitFor()
  await message.getByText('message #1', { exact: true }).waitFor()
  assert.equal(await page.locator('.timeline').getByTestId('ours').count(), 0)
  await ask(page, 'delete', { captures: ['1'], all: false })
  await message.getByTestId('ours').getByText('copy').waitFor()
})

test('a refusal stands beside the URL until it is changed, and an answer bears the URL that it is of', { timeout }, async (t) => {
  const [{ page, server }, one, two] = [await opened(t, { refused: true }), await sink(t), await sink(t)]
  const [url, answer] = [page.getByTestId('resend-url'), page.getByTestId('resend-answer')]
  const refusal = page.locator('.resend').getByRole('alert')
  // What would be refused as a target is not offered to be one.
  const save = page.getByTestId('save-target')
  for (const refused of ['localhost:3000/hook', 'ftp://x', 'http://', 'http://me:hush@localhost:3000/', server.receiver]) {
    await url.fill(one.url)
    await save.waitFor()
    await url.fill(refused)
    await save.waitFor({ state: 'detached' })
  }
  await url.fill('localhost:3000/hook')
  await page.getByTestId('resend-button').click()
  await refusal.getByText('write http://localhost:3000/hook').waitFor()
  await url.fill('nowhere')
  await page.getByTestId('resend-button').click()
  await refusal.getByText('nowhere is neither a URL such as').waitFor()
  assert.equal(await url.getAttribute('aria-describedby'), await refusal.getAttribute('id'), 'the field is described by it')
  assert.equal(await page.getByTestId('said').innerText(), '')
  if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/refused.png` })
  await url.fill(one.url)
  await refusal.waitFor({ state: 'detached' })
  assert.equal(await url.getAttribute('aria-describedby'), null)

  await page.getByTestId('resend-button').click()
  await one.next()
  await answer.getByText('202', { exact: true }).waitFor()
  assert.equal(await answer.getByText('Sent before').count(), 0)
  await url.fill(two.url)
  await answer.getByText(`Sent before, to ${one.url}`).waitFor()
  if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/before.png` })
  await url.fill(one.url)
  await answer.getByText('Sent before').waitFor({ state: 'detached' })
  await page.getByTestId('save-target').click()
  await page.waitForFunction((host) => document.querySelector('[data-testid=resend-url]').value === host, new URL(one.url).host)
  assert.equal(await answer.getByText('Sent before').count(), 0, 'its name stands for the same URL')

  await url.fill('nowhere')
  await page.keyboard.press('Escape')
  await page.keyboard.press('e')
  await page.getByTestId('edit-button').click()
  await page.locator('.edit').getByRole('alert').getByText('nowhere is neither').waitFor()
  await page.getByTestId('edit-url').fill(two.url)
  await page.getByTestId('edit-button').click()
  await two.next()
  await page.getByTestId('edit-answer').getByText('202', { exact: true }).waitFor()
  assert.equal(await page.getByRole('alert').count(), 0)
})

test('a long answer is searched to its end and copied whole, though only its beginning is shown', { timeout }, async (t) => {
  const answer = `<!doctype html><h1>Internal error</h1>${'<p>at some place</p>\n'.repeat(4_000)}<p>the cause stands last</p>`
  const [{ page }, target] = [await opened(t), await sink(t, { status: 500, body: answer })]
  await page.getByTestId('resend-url').fill(target.url)
  await page.getByTestId('resend-button').click()
  await target.next()
  await page.getByTestId('nav-deliveries').click()
  await page.getByTestId('attempt-row').click()
  const whole = page.locator('.attempts .open')
  await whole.getByText(/^The first 2.000 of/).waitFor()
  await whole.getByTitle('Copy the whole answer').click()
  await copied(page, answer)
  await page.keyboard.press('Control+f')
  await page.getByTestId('find').fill('the cause stands last')
  await page.getByTestId('find-count').getByText('1 of 1').waitFor()
  await page.waitForFunction(() => {
    const [hit] = CSS.highlights.get('found-now') ?? []
    const [here, sight] = [hit?.getBoundingClientRect(), document.querySelector('.attempts .open').getBoundingClientRect()]
    return here && here.top > sight.top && here.bottom < sight.bottom
  })
  assert.equal(await whole.getByText('The first').count(), 0)
  for (const [words, label] of [['application/json', 'Headers sent and answered'], ['"object":"instagram"', 'What was sent']]) {
    await page.getByTestId('find').fill(words)
    await page.getByTestId('find-count').getByText(/^1 of/).waitFor()
    await whole.locator('details[open]').filter({ hasText: label }).waitFor()
  }
})
