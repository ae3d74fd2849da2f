// Rules of time: made from where insights show what is stuck, fired for a message, sent to a sink.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'

import { AXE, instagram, open, post, serve, sink, texts, timeout } from './rig.mjs'

const echo = (mid, text, at) => instagram({ message: { mid, text, is_echo: true } }, { outbound: true, at })

test('a rule is made from insights, fires for a message, and its event lands at the sink', { timeout }, async (t) => {
  const [server, target] = [await serve(t), await sink(t)]
  const page = await open(t, server.ui)
  await page.click('[data-testid=nav-insights]')
  await page.click('[data-testid=insights-part-rules]')
  await page.waitForSelector('.rules >> text=No time rule yet')

  await post(server.receiver, echo('mid.old', 'long ago', Date.now() - 3_600_000), 'app-secret')
  await page.click('[data-testid=insights-part-counts]')
  await page.waitForSelector('[data-testid=insights-instagram] >> text=1 waiting for longer than 10 min')
  await page.click('[data-testid=tell-me-accepted]')
  await page.waitForSelector('form >> text=there it means not seen')
  await page.selectOption('#time-rule-state', 'delivered')
  await page.waitForSelector('form >> text=this never happens there')
  await page.selectOption('#time-rule-state', 'accepted')
  assert.equal(await page.inputValue('#time-rule-after'), '10 min')
  await page.fill('#time-rule-name', 'Nobody looks')
  await page.fill('#time-rule-after', '1 s')
  await page.fill('[data-testid=time-rule-to]', target.url)
  await page.click('[data-testid=time-rule-save]')
  await page.waitForSelector('[data-testid=time-rule-row] >> text=accepted and nothing more for longer than 1 s')
  await page.waitForSelector('[data-testid=time-fired] >> text=Nothing yet')

  await post(server.receiver, echo('mid.new', 'we close at six', Date.now()), 'app-secret')
  const got = await target.next()
  const event = JSON.parse(got.body.toString())
  assert.deepEqual([event.type, event.rule, event.message_id, event.channel], ['overdue', 'Nobody looks', 'mid.new', 'instagram'])
  await page.waitForSelector('[data-testid=time-rule-row] >> text=Fired for 1 message')
  await page.waitForSelector('[data-testid=time-fired] >> text=1 delivered')

  for (const theme of ['dark', 'light']) {
    await page.evaluate((theme) => (document.documentElement.dataset.theme = theme), theme)
    await page.evaluate(readFileSync(AXE, 'utf8'))
    const { violations } = await page.evaluate(() => globalThis.axe.run())
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    assert.deepEqual(serious.map(({ id, nodes }) => [id, nodes[0].html]), [], theme)
    if (process.env.PICTURE) await page.screenshot({ path: `${process.env.PICTURE}-${theme}.png` })
  }

  await page.click('[data-testid=fired-row]')
  await page.waitForSelector('section.timeline >> text=we close at six')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('time rules')
  await page.keyboard.press('Enter')
  await page.click('[data-testid=time-rule-row]')
  await page.click('text=Remove…')
  await page.click('[data-testid=time-rule-remove]')
  await page.waitForSelector('.rules >> text=No time rule yet')
})

test('a time rule whose events do not arrive is in the top bar, which leads to it', { timeout }, async (t) => {
  const server = await serve(t)
  const page = await open(t, server.ui)
  const name = 'Nobody looks at what was written to them for a while, whoever it was'
  await page.evaluate(async (name) => {
    const rule = { name, after: '1 s', to: 'http://127.0.0.1:9/hook', retry: 'none', confirmed: false }
    await fetch('/rpc/time_rule_put', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(rule) })
  }, name)
  await post(server.receiver, echo('mid.new', 'we close at six', Date.now()), 'app-secret')
  const told = page.getByTestId('time-rules-failing')
  await told.getByText(`time rule not delivered: ${name}`).waitFor()
  for (const [width, colour] of [[1440, 'dark'], [1024, 'light']]) {
    await page.setViewportSize({ width, height: 700 })
    await page.emulateMedia({ colorScheme: colour })
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true)
    if (process.env.PICTURE) await page.screenshot({ path: `${process.env.PICTURE}-failing-${width}.png` })
  }
  await told.click()
  await page.waitForSelector('[data-testid=time-fired] >> text=1 not delivered')
  assert.equal(await page.inputValue('#time-rule-name'), name)
})

test('what a rule fires for comes on top, but moves nobody who reads further down', { timeout }, async (t) => {
  const [server, target] = [await serve(t), await sink(t)]
  const page = await open(t, server.ui)
  await page.evaluate(async (to) => {
    const rule = { name: 'Nobody looks', after: '1 s', to, retry: 'none', confirmed: false }
    await fetch('/rpc/time_rule_put', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(rule) })
  }, target.url)
  const say = async (mid) => {
    await post(server.receiver, echo(mid, `Said ${mid}`, Date.now()), 'app-secret')
    await target.next()
  }
  for (let n = 0; n < 40; n++) await post(server.receiver, echo(`m${n}`, `Said m${n}`, Date.now()), 'app-secret')
  for (let n = 0; n < 40; n++) await target.next()
  await page.click('[data-testid=nav-insights]')
  await page.click('[data-testid=insights-part-rules]')
  await page.click('[data-testid=time-rule-row]')
  const rows = page.getByTestId('fired-row')
  await rows.nth(39).waitFor()
  await say('top')
  await rows.first().getByText('Said top').waitFor()
  await rows.nth(30).scrollIntoViewIfNeeded()
  const stood = (await rows.nth(30).boundingBox()).y
  const read = await texts(rows.nth(30))
  await say('unseen')
  const fresh = page.getByRole('button', { name: '1 new · show it' })
  await fresh.waitFor()
  assert.deepEqual(await texts(rows.nth(30)), read)
  // The line that says so came above.
  const came = (await fresh.boundingBox()).height + 12
  assert.ok(Math.abs((await rows.nth(30).boundingBox()).y - stood) < came)
  await fresh.click()
  await rows.first().getByText('Said unseen').waitFor()
  await fresh.waitFor({ state: 'detached' })
})
