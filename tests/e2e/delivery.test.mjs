// Targets, rules of forwarding and replays, as a user makes and watches them.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test as run } from 'node:test'

import { ACCOUNT, PEER, ask, instagram, open, post, serve, sign, sink, timeout } from './rig.mjs'

const test = (name, job) => run(name, { timeout }, job)
const SECRET = 'app-secret'
const said = (n, options) => instagram({ message: { mid: `m${n}`, text: `Message ${n}` } }, { at: Date.now() - 60_000 + n * 100, ...options })
const part = (page, name) => page.getByTestId('nav-deliveries').click().then(() => page.getByTestId(`part-${name}`).click())

test('a target is made once and then named, its secret is never shown again', async (t) => {
  const [{ receiver, ui }, target] = [await serve(t), await sink(t)]
  await post(receiver, said(1), SECRET)
  const page = await open(t, ui)
  await part(page, 'targets')
  await page.getByText('No target yet').waitFor()
  await page.getByTestId('target-new').click()
  await page.getByLabel('Name', { exact: true }).fill('dev')
  await page.getByLabel('URL', { exact: true }).fill(target.url)
  await page.getByLabel('Secret', { exact: true }).fill('their-secret')
  await page.getByLabel('Where to keep it').selectOption('run')
  await page.getByTestId('target-save').click()
  const row = page.getByTestId('target-row')
  await row.getByText('secret').waitFor()
  assert.equal(await page.getByLabel('Secret', { exact: true }).inputValue(), '')
  assert.ok(!(await page.content()).includes('their-secret'))

  await page.getByTestId('nav-captures').click()
  await page.getByTestId('capture-row').first().click()
  await page.getByTestId('resend-url').fill('dev')
  await page.getByTestId('resend-button').click()
  const got = await target.next()
  assert.equal(got.headers['x-hub-signature-256'], sign('their-secret', got.body))

  const beside = page.getByTestId('nav-target').filter({ hasText: 'dev' })
  await beside.getByText('202', { exact: true }).waitFor()
  await page.getByTestId('nav-conversations').click()
  await beside.click()
  await page.getByTestId('attempt-row').waitFor()
  assert.equal(await page.locator('[data-search]').inputValue(), 'target:dev')

  await part(page, 'targets')
  await row.click()
  await page.getByRole('button', { name: 'Forget…' }).click()
  await page.getByTestId('target-forget').click()
  await page.getByText('No target yet').waitFor()
})

test('where the system keeps no secrets, a target is kept with one all the same, and a new form is empty', async (t) => {
  const [{ receiver, ui }, target] = [await serve(t), await sink(t)]
  await post(receiver, said(1), SECRET)
  const page = await open(t, ui)
  await part(page, 'targets')
  const secret = page.getByLabel('Secret', { exact: true })
  await page.getByTestId('target-new').click()
  await secret.fill('first-secret')
  await page.getByText('This system has no secret store').waitFor()
  assert.equal(await page.getByLabel('Where to keep it').inputValue(), 'run')
  await page.getByRole('button', { name: 'Discard' }).click()
  await page.getByTestId('target-new').click()
  await page.waitForFunction(() => document.querySelector('#target-secret').value === '')
  await page.getByLabel('Name', { exact: true }).fill('dev')
  await page.getByLabel('URL', { exact: true }).fill(target.url)
  await secret.fill('their-secret')
  await page.getByTestId('target-save').click()
  await page.getByTestId('target-row').getByText('secret').waitFor()

  // The bar, too.
  await page.getByTestId('nav-captures').click()
  await page.getByTestId('capture-row').first().click()
  await page.getByTestId('resend-url').fill(target.url)
  await page.getByTestId('resend-signing').selectOption('re-signed')
  await page.getByTestId('resend-secret').fill('bar-secret')
  await page.getByTestId('save-target').click()
  await page.getByText('its secret only until Hooktrail ends').waitFor()
})

