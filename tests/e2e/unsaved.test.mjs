// What is half written in a form stays until it is saved or given up, wherever one looks meanwhile; a secret goes with its form.

import assert from 'node:assert/strict'
import { test as run } from 'node:test'

import { PEER, ailments, ask, instagram, open, post, serve, sink, timeout, unfit } from './rig.mjs'

const test = (name, job) => run(name, { timeout }, job)
const deliveries = (part) => async (page) => {
  await page.getByTestId('nav-deliveries').click()
  await page.getByTestId(`part-${part}`).click()
}

/** Of each form: how one comes to it, a field, what is half written there, and the form around it. */
const FORMS = [
  ['target', async (page) => (await deliveries('targets')(page), await page.getByTestId('target-row').filter({ hasText: 'dev' }).click()), '#target-url', 'http://localhost:4000/half'],
  ['new target', async (page) => (await deliveries('targets')(page), await page.getByTestId('target-new').click()), '#target-name', 'half of it'],
  ['rule', async (page) => (await deliveries('forwarding')(page), await page.getByTestId('rule-row').getByRole('button').click()), '#rule-name', 'half of it'],
  ['new rule', async (page) => (await deliveries('forwarding')(page), await page.getByTestId('rule-new').click()), '#rule-name', 'half of another'],
  ['new time rule', async (page) => (await page.getByTestId('nav-insights').click(), await page.getByTestId('insights-part-rules').click(), await page.getByTestId('time-rule-new').click()), '#time-rule-name', 'half of it'],
  ['source', async (page) => page.getByTestId('nav-connect').click(), '#source-path', '/half'],
  ['answer', async (page) => page.getByTestId('nav-connect').click(), '#delay', '7'],
  ['port', async (page) => page.getByTestId('nav-settings').click(), '#port', '4'],
  ['folder', async (page) => page.getByTestId('nav-settings').click(), '#folder', '/half/of/it'],
]

test('who comes back to a form finds what was half written there, marked, and gives it up by a word', async (t) => {
  const server = await serve(t)
  const page = await open(t, server.ui)
  await page.getByText('Nothing received yet').waitFor()
  await ask(page, 'target_put', { name: 'dev', url: 'http://localhost:3000/hook' })
  await ask(page, 'source_put', { id: 'default', answer: { policy: { act: 'hang', status: 500, headers: [], body: '', delayMs: 3000, first: null } } })
  await ask(page, 'target_put', { name: 'other', url: 'http://localhost:3001/hook' })
  await ask(page, 'rule_put', { name: 'all', filter: '', targets: [{ to: 'dev', formats: [] }], retry: 'meta', held: false, confirmed: false })
  await ask(page, 'time_rule_put', { name: 'long', state: 'accepted', after: '1 d', notify: true, confirmed: false })
  const kept = new Map()
  const around = (field) => page.locator('form', { has: page.locator(field) })
  for (const [name, to, field, words] of FORMS) {
    await to(page)
    await page.locator(field).waitFor()
    kept.set(name, await page.inputValue(field))
    assert.equal(await around(field).getByText('not saved').count(), 0, name)
    await page.fill(field, words)
    await around(field).getByText('not saved').waitFor()
  }
  await deliveries('targets')(page)
  await page.getByTestId('target-row').filter({ hasText: 'dev' }).click()
  await page.locator('#target-secret').fill('hush')
  // Another row, another part, another view, and back by the browser.
  await deliveries('targets')(page)
  await page.getByTestId('target-row').filter({ hasText: 'other' }).click()
  await page.getByTestId('target-row').filter({ hasText: 'dev' }).getByText('not saved').waitFor()
  await page.getByTestId('nav-captures').click()
  await page.goBack()
  await page.getByTestId('target-row').first().waitFor()
  for (const [name, to, field, words] of FORMS) {
    await to(page)
    if (name === 'target') await page.getByTestId('secret-lost').waitFor()
    await around(field).getByText('not saved').waitFor()
    assert.equal(await page.inputValue(field), words, name)
    assert.deepEqual([await ailments(page), await unfit(page)], [[], []], name)
  }
  for (const [name, to, field] of FORMS) {
    await to(page)
    await around(field).getByRole('button', { name: 'Discard' }).click()
    await around(field).getByText('not saved').waitFor({ state: 'detached' })
    await page.getByTestId('nav-captures').click()
    await to(page)
    await page.locator(field).waitFor()
    assert.equal(await page.inputValue(field), kept.get(name), name)
  }
})

