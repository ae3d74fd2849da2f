// Connect Meta: the checklist turns by what reaches the receiver; a source of one's own, and answers that are not 200.

import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import test from 'node:test'

import { ask, copied, instagram, later, open, post, serve, sink, through, timeout } from './rig.mjs'

/** Meta's handshake. */
const verify = (url, token) =>
  fetch(`${url}?hub.mode=subscribe&hub.challenge=7&hub.verify_token=${token}`, {
    headers: { 'user-agent': 'facebookplatform/1.0 (+http://developers.facebook.com)' },
  })

test('the checklist turns by itself, and the first missing step shows why', { timeout }, async (t) => {
  const server = await serve(t)
  const page = await open(t, server.ui)
  await page.click('[data-testid=nav-connect]')
  const standing = (step, name) => page.waitForSelector(`[data-testid=step-${step}].${name}`)
  await standing('receiving', 'done')
  await standing('handshake', 'waiting')
  const dashboard = page.getByRole('link', { name: 'App Dashboard' })
  assert.deepEqual([await dashboard.getAttribute('href'), await dashboard.getAttribute('target')], ['https://developers.facebook.com/apps/', '_blank'])

  const handshake = (token) => verify(server.receiver, token)
  await handshake('wrong')
  await standing('handshake', 'wrong')
  const likely = await page.textContent('[data-testid=step-handshake] li.likely')
  assert.match(likely, /verify token at Meta is another one/)
  await handshake(server.verify_token)
  await standing('handshake', 'done')

  await post(server.receiver, instagram({ message: { mid: 'mid.c1', text: 'Hi' } }), 'app-secret')
  await standing('signature', 'done')
  await standing('message', 'done')
  await page.click('[data-testid=step-message] button.link')
  await page.waitForSelector('[data-testid=nav-captures][aria-current=page]')
})

test('a second source receives at its path, and answers as it was told to, for all to see', { timeout }, async (t) => {
  const server = await serve(t)
  const page = await open(t, server.ui)
  await page.click('[data-testid=nav-connect]')
  await page.click('text=Add another')
  await page.waitForSelector('select[aria-label=Source]')
  await page.fill('#source-path', '/second')
  await page.click('.source >> text="Save"')
  await page.waitForFunction(() => document.querySelector('select[aria-label=Source]')?.textContent.includes('/second'))
  const second = server.receiver.replace('/webhook', '/second')
  const body = instagram({ message: { mid: 'mid.c2', text: 'Hi' } })
  assert.equal(await post(second, body, 'app-secret'), 200)

  const item = (name) => page.getByTestId('menu').getByRole('menuitem', { name })
  const menu = () => page.locator('[data-thing^="source:"] h2').click({ button: 'right' })
  await menu()
  await item(/^Copy the local URL/).click()
  await copied(page, second)
  await page.getByRole('button', { name: 'Add another' }).focus()
  await page.keyboard.press('Shift+F10')
  await item(/^Show what .* received$/).click()
  await page.getByTestId('capture-row').waitFor()
  assert.match(await page.getByTestId('filter').inputValue(), /^source:/)
  await page.click('[data-testid=nav-connect]')
  await menu()
  await item(/^Remove the source/).click()
  await page.getByRole('button', { name: 'Keep' }).click()

  await page.selectOption('#act', 'answer')
  await page.fill('#status', '503')
  await page.fill('#first', '1')
  await page.click('text=Apply')
  await page.waitForSelector('header >> text=answers 503, once')
  assert.equal(await post(second, body, 'app-secret'), 503)
  assert.equal(await post(second, body, 'app-secret'), 200)
  assert.equal(await post(server.receiver, body, 'app-secret'), 200)
  await page.waitForSelector('header >> text=answers 503, once', { state: 'detached' })
})

