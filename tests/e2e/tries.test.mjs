// What replays and rules sent leads on: each result to its attempt, by pointer, key and menu; each delivery to what was sent of it.

import assert from 'node:assert/strict'
import { test as run } from 'node:test'

import { ACCOUNT, PEER, ailments, ask, instagram, open, post, serve, sink, timeout, unfit } from './rig.mjs'

const SECRET = 'app-secret'
const said = (n) => instagram({ message: { mid: `m${n}`, text: `Message ${n}` } }, { at: Date.now() - 60_000 + n * 100 })

run('the results of a replay and the deliveries of a rule lead to what was sent', { timeout }, async (t) => {
  const [{ receiver, ui }, target] = [await serve(t), await sink(t, { status: (body) => (body.includes('Message 2') ? 500 : 200) })]
  for (const n of [1, 2, 3]) await post(receiver, said(n), SECRET)
  const page = await open(t, ui)
  await page.getByTestId('conversation-row').waitFor()
  await ask(page, 'replay_start', { items: [], conversation: { account: ACCOUNT, peer: PEER }, filter: '', limit: 0, to: target.url, concurrency: 1, expect: [], confirmed: false })
  await page.getByTestId('nav-deliveries').click()
  // A filter that shows none of them.
  await page.locator('[data-search]').fill('status:404')
  await page.locator('[data-search]').press('Enter')
  await page.getByText('No attempt fits').waitFor()
  await page.getByTestId('part-replays').click()
  await page.getByTestId('replay-row').click()
  const results = page.getByTestId('replay-attempt')
  await results.nth(2).waitFor()
  assert.deepEqual([await ailments(page), await unfit(page)], [[], []])

  const whole = page.locator('.attempts .open')
  await results.filter({ hasText: 'Message 2' }).click()
  await whole.getByText('500', { exact: true }).waitFor()
  assert.equal(await page.locator('[data-search]').inputValue(), 'status:404', 'the filter stays as it was')
  await page.goBack()
  const opened = page.locator('[data-testid=replay-attempt][aria-current=true]')
  await opened.filter({ hasText: 'Message 2' }).waitFor()

  // From the replay into its results, over them, and on.
  await page.getByTestId('replay-row').focus()
  await page.keyboard.press('ArrowRight')
  await opened.and(page.locator(':focus')).waitFor()
  await page.keyboard.press('j')
  const last = results.filter({ hasText: 'Message 3' })
  await last.and(page.locator(':focus')).waitFor()
  await page.getByTestId('replay-row').and(page.locator('[aria-pressed=true]')).waitFor()
  await page.keyboard.press('Shift+F10')
  await page.getByRole('menuitem', { name: 'Show its capture' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByTestId('menu').waitFor({ state: 'detached' })
  await last.and(page.locator(':focus')).waitFor()
  await page.keyboard.press('Enter')
  await whole.getByText('capture #3').waitFor()

  await ask(page, 'rule_put', { name: 'all', filter: '', targets: [{ to: target.url, formats: [] }], retry: 'none', held: false, confirmed: false })
  await post(receiver, said(4), SECRET)
  await page.getByTestId('part-forwarding').click()
  await page.getByTestId('delivery-row').getByText('delivered').waitFor()
  await page.getByTestId('delivery-tries').click()
  await page.getByTestId('attempt-row').getByText('Message 4').waitFor()
  assert.deepEqual([await page.getByTestId('attempt-row').count(), await page.locator('[data-search]').inputValue()], [1, 'item:4'])
})

run('an attempt that a result leads to is in sight in its list, however many stand before it', { timeout }, async (t) => {
  const [{ receiver, ui }, target] = [await serve(t), await sink(t)]
  await Promise.all(Array.from({ length: 60 }, (_, n) => post(receiver, said(n), SECRET)))
  const page = await open(t, ui)
  await page.getByTestId('conversation-row').waitFor()
  await ask(page, 'replay_start', { items: [], conversation: { account: ACCOUNT, peer: PEER }, filter: '', limit: 0, to: target.url, concurrency: 1, expect: [], confirmed: false })
  await page.getByTestId('nav-deliveries').click()
  await page.getByTestId('part-replays').click()
  await page.getByTestId('replay-row').getByText('60 of 60').waitFor()
  await page.getByTestId('replay-row').click()
  await page.getByTestId('replay-attempt').first().click()
  const row = page.locator('[data-testid=attempt-row][aria-pressed=true]')
  await row.waitFor()
  assert.equal(await page.getByTestId('attempt-row').last().getAttribute('aria-pressed'), 'true', 'the oldest')
  await page.waitForFunction(() => {
    const [one, sight] = [document.querySelector('[data-testid=attempt-row][aria-pressed=true]').getBoundingClientRect(), document.querySelector('.attempts .rows').getBoundingClientRect()]
    // Rows stand between pixels.
    return one.top > sight.top - 1 && one.bottom < sight.bottom + 1
  })
})
