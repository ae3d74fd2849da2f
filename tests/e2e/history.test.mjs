// Where the user is outlives a reload, back and forward lead through the views, and what is gone meanwhile is not missed.

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as run } from 'node:test'

import { copied, instagram, later, open, post, serve, timeout } from './rig.mjs'

const test = (name, job) => run(name, { timeout }, job)
const SECRET = 'app-secret'
const row = (page, words) => page.getByTestId('conversation-row').filter({ hasText: words })
const chosen = (page, mid) => page.locator(`[data-testid=message][data-message="${mid}"][aria-current=true]`).waitFor()
const view = (page) => page.locator('nav [aria-current=page]').innerText()
const shows = (page, name) => page.locator('nav [aria-current=page]').filter({ hasText: name }).waitFor()
/** Until the entry of the history says so. */
const written = (page, place) => page.waitForFunction((place) => Object.entries(place).every(([name, value]) => history.state?.[name] === value), place)

/** Two conversations; in the older one two messages. */
async function opened(t, how) {
  const { receiver, ui } = await serve(t)
  const send = (mid, text, peer, ago) => post(receiver, instagram({ message: { mid, text } }, { peer, at: Date.now() - ago }), SECRET)
  await send('m1', 'First', '7001000000000011', 90_000)
  await send('m2', 'Second', '7001000000000011', 80_000)
  await send('o1', 'Other', '7001000000000099', 70_000)
  const page = await open(t, ui, how)
  await row(page, 'Other').waitFor()
  return { page, receiver, base: ui.split('?')[0] }
}

test('a reload keeps the view, what is chosen in it, and the tab of the inspector', async (t) => {
  const { page, base } = await opened(t)
  await row(page, 'Second').click()
  await page.locator('[data-message=m1]').click()
  await page.getByTestId('tab-meta').click()
  await page.getByTestId('resend-signing').selectOption('re-signed')
  await page.getByTestId('resend-secret').fill('hush-hush')
  await written(page, { tab: 'meta', capture: '1' })
  await page.reload()
  await chosen(page, 'm1')
  assert.equal(await page.getByTestId('tab-meta').getAttribute('aria-selected'), 'true')
  await page.locator('.inspector').getByText('"m1"').first().waitFor()

  await page.getByTestId('nav-captures').click()
  await page.getByTestId('capture-row').filter({ hasText: 'Other' }).click()
  await page.getByTestId('tab-headers').click()
  await written(page, { view: 'captures', tab: 'headers', capture: '3' })
  await page.reload()
  await page.locator('.inspector').getByText('facebookexternalua').first().waitFor()
  assert.match(await view(page), /^Captures/)
  await page.getByTestId('tab-summary').click()
  await page.locator('.inspector').getByText('Capture #3,').waitFor()
  await page.getByTestId('nav-conversations').click()
  await chosen(page, 'm1')
  await page.locator('.inspector').getByText('Capture #1,').waitFor()

  await page.getByTestId('nav-deliveries').click()
  await page.getByRole('tab', { name: 'Targets' }).click()
  await written(page, { part: 'targets' })
  await page.reload()
  await page.getByText('No target yet').waitFor()

  await page.getByTestId('nav-settings').click()
  await written(page, { view: 'settings' })
  await page.reload()
  await page.locator('section.settings').getByText('7001000000000099').first().waitFor()
  assert.equal(page.url(), base, 'nothing of it is in the address')
  assert.doesNotMatch(await page.evaluate(() => JSON.stringify([history.state, { ...sessionStorage }, { ...localStorage }])), /hush-hush|app-secret/)
})