test('what a form was refused for stands in it until it is corrected', async (t) => {
  const [{ receiver, ui }, target] = [await serve(t), await sink(t)]
  const page = await open(t, ui, { refused: true })
  const shot = async (name) => process.env.PICTURES && (await page.screenshot({ path: `${process.env.PICTURES}/${name}.png` }))
  const refused = async (form, words, correct, field = form) => {
    const refusal = page.locator('form', { has: page.locator(form) }).getByTestId('refusal')
    await refusal.getByText(words).waitFor()
    const wrong = typeof field === 'string' ? page.locator(field) : field
    const ids = (await wrong.getAttribute('aria-describedby')).split(' ')
    assert.deepEqual([await wrong.getAttribute('aria-invalid'), ids.at(-1)], ['true', await refusal.getAttribute('id')])
    assert.equal(await page.getByTestId('said').innerText(), '', 'it stands there only')
    await shot(`refused-${form.replace(/\W/g, '')}`)
    await correct()
    await refusal.waitFor({ state: 'detached' })
    // A filter says so itself, once it was read.
    await page.waitForFunction((field) => field.getAttribute('aria-invalid') !== 'true', await wrong.elementHandle())
  }
  await part(page, 'targets')
  await page.getByTestId('target-new').click()
  await page.fill('#target-url', 'ftp://127.0.0.1/')
  await page.getByTestId('target-save').click()
  await refused('#target-url', 'only http and https', () => page.fill('#target-url', 'localhost:3000/hook'))
  await page.getByTestId('target-save').click()
  await refused('#target-url', 'write http://localhost:3000/hook', () => page.fill('#target-url', receiver))
  await page.getByTestId('target-save').click()
  await refused('#target-url', "Hooktrail's own receiver", () => page.fill('#target-url', target.url))
  await page.fill('#target-headers', 'x-env: dev\nnocolon')
  await page.getByTestId('target-save').click()
  await refused('#target-headers', 'Line 2 of the headers has no colon: write “nocolon: value”', () => page.fill('#target-headers', 'x-env: dev'))
  await page.getByTestId('target-save').click()
  const row = page.getByTestId('target-row')
  await row.getByText(new URL(target.url).host, { exact: true }).waitFor()
  // A name that nobody typed goes with the URL; one that was typed stays.
  await page.fill('#target-url', 'http://localhost:4000/hook')
  assert.equal(await page.getAttribute('#target-name', 'placeholder'), 'localhost:4000')
  await page.getByTestId('target-save').click()
  await row.getByText('localhost:4000', { exact: true }).waitFor()
  await page.fill('#target-name', 'dev')
  await page.getByTestId('target-save').click()
  await row.getByText('dev', { exact: true }).waitFor()
  await page.fill('#target-url', target.url)
  await page.getByTestId('target-save').click()
  await row.getByText(target.url).waitFor()
  await row.getByText('dev', { exact: true }).waitFor()

  await part(page, 'forwarding')
  await page.getByTestId('rule-new').click()
  // Rows that are empty are not sent, so they do not count.
  const [one, two, three] = [1, 2, 3].map((n) => page.getByLabel(`Target ${n}: its name`))
  await page.getByTestId('rule-save').click()
  await refused('#rule-name', 'Name at least one target', () => one.fill(' '), one)
  for (const _ of [2, 3]) await page.getByRole('button', { name: 'one more target' }).click()
  await three.fill('nobody')
  await page.getByTestId('rule-save').click()
  await refused('#rule-name', 'nobody is neither a URL', () => two.fill(target.url), three)
  await page.getByTestId('rule-save').click()
  await refused('#rule-name', 'nobody is neither a URL', () => three.fill(''), three)

  // What is wrong with a filter stands once: below it, with its place.
  const rule = page.locator('form', { has: page.locator('#rule-name') })
  const what = rule.getByLabel('What', { exact: true })
  await what.fill('kind:pigeon')
  await page.getByTestId('rule-save').click()
  const refusal = rule.getByTestId('refusal')
  await refusal.getByText('Not kept: the filter cannot be read').waitFor()
  await page.fill('#rule-name', 'messages')
  await refusal.waitFor({ state: 'detached' })
  assert.equal(await what.getAttribute('aria-invalid'), 'true', 'the filter is as wrong as before')
  await page.getByTestId('rule-save').click()
  await refused('#rule-name', 'Not kept: the filter cannot be read', () => what.fill(''), what)
  await rule.getByRole('alert').waitFor({ state: 'detached' })

  await page.getByTestId('nav-settings').click()
  await page.fill('#folder', '/nowhere/at/all')
  await page.locator('form', { has: page.locator('#folder') }).getByRole('button', { name: 'Save' }).click()
  await refused('#folder', '/nowhere/at/all', () => page.fill('#folder', ''))

  await page.getByTestId('nav-connect').click()
  await page.fill('#source-path', 'hook')
  await page.locator('form', { has: page.locator('#source-path') }).getByRole('button', { name: 'Save' }).click()
  await refused('#source-path', 'is no path for an endpoint', () => page.fill('#source-path', '/hook'))

  // Beside a capture, and a view of captures.
  await post(receiver, said(1), SECRET)
  await page.getByTestId('nav-captures').click()
  await page.getByTestId('capture-row').first().click()
  const [label, note, view] = ['add-label', 'note', 'view-name'].map((id) => `[data-testid=${id}]`)
  await page.fill(label, 'two\twords')
  await page.press(label, 'Enter')
  await refused(label, 'A label is one line', () => page.fill(label, ''))
  await page.fill(note, 'x'.repeat(10_001))
  await page.locator(note).blur()
  await refused(note, 'A note has 10000 characters at most', () => page.fill(note, ''))
  await page.getByRole('button', { name: 'Views' }).click()
  await page.fill(view, 'two\twords')
  await page.press(view, 'Enter')
  await refused(view, "A view's name is one line", () => page.fill(view, ''))
})