test('what is half written of one source is neither shown nor saved of another', { timeout }, async (t) => {
  const server = await serve(t)
  const page = await open(t, server.ui)
  await page.click('[data-testid=nav-connect]')
  const [name, path] = [page.locator('#source-name'), page.locator('#source-path')]
  await path.waitFor()
  const first = await name.inputValue()
  await page.click('text=Add another')
  const chosen = page.getByRole('combobox', { name: 'Source' })
  await chosen.waitFor()
  const second = `${await name.inputValue()} (${await path.inputValue()})`
  await name.fill('Half of it')
  await path.fill('/half')
  await chosen.focus()
  await page.keyboard.press('ArrowUp')
  await page.waitForFunction((name) => document.querySelector('#source-name').value === name, first)
  assert.equal(await path.inputValue(), '/webhook')
  await chosen.and(page.locator(':focus')).waitFor()
  const save = page.locator('.source').getByRole('button', { name: 'Save' })
  assert.ok(await save.isDisabled())
  await name.fill('First')
  await save.click()
  await page.getByTestId('said').getByText('Kept. Change it at Meta too.').waitFor()
  await chosen.getByText('First (/webhook)').waitFor({ state: 'attached' })
  assert.deepEqual(await chosen.locator('option').allInnerTexts(), ['First (/webhook)', second])
})

test('a secret that is entered checks signatures, is kept where it was said, and never shown', { timeout }, async (t) => {
  const server = await serve(t, { secret: '' })
  const page = await open(t, server.ui)
  await page.click('header >> text=no app secret')
  await page.fill('#secret-text', 'hush-4711')
  await page.selectOption('#secret-place', 'file')
  await page.click('.secrets >> text=Use')
  await page.waitForSelector('.secrets li >> text=in a file')
  assert.equal(await page.inputValue('#secret-text'), '')
  assert.ok(!(await page.content()).includes('hush-4711'))
  assert.ok(!(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).includes('hush-4711'))

  await post(server.receiver, instagram({ message: { mid: 'mid.c3', text: 'Hi' } }), 'hush-4711')
  await page.waitForSelector('[data-testid=step-signature].done')
  await page.click('.secrets >> text=Forget…')
  await page.getByTestId('secret-forget').click()
  await page.waitForSelector('.secrets >> text=signatures of others are unchecked')
})

test('a tunnel is ready once its address has answered, and a changed one is announced', { timeout }, async (t) => {
  const server = await serve(t)
  const page = await open(t, server.ui)
  await page.click('[data-testid=nav-connect]')
  await page.selectOption('#provider', 'command')
  const first = await through(t, server.receiver)
  await page.fill('#tunnel-command', `sh -c 'echo up at ${first}; exec sleep 600'`)
  await page.click('.tunnel >> text=Start')
  await page.waitForSelector('[data-testid=tunnel-phase] >> text=ready')
  await page.waitForSelector('[data-testid=step-public].waiting >> text=leads here, but Meta cannot use it')
  await page.waitForSelector(`header >> text=${first.replace('http://', '')}/webhook`)
  await page.click('.tunnel >> text=What the program said')
  assert.match(await page.textContent('.tunnel pre'), /up at/)

  await page.click('.tunnel >> text=Stop')
  await page.waitForSelector('[data-testid=tunnel-phase] >> text=off')
  const second = await through(t, server.receiver)
  await page.selectOption('#provider', 'url')
  await page.fill('#tunnel-url', second)
  await page.click('.tunnel >> text=Start')
  await page.waitForSelector('header >> text=changed: tell Meta')
  await verify(`${second}/webhook`, server.verify_token)
  await page.waitForSelector('header >> text=changed: tell Meta', { state: 'detached' })

  // How it is stands in words where the address stands, whatever is on the screen.
  await page.waitForSelector('header >> text=/^ready$/')
  await page.click('.tunnel >> text=Stop')
  await page.fill('#tunnel-url', `http://${'a-long-name-'.repeat(4)}.localhost:9`)
  await page.click('.tunnel >> text=Start')
  await page.waitForSelector('header >> text=a-long-name')
  await page.waitForSelector('header >> text=checking its address')
  for (const width of [1440, 1024]) {
    await page.setViewportSize({ width, height: 700 })
    const wider = await page.locator('header > *').evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth + 1).map(({ textContent }) => textContent.trim()))
    assert.deepEqual(wider, [], `nothing reaches out of its box at ${width}`)
  }
})