test('a reload keeps what the lists were asked for, and what is half written', async (t) => {
  const { page, receiver } = await opened(t)
  await post(receiver, instagram({ message: { mid: 'e1', text: 'Other answer', is_echo: true } }, { peer: '7001000000000099', outbound: true }), SECRET)
  await page.getByTestId('filter').fill('text:second')
  await row(page, 'Other').waitFor({ state: 'detached' })
  await page.keyboard.press('Escape')
  await page.getByTestId('nav-captures').click()
  await page.getByRole('columnheader', { name: 'Size' }).click()
  await page.locator('[role=columnheader][aria-sort=descending]').filter({ hasText: 'Size' }).waitFor()
  const before = await page.evaluate(() => history.length)
  await page.getByTestId('filter').pressSequentially('kind:message peer:7001000000000011')
  await page.getByTestId('found').getByText(/^2$/).waitFor()
  // At once: half of it alone would be a word that is looked for.
  await page.getByTestId('filter').fill('kind:message peer:7001000000000011 sig:')
  await page.waitForFunction(() => history.state.captures.text.endsWith(' sig:'))
  assert.equal(await page.evaluate(() => history.length), before, 'what is typed is no entry of its own')
  await page.reload()
  await page.locator('[role=columnheader][aria-sort=descending]').filter({ hasText: 'Size' }).waitFor()
  assert.equal(await page.getByTestId('filter').inputValue(), 'kind:message peer:7001000000000011 sig:')
  await page.getByRole('alert').filter({ hasText: 'sig: wants a value' }).waitFor()
  await page.getByTestId('filter-words').getByText('Below is still what fits kind:message peer:7001000000000011').waitFor()
  assert.equal(await page.getByTestId('capture-row').count(), 2)
  await page.getByTestId('nav-conversations').click()
  await row(page, 'Second').waitFor()
  assert.equal(await row(page, 'Other').count(), 0)
  assert.equal(await page.getByTestId('filter').inputValue(), 'text:second')

  await page.getByTestId('nav-deliveries').click()
  const deliveries = page.getByRole('combobox', { name: 'Filter attempts' })
  await deliveries.fill('target:dev')
  await page.getByText('No attempt fits target:dev').waitFor()
  await deliveries.pressSequentially(' status:')
  await page.waitForFunction(() => history.state.attempts.text === 'target:dev status:')
  await page.reload()
  await page.locator('.outdated').getByText('No attempt fits target:dev').waitFor()
  assert.equal(await deliveries.inputValue(), 'target:dev status:')
  await page.getByTestId('filter-words').getByText('Below is still what fits target:dev').waitFor()

  await page.getByTestId('nav-insights').click()
  await page.locator('#insights-of').selectOption({ index: 1 })
  const of = await page.locator('#insights-of').inputValue()
  await written(page, { insights: of })
  await page.reload()
  await page.waitForFunction((of) => document.querySelector('#insights-of')?.value === of, of)
})

test('back and forward lead through the views, to what was chosen there', async (t) => {
  const { page } = await opened(t)
  await row(page, 'Second').click()
  await chosen(page, 'm2')
  await written(page, { capture: '2' })
  await page.getByTestId('nav-captures').click()
  await page.getByTestId('capture-row').filter({ hasText: 'Other' }).click()
  await written(page, { view: 'captures', capture: '3' })
  await page.getByTestId('nav-conversations').click()
  await row(page, 'Other').click()
  await chosen(page, 'o1')
  await page.keyboard.press('?')
  await page.goBack()
  await shows(page, 'Captures')
  assert.equal(await page.getByRole('dialog').count(), 0, 'nothing stands above what one came back to')
  await page.locator('.inspector').getByText('Capture #3,').waitFor()
  await page.goBack()
  await shows(page, 'Conversations')
  await chosen(page, 'm2')
  await page.goForward()
  await shows(page, 'Captures')
})

test('what was deleted meanwhile is not chosen, and is no error', async (t) => {
  for (const [gone, left] of [
    [{ captures: ['2'], all: false }, (page) => chosen(page, 'm1')],
    [{ captures: [], all: true }, (page) => page.getByText('Nothing received yet').waitFor()],
  ]) {
    const { page, base } = await opened(t)
    await row(page, 'Second').click()
    await chosen(page, 'm2')
    await written(page, { capture: '2' })
    await page.goto('about:blank')
    const other = await page.context().newPage()
    await other.goto(base)
    assert.equal(await other.evaluate(async (gone) => (await fetch('/rpc/delete', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(gone) })).status, gone), 200)
    await other.close()
    await page.goBack()
    await left(page)
    assert.equal(await page.getByRole('alert').count(), 0)
    assert.equal(await page.getByTestId('said').evaluate((said) => said.classList.contains('bad')), false)
  }
})

test('a page of an earlier run comes back by itself once the new link was opened beside it', async (t) => {
  const data = mkdtempSync(join(tmpdir(), 'hooktrail-again-'))
  later(t, () => rmSync(data, { recursive: true, force: true }))
  const first = await serve(t, { data })
  const page = await open(t, first.ui, { cut: true })
  await page.getByText('Nothing received yet').waitFor()
  await first.kill()
  // What it does is what it did: nothing of it looks as if it were known.
  const unknown = page.getByTestId('unknown')
  await unknown.getByText('whether it receives and forwards is unknown').waitFor()
  await page.getByRole('alert').getByText('The program does not answer').waitFor()
  assert.equal(await page.getByTestId('receiver-url').count(), 0)
  await page.getByText('last known:').waitFor()
  const again = await serve(t, { data, uiPort: new URL(first.ui).port })
  const stranger = page.getByText('Open the new link that `hooktrail serve` printed')
  await page.getByRole('alert').and(page.locator('.troubles')).getByText('Open the new link').waitFor()
  // The same, and once, also when the page is loaded anew.
  await page.reload()
  await stranger.waitFor()
  await unknown.waitFor()
  assert.equal(await page.getByText(/is lost|does not answer|not signed in/).count(), 0)
  assert.deepEqual([await stranger.count(), await page.getByTestId('said').innerText()], [1, ''])
  await (await page.context().newPage()).goto(again.ui)
  await page.getByRole('alert').waitFor({ state: 'detached' })
  await post(again.receiver, instagram({ message: { mid: 'm1', text: 'Still here' } }), SECRET)
  await row(page, 'Still here').waitFor()
  await page.getByTestId('receiver-url').waitFor()
})