test('what is saved is half written no more, also where it goes on beside the form', async (t) => {
  const server = await serve(t)
  const page = await open(t, server.ui)
  await page.getByText('Nothing received yet').waitFor()
  await deliveries('targets')(page)
  const row = page.getByTestId('target-row')
  const marked = page.getByText('not saved')
  await page.getByTestId('target-new').click()
  await page.fill('#target-url', 'http://localhost:3000/hook')
  await page.fill('#target-secret', 'hush')
  await page.getByLabel('Where to keep it').selectOption('run')
  await page.getByTestId('target-save').click()
  await row.getByText('secret').waitFor()
  await marked.first().waitFor({ state: 'detached' })
  const enabled = page.getByLabel('Enabled')
  await enabled.uncheck()
  await row.getByText('not saved').waitFor()
  await page.getByTestId('target-save').click()
  await row.getByText('off', { exact: true }).waitFor()
  await marked.first().waitFor({ state: 'detached' })
  // Its menu switches it beside the form, which follows.
  await row.click({ button: 'right' })
  await page.getByRole('menuitem', { name: /on$/ }).click()
  await row.getByText('off', { exact: true }).waitFor({ state: 'detached' })
  await page.waitForFunction(() => [...document.querySelectorAll('label')].find((label) => label.textContent.trim() === 'Enabled').querySelector('input').checked)
  assert.equal(await marked.count(), 0)

  await page.fill('#target-secret', 'hush')
  await marked.first().waitFor()
  await page.fill('#target-secret', '')
  await marked.first().waitFor({ state: 'detached' })
  await page.fill('#target-secret', 'hush-4711')
  await page.getByRole('button', { name: 'Discard' }).waitFor()
  await page.getByTestId('target-new').click()
  await row.click()
  assert.equal(await page.inputValue('#target-secret'), '', 'a secret goes with its form')
  assert.ok(!(await page.content()).includes('hush-4711'))

  await page.getByTestId('nav-insights').click()
  await page.getByTestId('insights-part-rules').click()
  await page.getByTestId('time-rule-new').click()
  await page.fill('#time-rule-name', 'first')
  await page.getByTestId('time-rule-save').click()
  await page.getByTestId('time-rule-row').getByText('first').waitFor()
  await page.fill('#time-rule-name', 'second')
  await page.getByTestId('time-rule-row').getByText('not saved').waitFor()
  await page.getByTestId('time-rule-save').click()
  await page.getByTestId('time-rule-row').getByText('second').waitFor()
  assert.equal(await marked.count(), 0)
  await page.getByTestId('time-rule-new').click()
  assert.equal(await page.inputValue('#time-rule-name'), '')
})

test('a tunnel that was not started is written on where one left it', async (t) => {
  const server = await serve(t)
  const page = await open(t, server.ui)
  await page.getByTestId('nav-connect').click()
  await page.locator('#provider').selectOption('url')
  await page.fill('#tunnel-url', 'https://half.example')
  await page.getByTestId('nav-captures').click()
  await page.getByTestId('nav-connect').click()
  assert.deepEqual([await page.inputValue('#provider'), await page.inputValue('#tunnel-url')], ['url', 'https://half.example'])
  const form = page.locator('form', { has: page.locator('#tunnel-url') })
  await form.getByText('not saved').waitFor()
  // While one runs, the form says what that is.
  await ask(page, 'tunnel_start', { provider: 'command', fields: { command: 'exec sleep 600' } })
  await page.waitForFunction(() => document.querySelector('#provider').value === 'command')
  await ask(page, 'tunnel_stop', {})
  await page.waitForFunction(() => document.querySelector('#provider').value === 'url')
  await form.getByRole('button', { name: 'Discard' }).click()
  await page.waitForFunction(() => document.querySelector('#provider').value === 'command')
  assert.equal(await page.getByText('not saved').count(), 0)
})