test('the URL of the bar becomes a target in one step', async (t) => {
  const [{ receiver, ui }, target] = [await serve(t), await sink(t)]
  await post(receiver, said(1), SECRET)
  const page = await open(t, ui, { refused: true })
  await page.getByTestId('nav-captures').click()
  await page.getByTestId('capture-row').first().click()
  await page.getByTestId('resend-url').fill(target.url)
  // Neither the clipboard nor a saved target sends anything.
  await page.getByRole('button', { name: 'copy as curl' }).click()
  await page.getByTestId('save-target').click()
  await page.waitForFunction((host) => document.querySelector('[data-testid=resend-url]').value === host, new URL(target.url).host)
  await page.getByTestId('resend-button').click()
  await target.next()
  await page.getByTestId('resend-answer').getByText('202', { exact: true }).waitFor()
  await page.getByTestId('nav-deliveries').getByText('1', { exact: true }).waitFor()

  // What the target would be called is said of the URL: the bar has no other field for it.
  const [url, refusal] = [page.getByTestId('resend-url'), page.locator('.resend').getByTestId('refusal')]
  await url.fill(new URL('/elsewhere', target.url).href)
  await page.getByTestId('save-target').click()
  await refusal.getByText('already: choose another name').waitFor()
  assert.deepEqual([await url.getAttribute('aria-invalid'), await url.getAttribute('aria-describedby')], ['true', await refusal.getAttribute('id')])
})