test('the doctor names what an endpoint does wrong, and finds the way through the tunnel right', { timeout }, async (t) => {
  const server = await serve(t)
  const page = await open(t, server.ui)
  await page.click('[data-testid=nav-connect]')
  const careless = await sink(t, { status: 200, body: 'OK' })
  await page.fill('#doctor-url', careless.url)
  await page.fill('#doctor-token', 'token')
  await page.fill('#doctor-secret', 'hush')
  await page.click('.doctor >> text=Examine')
  await page.waitForSelector('[data-testid=findings] .wrong >> text=200, but not the challenge')
  await page.getByTestId('findings').getByText('Wanted: The handshake is answered').waitFor()
  await page.waitForSelector('[data-testid=findings] .doubtful >> text=An event with a wrong signature is answered 200')
  await page.waitForSelector('[data-testid=findings] .good >> text=1 000 entries')
  await page.getByTestId('findings-count').getByText(/^\d+ findings: \d+ wrong, \d+ doubtful, \d+ good/).waitFor()
  assert.equal((await page.getByTestId('findings-count').innerText()).split(' ')[0], String(await page.locator('[data-testid=findings] > li').count()))
  const [count, pane] = [await page.getByTestId('findings-count').boundingBox(), await page.locator('.tools').boundingBox()]
  assert.ok(count.y >= pane.y && count.y + 200 < pane.y + pane.height, 'the findings are in sight')
  assert.equal(await page.inputValue('#doctor-secret'), 'hush', 'the next run needs it again')

  await page.fill('#doctor-url', await through(t, server.receiver))
  await page.click('text=Is my tunnel right?')
  await page.waitForSelector('[data-testid=findings] .good >> text=1 MB comes through')
  await page.click('[data-testid=nav-captures]')
  await page.click('[data-testid=nav-connect]')
  assert.equal(await page.inputValue('#doctor-secret'), '', 'it is kept nowhere')
  await page.waitForSelector('[data-testid=findings] .good >> text=1 MB comes through')

  // One that nobody answers is not waited for longer than one wants to.
  const silent = createServer(() => {})
  await new Promise((done) => silent.listen(0, '127.0.0.1', done))
  later(t, () => (silent.closeAllConnections(), silent.close()))
  const endpoint = `http://127.0.0.1:${silent.address().port}/hook`
  await page.fill('#doctor-url', endpoint)
  await page.click('.doctor >> text=Examine')
  await page.click('[data-testid=nav-captures]')
  await page.click('[data-testid=nav-connect]')
  await page.getByTestId('findings-count').getByText('Acting as Meta').waitFor()
  assert.equal(await page.inputValue('#doctor-url'), endpoint)
  await page.getByTestId('doctor-stop').click()
  await page.getByTestId('said').getByText('what it still asks there ends by itself').waitFor()
  assert.ok(await page.locator('.doctor').getByRole('button', { name: 'Examine' }).isEnabled())
})

test('a time is typed with its decimals, and none is not kept as nought', { timeout }, async (t) => {
  const { ui } = await serve(t)
  const page = await open(t, ui)
  await page.getByTestId('nav-connect').click()
  await page.locator('#act').selectOption('answer')
  const [after, status] = [page.getByLabel('After, seconds'), page.getByLabel('Status')]
  await after.fill('')
  await status.fill('')
  assert.deepEqual([await after.inputValue(), await status.inputValue()], ['', ''])
  await status.fill('503')
  await page.getByRole('button', { name: 'Apply' }).click()
  assert.ok(await after.and(page.locator(':invalid:focus')).isVisible())
  await after.pressSequentially('1.5')
  await page.getByRole('button', { name: 'Apply' }).click()
  await page.getByRole('button', { name: 'Apply' }).and(page.locator(':disabled')).waitFor()
  const { rows } = await ask(page, 'sources_list', {})
  assert.deepEqual([rows[0].policy.status, rows[0].policy.delayMs], [503, 1500])
})