test('who leaves the page with something that is nowhere else is asked first: not once it was sent, given up, deleted or saved', async (t) => {
  const [server, target] = [await serve(t), await sink(t)]
  await post(server.receiver, instagram({ message: { mid: 'm1', text: 'Hello' } }), 'app-secret')
  const page = await open(t, server.ui)
  /** Whether one would be asked. */
  const asks = () => page.evaluate(() => !dispatchEvent(new Event('beforeunload', { cancelable: true })))
  await page.getByTestId('nav-captures').click()
  await page.getByTestId('capture-row').click()
  await page.fill('[data-testid=resend-url]', target.url)
  assert.equal(await asks(), false)
  await page.getByTestId('tab-summary').click()
  await page.getByTestId('note').pressSequentially('looked at')
  assert.equal(await asks(), true)
  await page.getByTestId('note').press('Control+Enter')
  await page.getByText('The note of capture #1 is kept.').waitFor()
  assert.equal(await asks(), false)
  await page.fill('[data-testid=add-label]', 'half')
  assert.equal(await asks(), true)
  await page.getByTestId('add-label').press('Enter')
  await page.getByTestId('label').waitFor()
  assert.equal(await asks(), false)
  await page.getByTestId('nav-settings').click()
  await page.getByLabel(`Name of ${PEER}`).pressSequentially('Maya')
  assert.equal(await asks(), true)
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => dispatchEvent(new Event('beforeunload', { cancelable: true })))
  await page.getByTestId('nav-captures').click()
  await page.getByTitle('Edit and resend (e)').click()
  await page.fill('[data-testid=edit-path]', '/elsewhere')
  assert.equal(await asks(), true)
  await page.keyboard.press('Control+Enter')
  await target.next()
  await page.getByTestId('resend-answer').first().waitFor()
  await page.fill('[data-testid=edit-path]', '/elsewhere/again')
  assert.equal(await asks(), true)
  await page.fill('[data-testid=edit-path]', '/elsewhere')
  assert.equal(await asks(), false)
  await page.getByRole('button', { name: 'hex' }).click()
  assert.equal(await asks(), false)
  await page.fill('[data-testid=edit-path]', '/other')
  assert.equal(await asks(), true)
  await page.getByRole('button', { name: 'give the edit up' }).click()
  assert.equal(await asks(), false)
  await page.getByTitle('Edit and resend (e)').click()
  await page.fill('[data-testid=edit-path]', '/gone')
  await page.keyboard.press('Escape')
  assert.equal(await asks(), true)
  await ask(page, 'delete', { captures: ['1'], all: false })
  await page.waitForFunction(() => dispatchEvent(new Event('beforeunload', { cancelable: true })))
  await deliveries('targets')(page)
  await page.getByTestId('target-new').click()
  await page.fill('#target-name', 'dev')
  await page.fill('#target-url', target.url)
  assert.equal(await asks(), true)
  await page.getByTestId('target-save').click()
  await page.getByTestId('target-row').getByText('dev').waitFor()
  assert.equal(await asks(), false)
  await page.fill('#target-name', 'half')
  const asked = page.waitForEvent('dialog')
  await page.close({ runBeforeUnload: true })
  const dialog = await asked
  assert.equal(dialog.type(), 'beforeunload')
  await dialog.dismiss()
  assert.equal(await page.inputValue('#target-name'), 'half')
})

test('a target that is opened by its name has its form once it is known what stands in it', async (t) => {
  const { ui } = await serve(t)
  const page = await open(t, ui)
  await deliveries('targets')(page)
  await page.getByText('No target yet').waitFor()
  await page.getByTestId('nav-captures').click()
  // Made elsewhere: its row was not asked for.
  const url = 'http://localhost:3000/hook'
  await ask(page, 'target_put', { name: 'dev', url })
  await page.route('**/rpc/targets_list', () => {})
  await page.getByTestId('nav-target').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Open the target dev' }).click()
  await page.getByTestId('target-new').waitFor()
  assert.equal(await page.locator('#target-url').count(), 0)
  await page.unroute('**/rpc/targets_list')
  await page.locator('#target-url').waitFor()
  assert.deepEqual([await page.inputValue('#target-url'), await page.inputValue('#target-name')], [url, 'dev'])
})