test('a form that is saved twice before it is answered makes one rule', async (t) => {
  const [{ ui }, target] = [await serve(t), await sink(t)]
  const page = await open(t, ui)
  const twice = (form) => page.locator(form).evaluate((form) => (form.requestSubmit(), form.requestSubmit()))
  const count = (command) => page.evaluate(async (command) => (await (await fetch(`/rpc/${command}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })).json()).rows.length, command)
  await part(page, 'forwarding')
  await page.getByTestId('rule-new').click()
  await page.getByLabel('Target 1: its name').fill(target.url)
  await twice('form[aria-label=Rule]')
  await page.locator('form[aria-label=Rule]').waitFor({ state: 'detached' })
  assert.equal(await count('rules_list'), 1)

  await page.getByTestId('nav-insights').click()
  await page.getByTestId('insights-part-rules').click()
  await page.getByTestId('time-rule-new').click()
  await twice('form[aria-label="Time rule"]')
  await page.getByTestId('time-rule-row').waitFor()
  assert.equal(await count('time_rules_list'), 1)
})

test('a lost connection is told above the page; beside a form stands only what is known of it, until there is one again', async (t) => {
  const [{ receiver, ui }, target] = [await serve(t), await sink(t)]
  await post(receiver, said(1), SECRET)
  const page = await open(t, ui, { cut: true })
  await page.getByTestId('conversation-row').first().click()
  const cut = () => page.route('**/rpc/**', (route) => route.abort())
  const back = () => page.unroute('**/rpc/**').then(() => post(receiver, said(2), SECRET))
  const told = async (where) => {
    await where.getByText('No answer came: whether it was done').waitFor()
    await page.getByTestId('unknown').waitFor()
    assert.equal(await page.getByText('does not answer').count(), 1, 'why stands once')
    if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/lost-${shots++}.png` })
    await back()
    await where.getByText('No answer came').waitFor({ state: 'detached' })
    await page.getByTestId('receiver-url').waitFor()
  }
  let shots = 1
  await page.getByTestId('resend-url').fill(target.url)
  await cut()
  await page.getByTestId('resend-button').click()
  await told(page.locator('.resend'))
  assert.equal(await page.getByTestId('resend-url').getAttribute('aria-invalid'), null)

  await page.getByTestId('replay-conversation').click()
  await page.getByTestId('replay-to').fill(target.url)
  const [preview, start] = [page.getByTestId('replay-preview'), page.getByTestId('replay-start')]
  await preview.getByText('request').first().waitFor()
  await cut()
  await start.click()
  await told(preview)
  await preview.getByText('request').first().waitFor()
  await cut()
  await page.getByTestId('replay-to').fill(`${target.url}?other`)
  await preview.getByText('can be counted once the program can be asked again').waitFor()
  await back()
  await preview.getByText('?other').waitFor()
})

test('what fits a rule is forwarded as it comes, and what cannot be sent says why', async (t) => {
  const [{ receiver, ui }, target] = [await serve(t), await sink(t)]
  const page = await open(t, ui)
  await part(page, 'forwarding')
  await page.getByTestId('rule-new').click()
  await page.getByLabel('Name', { exact: true }).fill('to dev')
  await page.getByLabel('What', { exact: true }).fill('kind:message')
  await page.getByLabel('Target 1: its name, or a URL').fill(target.url)
  await page.getByTestId('rule-save').click()
  await page.getByTestId('rule-row').getByText('to dev').waitFor()
  await page.getByText('forwarding → 1 target').waitFor()
  const body = said(1)
  await post(receiver, instagram({ read: { mid: 'm0' } }), SECRET)
  await post(receiver, body, SECRET)
  assert.equal((await target.next()).body.toString(), body, 'the message, not the read before it')
  await page.getByTestId('delivery-row').getByText('delivered').waitFor()
  assert.equal(await page.getByTestId('delivery-row').count(), 1)
})

test('a rule is changed though a target of it was removed, and is named anew where its name is taken away', async (t) => {
  const { ui } = await serve(t)
  const page = await open(t, ui)
  const target = await ask(page, 'target_put', { name: 'dev', url: 'http://localhost:9/hook' })
  await ask(page, 'rule_put', { name: 'mine', targets: [{ to: 'dev', formats: [] }], held: false, confirmed: false })
  await part(page, 'forwarding')
  const [row, name] = [page.getByTestId('rule-row'), page.getByLabel('Name', { exact: true })]
  for (const [typed, shown] of [['', 'to dev'], ['theirs', 'theirs']]) {
    await row.getByRole('button').first().click()
    await name.fill(typed)
    if (typed) await ask(page, 'target_delete', { id: target.id })
    await page.getByTestId('rule-save').click()
    await row.getByText(shown, { exact: true }).waitFor()
  }
  const { rows } = await ask(page, 'rules_list', {})
  assert.deepEqual(rows[0].targets.map(({ to }) => to), ['a target that was removed'])
})

test('all that failed is queued again at once, after it was asked with how many', async (t) => {
  let good = false
  const [{ receiver, ui }, target] = [await serve(t), await sink(t, { status: () => (good ? 200 : 500) })]
  const page = await open(t, ui)
  await part(page, 'forwarding')
  await page.getByTestId('rule-new').click()
  await page.getByLabel('Name', { exact: true }).fill('to dev')
  await page.getByLabel('Target 1: its name, or a URL').fill(target.url)
  await page.getByTestId('rule-save').click()
  await page.getByTestId('rule-row').getByText('to dev').waitFor()
  const bodies = [1, 2, 3].map((n) => said(n))
  for (const body of bodies) {
    await post(receiver, body, SECRET)
    await target.next()
  }
  const rows = (state) => page.getByTestId('delivery-row').filter({ hasText: state })
  await rows('failed').nth(2).waitFor()
  const question = page.getByRole('dialog').getByText('Queue all 3 failed deliveries again?')
  await page.getByTestId('again-all').click()
  await question.waitFor()
  await page.keyboard.press('Enter')
  await question.waitFor({ state: 'detached' })
  assert.equal(await rows('failed').count(), 3)
  await page.getByTestId('rule-row').getByRole('button').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Queue all that failed of the forwarding rule to dev again…' }).click()
  await page.getByRole('dialog').getByText('Queue all 3 failed deliveries of to dev again?').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  good = true
  await page.keyboard.press('Control+k')
  await page.getByLabel('What to do').fill('queue all failed')
  await page.getByRole('option', { name: /^Queue all failed deliveries again/, selected: true }).waitFor()
  await page.keyboard.press('Enter')
  await question.waitFor()
  await page.getByTestId('confirm').click()
  for (const body of bodies) assert.equal((await target.next()).body.toString(), body)
  await page.getByTestId('said').getByText('3 deliveries are queued again.').waitFor()
  await rows('delivered').nth(2).waitFor()
  await page.getByTestId('again-all').waitFor({ state: 'detached' })
})

test('a conversation is replayed in order, after its plan was shown, and judged', async (t) => {
  const [{ receiver, ui }, target] = [await serve(t), await sink(t, { status: 200 })]
  const bodies = [1, 2, 3, 4].map((n) => said(n))
  for (const body of bodies) await post(receiver, body, SECRET)
  await post(receiver, said(9, { peer: '7001000000000099' }), SECRET)
  const page = await open(t, ui)
  await page.getByTestId('conversation-row').filter({ hasText: 'Message 4' }).click()
  await page.getByTestId('replay-conversation').click()
  await page.getByTestId('replay-to').fill(target.url)
  await page.getByTestId('replay-preview').getByText('4 requests of 4 items', { exact: false }).waitFor()
  await page.getByTestId('replay-start').click()
  for (const body of bodies) assert.equal((await target.next()).body.toString(), body)
  const row = page.getByTestId('replay-row')
  await row.getByText('done').waitFor()
  await row.getByText('4 of 4', { exact: false }).waitFor()
  await page.getByTestId('replay-verdicts').getByText('4 for the first time').waitFor()
})

test('what goes out by itself is halted and queued again by name, wherever one is', async (t) => {
  const [{ receiver, ui }, target] = [await serve(t), await sink(t, { status: 500 })]
  const page = await open(t, ui)
  /** By its name in the palette; what that asks is answered with what stands first. */
  const run = async (words, answer) => {
    await page.getByTestId('nav-insights').click()
    await page.keyboard.press('Control+k')
    await page.getByLabel('What to do').fill(words)
    const chosen = page.getByRole('option', { selected: true })
    await chosen.filter({ hasText: words }).waitFor()
    await page.keyboard.press('Enter')
    if (!answer) return
    await chosen.filter({ hasText: answer }).waitFor()
    await page.keyboard.press('Enter')
  }
  await run('Give up a delivery')
  await page.getByText('Nothing that rules accepted waits.').waitFor()
  await part(page, 'forwarding')
  await page.getByTestId('rule-new').click()
  await page.getByLabel('Target 1: its name, or a URL').fill(target.url)
  await page.getByLabel('If it fails').selectOption('fixed')
  await page.getByTestId('rule-save').click()
  await page.getByTestId('rule-row').waitFor()
  await post(receiver, said(1), SECRET)
  await target.next()
  const delivery = page.getByTestId('delivery-row')
  await delivery.getByText('waiting').waitFor()
  await run('Give up a delivery', 'waiting: #1 to')
  await delivery.getByText('given up', { exact: true }).waitFor()
  await run('Queue a delivery again', 'given up: #1 to')
  await target.next()
  await delivery.getByText('waiting').waitFor()
  await delivery.click({ button: 'right', position: { x: 4, y: 4 } })
  await page.getByRole('menuitem', { name: 'Give up' }).click()
  await delivery.getByText('given up', { exact: true }).waitFor()

  await post(receiver, said(2), SECRET)
  const named = { platform: 'instagram', account: ACCOUNT, peer: PEER, handle: 'maya.klein' }
  await page.evaluate((named) => fetch('/rpc/directory_put', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(named) }), named)
  await page.getByTestId('nav-conversations').click()
  await page.getByTestId('conversation-row').click()
  await page.getByTestId('replay-conversation').click()
  await page.getByText('Replay the conversation with maya.klein').waitFor()
  await page.getByTestId('replay-to').fill(target.url)
  await page.getByLabel('Pace').selectOption('every')
  await page.getByLabel('Milliseconds between two').fill('600000')
  await page.getByTestId('replay-preview').getByText('2 requests', { exact: false }).waitFor()
  await page.getByTestId('replay-start').click()
  const row = page.getByTestId('replay-row')
  await row.getByText('running', { exact: true }).waitFor()
  await row.getByText('the conversation with maya.klein').waitFor()
  await page.locator('[data-pane=inspector] dl').getByText(PEER).waitFor()
  const carried = page.locator('[data-pane=inspector]').getByTestId('carried')
  await carried.getByText('capture #1').waitFor()
  assert.match(await carried.innerText(), /^message · capture #1\s+\S/)
  if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/replay-named.png` })
  for (const [words, state] of [
    ['Pause the replay', 'paused'],
    ['Resume the replay', 'running'],
    ['Cancel the replay', 'cancelled'],
  ]) {
    await run(`${words}: the conversation with`)
    if (state === 'cancelled') await page.getByTestId('confirm').click()
    await page.getByTestId('said').getByText(/The replay of the conversation with .* (is paused|goes on|is cancelled)/).waitFor()
    await part(page, 'replays')
    await row.getByText(state, { exact: true }).waitFor()
  }
})

test('what is kept is switched and removed from the menu of its row, once it was asked', async (t) => {
  const [{ ui }, target] = [await serve(t), await sink(t)]
  const page = await open(t, ui)
  await part(page, 'targets')
  await page.getByTestId('target-new').click()
  await page.fill('#target-name', 'dev')
  await page.fill('#target-url', target.url)
  await page.getByTestId('target-save').click()
  const row = page.getByTestId('target-row').filter({ hasText: 'dev' })
  const choose = async (row, words) => {
    await row.click({ button: 'right' })
    await page.getByRole('menuitem', { name: words }).click()
  }
  await choose(row, 'Switch the target dev off')
  await row.getByText('off', { exact: true }).waitFor()
  await page.getByTestId('said').getByText('dev is off').waitFor()
  assert.equal(await page.getByRole('checkbox', { name: 'Enabled' }).isChecked(), false, 'the open form shows it')
  await choose(row, 'Switch the target dev on')
  await row.getByText('off', { exact: true }).waitFor({ state: 'detached' })

  await choose(page.getByTestId('nav-target'), 'Forget the target dev…')
  await page.getByRole('dialog').getByText('What was sent to it stays.').waitFor()
  await page.getByRole('button', { name: 'Keep' }).click()
  assert.equal(await row.count(), 1)
  await choose(row, 'Forget the target dev…')
  await page.getByTestId('confirm').click()
  await row.waitFor({ state: 'detached' })

  await part(page, 'forwarding')
  await page.getByTestId('rule-new').click()
  await page.fill('#rule-name', 'all')
  await page.getByLabel('Target 1: its name').fill(target.url)
  await page.getByTestId('rule-save').click()
  const rule = page.locator('[data-thing^="rule:"]')
  await choose(rule, 'Switch the forwarding rule all off')
  await rule.getByText('off', { exact: true }).waitFor()
  await choose(rule, 'Remove the forwarding rule all…')
  await page.getByTestId('confirm').click()
  await rule.waitFor({ state: 'detached' })
})

test('Escape closes what is suggested before it leaves the dialog', async (t) => {
  const [{ receiver, ui }, target] = [await serve(t), await sink(t)]
  await post(receiver, said(1), SECRET)
  const page = await open(t, ui)
  await page.getByTestId('nav-captures').click()
  await page.getByTestId('capture-row').first().waitFor()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('Replay the captures that')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  const what = dialog.getByLabel('What', { exact: true })
  await page.getByTestId('replay-to').fill(target.url)
  await page.getByTestId('replay-preview').getByText('1 request', { exact: false }).waitFor()
  await what.fill('kind:mes')
  const suggested = dialog.getByRole('listbox')
  await suggested.getByText('message').first().waitFor()
  await page.getByTestId('replay-preview').getByText('What should go?').waitFor()
  assert.ok(await page.getByTestId('replay-start').isDisabled(), 'a filter that cannot be read starts nothing')
  await page.keyboard.press('Escape')
  await suggested.waitFor({ state: 'hidden' })
  assert.ok(await dialog.isVisible())
  await what.fill('')
  // Also what is only about to be suggested.
  await page.route('**/rpc/filter_describe', () => {})
  await what.fill('k')
  await page.keyboard.press('Escape')
  assert.ok(await dialog.isVisible())
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
})

test('lists that go on say so and go on, nothing is said of what was not looked at, and a file holds all of it', async (t) => {
  const [{ receiver, ui }, target] = [await serve(t), await sink(t, { status: (body) => (body.includes('Message 21') ? 500 : 200) })]
  const all = 217
  for (let n = 1; n <= all; n += 1) await post(receiver, said(n), SECRET)
  const page = await open(t, ui)
  const picture = async (name) => {
    if (!process.env.PICTURE) return
    for (const [width, height, colorScheme] of [[1440, 900, 'dark'], [1024, 700, 'light']]) {
      await page.setViewportSize({ width, height })
      await page.emulateMedia({ colorScheme })
      await page.screenshot({ path: `${process.env.PICTURE}-${name}-${width}.png`, animations: 'disabled' })
    }
    await page.setViewportSize({ width: 1440, height: 900 })
  }
  await page.getByTestId('nav-captures').click()
  await page.getByTestId('capture-row').first().waitFor()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('Replay the captures that')
  await page.keyboard.press('Enter')
  await page.getByTestId('replay-to').fill(target.url)
  await page.getByTestId('replay-preview').getByText(`${all} requests`, { exact: false }).waitFor()
  await page.getByTestId('replay-start').click()
  await page.getByTestId('replay-row').getByText('done').waitFor()

  // What failed is the 21st, and the last eight.
  const missed = page.getByLabel('Only those that were not as expected')
  const shown = page.getByTestId('replay-shown')
  // Who looks while it runs has followed it; who looks later gets a page.
  await page.goto(ui.split('?')[0])
  await part(page, 'replays')
  await page.getByTestId('replay-row').click()
  await shown.getByText('The first 200 of 217.').waitFor()
  await shown.scrollIntoViewIfNeeded()
  await picture('replay')
  await missed.check()
  await shown.getByText('All 9 that were not as expected.').waitFor()
  assert.equal(await page.locator('.replays li').count(), 9)
  await missed.uncheck()
  await shown.getByText('The first 200 of 217.').waitFor()
  await page.getByTestId('show-more').click()
  await shown.getByText('All 217.').waitFor()
  await page.getByTestId('show-more').waitFor({ state: 'detached' })
  // What is deleted goes from where it stood; who had read to the end is still there.
  await ask(page, 'delete', { captures: ['100'], all: false })
  await shown.getByText('216 of 217; the others went with their captures, which were deleted.').waitFor()

  await page.getByTestId('part-attempts').click()
  const rows = page.getByTestId('attempt-row')
  await page.getByTestId('show-more').scrollIntoViewIfNeeded()
  await picture('attempts')
  assert.equal(await rows.count(), 200)
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByTestId('save-har').click()])
  const entries = JSON.parse(readFileSync(await file.path(), 'utf8')).log.entries
  assert.deepEqual(entries.map(({ _item }) => Number(_item)).sort((a, b) => a - b), Array.from({ length: all }, (_, at) => at + 1).filter((id) => id !== 100))
  await page.getByTestId('show-more').click()
  await page.waitForFunction((all) => document.querySelectorAll('[data-testid=attempt-row]').length === all, all - 1)
})

test('deliveries that are held still say so, and what is new is one press away', async (t) => {
  const [{ receiver, ui }, target] = [await serve(t), await sink(t)]
  await post(receiver, said(1), SECRET)
  const page = await open(t, ui)
  await part(page, 'attempts')
  await page.getByText('Nothing sent yet').waitFor()
  await page.keyboard.press('l')
  await page.getByRole('heading', { name: 'Paused' }).waitFor()
  await page.getByTestId('nav-captures').click()
  await page.getByTestId('capture-row').first().click()
  await page.getByTestId('resend-url').fill(target.url)
  await page.getByTestId('resend-button').click()
  await target.next()
  await page.getByTestId('nav-deliveries').click()
  await page.getByText('1 new, not shown.').waitFor()
  assert.equal(await page.getByTestId('attempt-row').count(), 0)
  await page.getByTestId('filter').fill('status:404')
  await page.getByRole('heading', { name: 'Nothing matches' }).waitFor()
  await page.getByText('No attempt fits').waitFor()
  await page.getByRole('button', { name: 'Clear the filter' }).last().click()
  await page.getByTestId('attempt-row').waitFor()
  await page.getByRole('button', { name: 'Paused · go live' }).click()
  await page.getByRole('button', { name: 'Paused · go live' }).waitFor({ state: 'detached' })

  await page.getByTestId('part-forwarding').click()
  await page.getByText('It takes a rule').waitFor()
  await page.getByTestId('rule-new').click()
  await page.getByLabel('Name', { exact: true }).fill('to dev')
  await page.getByLabel('Target 1: its name, or a URL').fill(target.url)
  await page.getByLabel('Enabled').uncheck()
  await page.getByTestId('rule-save').click()
  await page.getByRole('heading', { name: 'Forwarding is off' }).waitFor()
})