test('About copies a link that lets another browser in, once, and shows it to nobody', async (t) => {
  const { receiver, ui } = await serve(t)
  await post(receiver, instagram({ message: { mid: 'm1', text: 'Hello' } }), SECRET)
  const page = await open(t, ui)
  await row(page, 'Hello').waitFor()
  await page.keyboard.press('Control+k')
  await page.getByLabel('What to do').fill('About')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'copy a link for another browser' }).click()
  await copied(page, /\?token=/)
  const link = await page.evaluate(() => navigator.clipboard.readText())
  assert.equal((await page.content()).includes(link.split('token=')[1]), false)
  const other = await open(t, link)
  await row(other, 'Hello').waitFor()
  const third = await (await fetch(link, { redirect: 'manual' })).text()
  assert.match(third, /This link was used before.*under About/)
})

test('a view that could not be fetched says so, and comes when it is tried again', async (t) => {
  const { receiver, ui } = await serve(t)
  assert.equal(await post(receiver, instagram({ message: { mid: 'm1', text: 'Hello' } }), SECRET), 200)
  const page = await open(t, ui, { cut: true })
  await row(page, 'Hello').waitFor()
  // Loaded anew without it, as where the program ended before it was asked for.
  const settings = '**/assets/Settings-*.js'
  await page.route(settings, (route) => route.abort())
  await page.reload()
  await page.getByTestId('nav-settings').click()
  await page.getByText('could not be fetched').waitFor()
  assert.match(await view(page), /^Settings/)

  await page.unroute(settings)
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('heading', { name: 'Settings' }).waitFor()
})

test('who went to a message and back to the end finds the end again after another view', async (t) => {
  const { receiver, ui } = await serve(t)
  const at = Date.now() - 3_600_000
  const said = (n) => instagram({ message: { mid: `m${n}`, text: `Said ${n}` } }, { at: at + n * 1_000 })
  for (let n = 0; n < 30; n++) await post(receiver, said(n), SECRET)
  const page = await open(t, ui)
  await page.getByTestId('conversation-row').click()
  await page.locator('[data-message=m29][aria-current=true]').waitFor()
  await page.keyboard.press('u')
  await page.locator('[data-message=m0][aria-current=true]').waitFor()
  await page.keyboard.press('End')
  await page.locator('[data-message=m29][aria-current=true]').waitFor()
  await page.getByTestId('nav-captures').click()
  await post(receiver, said(30), SECRET)
  await page.getByTestId('capture-row').filter({ hasText: 'Said 30' }).waitFor()
  await page.getByTestId('nav-conversations').click()
  await page.locator('[data-message=m30]').waitFor()
  await page.waitForFunction(() => {
    const list = document.querySelector('.timeline .items')
    return list.scrollHeight - list.scrollTop - list.clientHeight < 2
  })
})

test('who reads further up reads on there after another view, and what came meanwhile stays unread', async (t) => {
  const { receiver, ui } = await serve(t)
  const at = Date.now() - 3_600_000
  const say = (n, text = `Said ${n}`) => post(receiver, instagram({ message: { mid: `m${n}`, text } }, { at: at + n * 1_000 }), SECRET)
  for (let n = 0; n < 30; n++) await say(n)
  const page = await open(t, ui)
  const list = page.locator('.timeline .items')
  const unread = page.getByTestId('conversation-row').locator('.unread')
  /** To the captures, where one more comes, and back; the message stands where it stood. */
  const stays = async (mid, n) => {
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
    const before = await page.locator(`[data-message=${mid}]`).evaluate((message) => message.getBoundingClientRect().top)
    assert.ok(before > (await list.boundingBox()).y && before < 800, `${mid} is in sight`)
    await page.getByTestId('nav-captures').click()
    await say(n)
    await page.locator('main').getByText(`${n + 1} in all`).waitFor()
    await page.getByTestId('nav-conversations').click()
    await unread.filter({ hasText: `${n - 29}` }).waitFor()
    await page.waitForFunction(([mid, before]) => Math.abs((document.querySelector(`[data-message=${mid}]`)?.getBoundingClientRect().top ?? -9e9) - before) < 2, [mid, before])
  }
  await page.getByTestId('conversation-row').click()
  await chosen(page, 'm29')
  await unread.waitFor({ state: 'detached' })
  await page.keyboard.press('u')
  await chosen(page, 'm0')
  await stays('m0', 30)
  await chosen(page, 'm0')

  // By the wheel alone, away from what is chosen.
  await list.evaluate((list) => list.querySelector('[data-message=m9]').scrollIntoView())
  await stays('m11', 31)

  for (let n = 32; n < 90; n++) await say(n, n === 60 ? 'A needle' : `Said ${n}`)
  await page.getByTestId('filter').fill('needle')
  await page.getByTestId('conversations-found').getByText('1 found').waitFor()
  await page.getByTestId('conversation-row').click()
  await chosen(page, 'm60')
  await stays('m60', 90)
})
