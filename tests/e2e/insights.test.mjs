// Insights: what came of messages is counted, each mark leads to what is behind it, and silence of a channel is said.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'

import { ACCOUNT, AXE, PEER, ailments, instagram, open, post, serve, status, texts, timeout, whatsapp } from './rig.mjs'

const HOUR = 3_600_000

test('insights count what came of messages, and each mark leads to them', { timeout }, async (t) => {
  const server = await serve(t)
  const page = await open(t, server.ui)
  await page.click('[data-testid=nav-insights]')
  await page.waitForSelector('.insights >> text=Nothing received yet')

  const at = Date.now() - HOUR
  const failed = [{ code: 131026, title: 'Message undeliverable' }]
  for (const body of [
    instagram({ message: { mid: 'mid.i1', text: 'we close at six', is_echo: true } }, { outbound: true, at }),
    instagram({ read: { mid: 'mid.i1' } }, { at: at + 40_000 }),
    status('wamid.1', 'sent', at),
    status('wamid.1', 'delivered', at + 2_000),
    status('wamid.2', 'sent', at),
    status('wamid.3', 'failed', at, failed),
  ]) {
    assert.equal(await post(server.receiver, body, 'app-secret'), 200)
  }
  const number = (channel, mark) => page.waitForSelector(`[data-testid=insights-${channel}] [data-testid=mark-${mark}] .number >> text=1`)
  await number('instagram', 'seen')
  await number('whatsapp', 'delivered')
  await page.waitForSelector('[data-testid=insights-instagram] >> text=does not say when a message was delivered')
  await page.waitForSelector('[data-testid=insights-instagram] >> text=Half within 40 s')
  await page.waitForSelector('[data-testid=insights-whatsapp] >> text=1 waiting for longer than 10 min')
  await page.waitForSelector('[data-testid=insights-whatsapp] >> text=1 failed, 131026')

  for (const theme of ['dark', 'light']) {
    await page.evaluate((theme) => (document.documentElement.dataset.theme = theme), theme)
    await page.evaluate(readFileSync(AXE, 'utf8'))
    const { violations } = await page.evaluate(() => globalThis.axe.run())
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    assert.deepEqual(serious.map(({ id, nodes }) => [id, nodes[0].html]), [], theme)
  }
  if (process.env.PICTURE) await page.screenshot({ path: process.env.PICTURE })

  await page.click('[data-testid=mark-failure]')
  await page.waitForSelector('[data-testid=behind] >> text=Message undeliverable')
  await page.waitForSelector('[data-testid=behind-row]')
  await page.click('[data-testid=insights-mix] .legend >> text=status')
  await page.waitForFunction(() => document.querySelectorAll('[data-testid=behind-row]').length === 4)
  await page.click('[data-testid=insights-instagram] [data-testid=mark-seen]')
  await page.click('[data-testid=behind-row] >> text=we close at six')
  await page.waitForSelector('[data-testid=nav-conversations][aria-current=page]')
  await page.waitForSelector('section.timeline >> text=we close at six')
})

test('failures are a line for each code, also of the same words, and each leads to its own messages', { timeout }, async (t) => {
  const server = await serve(t)
  const codes = [131026, 131047, 130472]
  const at = Date.now() - 50 * HOUR
  for (let n = 0; n < 36; n++) {
    const failed = whatsapp({
      statuses: [{ id: `wamid.${n}`, status: 'failed', timestamp: String(Math.floor(at / 1000) + n), recipient_id: `49155500${String(n).padStart(5, '0')}`, errors: [{ code: codes[n % 3], title: 'Undeliverable', error_data: { details: 'Message Undeliverable.' } }] }],
    })
    assert.equal(await post(server.receiver, failed, 'app-secret'), 200)
  }
  const named = whatsapp({
    contacts: [{ wa_id: '4915550000004', profile: { name: 'نور الدين' } }],
    messages: [{ from: '4915550000004', id: 'wamid.in', timestamp: String(Math.floor(at / 1000)), type: 'text', text: { body: 'hi' } }],
  })
  assert.equal(await post(server.receiver, named, 'app-secret'), 200)
  const page = await open(t, server.ui)
  await page.click('[data-testid=nav-insights]')
  const line = (code) => page.getByTestId('mark-failure').filter({ hasText: `12 failed, ${code}` })
  for (const again of [false, true]) {
    if (again) await page.reload()
    await line(codes[0]).waitFor()
    assert.equal(await page.getByTestId('mark-failure').count(), 3)
    for (const [index, code] of codes.entries()) {
      await line(code).click()
      await page.getByTestId('behind').getByText(`failed ${code} Message Undeliverable.`).waitFor()
      // A row has no words to read until it was painted.
      await page.waitForFunction(() => {
        const rows = [...document.querySelectorAll('[data-testid=behind-row]')]
        return rows.length === 12 && rows.every(({ innerText }) => innerText !== '')
      })
      const rows = await texts(page.getByTestId('behind-row'))
      const own = Array.from({ length: 12 }, (_, n) => 33 + index - 3 * n)
      for (const [place, n] of own.entries()) {
        const who = n === 4 ? 'نور الدين' : `49155500${String(n).padStart(5, '0')}`
        const row = rows[place]
        assert.ok(row.replaceAll(' ', '').includes(who.replaceAll(' ', '')), `${who} in ${row}`)
        assert.match(row, new RegExp(`\\d\\d:\\d\\d:\\d\\d .*Failed ${code}$`))
      }
    }
  }
  assert.deepEqual(await ailments(page), [])
  await page.getByTestId('behind-row').filter({ hasText: '0035' }).click()
  await page.waitForSelector('[data-testid=message][data-message="wamid.35"][aria-current=true]')

  await page.click('[data-testid=nav-captures]')
  await page.getByTestId('filter').fill(`error:${codes[1]}`)
  await page.waitForFunction(() => document.querySelectorAll('[data-testid=capture-row]').length === 12)
})

test('who comes from a failure has the capture inspected that told of it', { timeout }, async (t) => {
  const server = await serve(t)
  const at = Date.now() - 50 * HOUR
  const failed = status('wamid.1', 'failed', at + 2_000, [{ code: 131026, title: 'Message undeliverable' }])
  for (const body of [status('wamid.1', 'sent', at), status('wamid.2', 'sent', at + 1_000), failed, failed]) assert.equal(await post(server.receiver, body, 'app-secret'), 200)
  const page = await open(t, server.ui)
  await page.click('[data-testid=nav-insights]')
  await page.getByTestId('mark-failure').filter({ hasText: '1 failed, 131026' }).click()
  await page.getByTestId('behind-row').click()
  await page.waitForSelector('[data-testid=message][data-message="wamid.1"][aria-current=true]')
  await page.waitForSelector('.resend >> text=of capture #3')
})

test('each piece of the mix is reached by arrows, says what it is, and leads to its messages', { timeout }, async (t) => {
  const server = await serve(t)
  // The first two are of one bar, wherever bars begin.
  const at = Math.floor(Date.now() / HOUR - 3) * HOUR
  for (const body of [
    instagram({ message: { mid: 'm1', text: 'in the morning' } }, { at }),
    instagram({ message: { mid: 'm2', text: 'an answer', is_echo: true } }, { outbound: true, at: at + 1_000 }),
    instagram({ message: { mid: 'm3', text: 'in the evening' } }, { at: at + 2 * HOUR }),
  ]) assert.equal(await post(server.receiver, body, 'app-secret'), 200)
  const page = await open(t, server.ui)
  await page.click('[data-testid=nav-insights]')
  const mix = page.getByTestId('insights-mix')
  await mix.waitFor()
  assert.equal(await mix.locator('.piece').count(), 3)
  assert.equal(await mix.locator('.piece[tabindex="0"]').count(), 1, 'one stop of the tabulator')
  const dim = () => mix.locator('.piece.other').evaluateAll((pieces) => pieces.map((piece) => piece.getAttribute('aria-label').replace(/.*: /, '')))
  await mix.locator('.legend').getByRole('button', { name: 'message', exact: true }).focus()
  assert.deepEqual(await dim(), ['1 message echo'], 'what the legend points at stands out')
  await mix.locator('.piece[tabindex="0"]').focus()
  assert.deepEqual(await dim(), [])
  const here = () => page.evaluate(() => document.activeElement.getAttribute('aria-label'))
  assert.match(await here(), /: 1 message$/)
  const evening = await here()
  await page.keyboard.press('ArrowLeft')
  assert.match(await here(), /: 1 message$/)
  assert.notEqual(await here(), evening)
  await page.keyboard.press('ArrowUp')
  assert.match(await here(), /: 1 message echo$/)
  assert.ok(await page.evaluate(() => document.activeElement.matches(':focus-visible')))
  assert.deepEqual(await ailments(page), [])
  await page.keyboard.press('Enter')
  await page.getByTestId('behind').getByText('message echo, from').waitFor()
  await page.keyboard.press('End')
  assert.equal(await here(), evening)
  await page.keyboard.press('Enter')
  await page.getByTestId('behind-row').filter({ hasText: '#3' }).click()
  await page.waitForSelector('[data-testid=message][data-message=m3][aria-current=true]')

  // Beside a first bar of another day the end names its day too.
  for (const [mid, said] of [['m4', Date.now() - 30 * HOUR], ['m5', Date.now() - 1_000]]) await post(server.receiver, instagram({ message: { mid, text: mid } }, { at: said }), 'app-secret')
  await page.click('[data-testid=nav-insights]')
  await mix.getByTestId('insights-until').getByText(/^(today|\d+ \w+) \d\d:\d\d$/).waitFor()
})

test('a mark leads to a message far up in its conversation, and the inspector shows that one', { timeout }, async (t) => {
  const server = await serve(t)
  const at = Date.now() - 10 * HOUR
  const item = (n) => ({ sender: { id: ACCOUNT }, recipient: { id: PEER }, timestamp: at + n * 60_000, message: { mid: `m${n}`, text: `Message ${n}`, is_echo: true } })
  const first = JSON.stringify({ object: 'instagram', entry: [{ time: at, id: ACCOUNT, messaging: [item(0)] }] })
  const rest = JSON.stringify({ object: 'instagram', entry: [{ time: at, id: ACCOUNT, messaging: Array.from({ length: 299 }, (_, n) => item(n + 1)) }] })
  for (const body of [first, instagram({ read: { mid: 'm0' } }, { at: at + 30_000 }), rest]) assert.equal(await post(server.receiver, body, 'app-secret'), 200)
  const page = await open(t, server.ui)
  await page.click('[data-testid=nav-insights]')
  await page.click('[data-testid=insights-instagram] [data-testid=mark-seen]')
  await page.click('[data-testid=behind-row] >> text=Message 0')
  await page.waitForSelector('[data-testid=message][data-message=m0][aria-current=true]')
  await page.waitForFunction(() => {
    const box = document.querySelector('[data-message=m0]')?.getBoundingClientRect()
    return box && box.top >= 0 && box.bottom <= innerHeight
  })
  await page.waitForSelector('.resend >> text=of capture #1')
})

test('the period goes on also when nothing arrives', { timeout }, async (t) => {
  const server = await serve(t)
  await post(server.receiver, status('wamid.1', 'sent', Date.now() - 23 * HOUR), 'app-secret')
  const page = await open(t, server.ui)
  await page.clock.install()
  await page.click('[data-testid=nav-insights]')
  await page.waitForSelector('[data-testid=insights-whatsapp]')
  await page.selectOption('#insights-period', 'day')
  await page.waitForSelector('[data-testid=insights-whatsapp] [data-testid=mark-waiting]')
  await page.clock.fastForward(2 * HOUR)
  await page.waitForSelector('[data-testid=insights-whatsapp]', { state: 'detached' })
})

test('a choice narrows the picture, and an empty period offers the way back', { timeout }, async (t) => {
  const server = await serve(t)
  const page = await open(t, server.ui)
  const at = Date.now() - 48 * HOUR
  await post(server.receiver, status('wamid.1', 'sent', at), 'app-secret')
  await post(server.receiver, instagram({ message: { mid: 'mid.i1', text: 'hi', is_echo: true } }, { outbound: true, at }), 'app-secret')
  await page.click('[data-testid=nav-insights]')
  await page.waitForSelector('[data-testid=insights-instagram]')
  await page.selectOption('#insights-of', 'whatsapp/106000000000606')
  await page.waitForSelector('[data-testid=insights-instagram]', { state: 'detached' })
  await page.waitForSelector('[data-testid=insights-whatsapp]')
  await page.selectOption('#insights-period', 'day')
  await page.waitForSelector('.insights >> text=Nothing in this period')
  await page.click('text=Show all')
  await page.waitForSelector('[data-testid=insights-instagram]')
})

test('a period of one’s own is from one time to before another, and is remembered', { timeout }, async (t) => {
  const server = await serve(t)
  const at = Date.UTC(2026, 5, 16, 14)
  for (const [mid, said] of [['early', at - 1_000], ['first', at], ['last', at + HOUR - 1_000], ['late', at + HOUR]]) {
    await post(server.receiver, instagram({ message: { mid, text: `Said ${mid}`, is_echo: true } }, { outbound: true, at: said }), 'app-secret')
  }
  const page = await open(t, server.ui)
  await page.getByTestId('nav-insights').click()
  await page.getByLabel('Said').selectOption('From … until …')
  const [from, until] = [page.getByLabel('from', { exact: true }), page.getByLabel('until', { exact: true })]
  await from.fill('2026-06-16T14:00')
  const accepted = (count) => page.getByTestId('mark-accepted').locator('.number').getByText(count, { exact: true }).waitFor()
  await accepted('3')
  await until.fill('2026-06-16T15:00')
  await accepted('2')
  await page.getByTestId('mark-accepted').click()
  await page.getByTestId('behind-row').nth(1).waitFor()
  assert.deepEqual((await texts(page.getByTestId('behind-row'))).map((text) => /Said (\w+)/.exec(text)?.[1]).sort(), ['first', 'last'])
  const coming = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Transitions as CSV' }).click()
  const download = await coming
  assert.equal(download.suggestedFilename(), 'transitions-2026-06-16-to-2026-06-16.csv')
  assert.deepEqual(readFileSync(await download.path(), 'utf8').trim().split('\n').slice(1).map((line) => line.split(',')[3]).sort(), ['first', 'last'])
  assert.deepEqual(await ailments(page, { part: '.insights' }), [])
  await page.reload()
  await accepted('2')
  assert.deepEqual((await Promise.all([from.inputValue(), until.inputValue()])).map((text) => text.slice(0, 16)), ['2026-06-16T14:00', '2026-06-16T15:00'])
  await until.fill('2026-06-16T13:00')
  await page.getByText('It ends before it begins.').waitFor()
  await page.getByText('Nothing in this period').waitFor()
  await until.fill('')
  await accepted('3')
})

test('transitions and vendor events of what is shown are saved as files that say so, with exact values', { timeout }, async (t) => {
  const server = await serve(t)
  const page = await open(t, server.ui)
  await post(server.receiver, instagram({ message: { mid: 'mid.i1', text: 'hi, "you"', is_echo: true } }, { outbound: true }), 'app-secret')
  await post(server.receiver, instagram({ read: { mid: 'mid.i1' } }), 'app-secret')
  await post(server.receiver, status('wamid.1', 'sent', Date.now() - HOUR), 'app-secret')
  await post(server.receiver, instagram({ message: { mid: 'mid.old', text: 'long ago', is_echo: true } }, { outbound: true, at: Date.now() - 72 * HOUR }), 'app-secret')
  await page.click('[data-testid=nav-insights]')
  const saved = async (name) => {
    const coming = page.waitForEvent('download')
    await page.getByRole('button', { name }).click()
    const download = await coming
    return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') }
  }
  await page.selectOption('#insights-period', 'all')
  await page.waitForSelector('[data-testid=insights-whatsapp]')
  await page.getByText('Everything as files:').waitFor()
  const csv = await saved('Transitions as CSV')
  assert.equal(csv.name, 'transitions-all.csv')
  const [heading, first, second, third, fourth] = csv.text.split('\n')
  assert.match(heading, /^type,id,capture,message_id,from,to,/)
  assert.match(first, /,mid\.i1,,accepted,/)
  assert.match(second, /,mid\.i1,accepted,seen,/)
  assert.match(third, /,wamid\.1,,accepted,/)
  assert.match(fourth, /,mid\.old,,seen,/)

  await page.selectOption('#insights-of', `instagram/${ACCOUNT}`)
  await page.selectOption('#insights-period', 'day')
  await page.getByText('What is shown as files:').waitFor()
  const some = await saved('Transitions as CSV')
  assert.match(some.name, new RegExp(`^transitions-instagram-${ACCOUNT}-20.*-to-20.*\\.csv$`))
  assert.deepEqual(some.text.trim().split('\n').slice(1).map((line) => line.split(',')[3]), ['mid.i1', 'mid.i1'])
  const events = await saved('Vendor events as JSON Lines')
  assert.match(events.name, /^normalized-instagram-.*\.jsonl$/)
  const lines = events.text.trim().split('\n').map((line) => JSON.parse(line))
  assert.ok(lines.length >= 2 && lines.every((line) => line.type === 'normalized' && line.message_id === 'mid.i1'))
})

test('what was received and speaks of no message is said to be that, not to be of another time', { timeout }, async (t) => {
  const server = await serve(t)
  await fetch(`${server.receiver}?hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=1`)
  const page = await open(t, server.ui)
  await page.click('[data-testid=nav-insights]')
  await page.waitForSelector('.insights >> text=Nothing to count yet')
  await page.waitForSelector('.insights >> text=Nothing that was received speaks of a message')
  assert.equal(await page.getByText('Nothing in this period').count(), 0)
  assert.deepEqual(await ailments(page), [])
  await page.getByRole('button', { name: 'Captures', exact: true }).click()
  await page.waitForSelector('[data-testid=capture-row]')
})

test('what is behind a mark is shown on to its first message', { timeout }, async (t) => {
  const server = await serve(t)
  const at = Date.now() - HOUR
  const messaging = Array.from({ length: 250 }, (_, n) => ({ sender: { id: ACCOUNT }, recipient: { id: PEER }, timestamp: at + n, message: { mid: `m${n}`, text: `Message ${n}.`, is_echo: true } }))
  await post(server.receiver, JSON.stringify({ object: 'instagram', entry: [{ time: at, id: ACCOUNT, messaging }] }), 'app-secret')
  const page = await open(t, server.ui)
  await page.click('[data-testid=nav-insights]')
  for (const mark of ['[data-testid=mark-outbound]', '[data-testid=insights-mix] .legend button']) {
    await page.click(mark)
    await page.getByTestId('behind-shown').getByText('The newest 200 of 250').waitFor()
    await page.getByTestId('behind').getByTestId('show-more').click()
    await page.getByTestId('behind-shown').getByText('250', { exact: true }).waitFor()
    assert.equal(await page.getByTestId('behind-row').count(), 250)
    assert.equal(await page.getByTestId('behind').getByTestId('show-more').count(), 0)
  }
  await page.click('[data-testid=mark-outbound]')
  await page.getByTestId('show-more').click()
  await page.getByTestId('behind-row').getByText('Message 0.').click()
  await page.waitForSelector('[data-testid=message][data-message=m0][aria-current=true]')
})

test('another choice does not stand over the picture of the one before', { timeout }, async (t) => {
  const server = await serve(t)
  await post(server.receiver, status('wamid.1', 'sent', Date.now() - 48 * HOUR), 'app-secret')
  const page = await open(t, server.ui)
  await page.click('[data-testid=nav-insights]')
  await page.waitForSelector('[data-testid=insights-whatsapp]')
  let go
  const held = new Promise((done) => (go = done))
  await page.route('**/rpc/insights_get', async (route) => {
    await held
    await route.continue()
  })
  await page.selectOption('#insights-period', 'day')
  await page.waitForSelector('.counted.superseded[aria-busy=true] [data-testid=insights-whatsapp]')
  await page.waitForSelector('.counted >> text=Counting…')
  assert.equal(await page.getByTestId('insights-whatsapp').count(), 0)
  go()
  await page.waitForSelector('.counted[aria-busy=false] >> text=Nothing in this period')
})

test('what is behind a mark is gone over by key and opened from there, and says so where nothing is left or can be asked', { timeout }, async (t) => {
  const server = await serve(t)
  const at = Date.now() - HOUR
  for (const n of [1, 2, 3]) await post(server.receiver, instagram({ message: { mid: `mid.${n}`, text: `Message ${n}`, is_echo: true } }, { outbound: true, at: at + n * 1_000 }), 'app-secret')
  const page = await open(t, server.ui, { refused: true })
  await page.getByTestId('nav-insights').click()
  const mark = page.getByTestId('mark-waiting')
  const behind = page.getByTestId('behind')
  const focused = (words) => page.getByTestId('behind-row').filter({ hasText: words }).and(page.locator(':focus')).waitFor()
  const press = async (...keys) => {
    for (const key of keys) await page.keyboard.press(key)
  }

  await page.route('**/rpc/insights_rows', (route) => route.fulfill({ status: 400, json: { code: 'invalid', message: 'Not now.' } }))
  await mark.click()
  await behind.getByRole('heading', { name: 'This cannot be shown now' }).waitFor()
  assert.equal(await behind.getByText('Looking…').count(), 0)
  assert.deepEqual(await ailments(page), [])
  await page.unroute('**/rpc/insights_rows')
  await behind.getByRole('button', { name: 'Try again' }).click()
  await page.getByTestId('behind-row').nth(2).waitFor()

  await press('j')
  await focused('Message 3')
  await press('j', 'ArrowDown', 'k')
  await focused('Message 2')
  assert.equal(await page.locator('[data-testid=nav-insights][aria-current=page]').count(), 1, 'nobody was led away')
  await press('Escape')
  await behind.waitFor({ state: 'detached' })
  await mark.and(page.locator(':focus')).waitFor()
  await press('Enter')
  await page.getByTestId('behind-row').nth(2).waitFor()
  await press('j', 'j')
  await focused('Message 2')
  await press('Enter')
  await page.locator('[data-message="mid.2"][aria-current=true]').waitFor()
  await page.goBack()
  await page.getByTestId('behind-row').nth(2).waitFor()
  await press('j')
  await focused('Message 1')
  await press('Escape')
  await behind.waitFor({ state: 'detached' })

  await mark.click()
  await page.getByTestId('behind-row').nth(2).waitFor()
  await post(server.receiver, instagram({ read: { mid: 'mid.3' } }, { at: Date.now() }), 'app-secret')
  await page.getByTestId('behind-none').getByText('None any more.').waitFor()
  await press('Escape')
  await behind.waitFor({ state: 'detached' })
})
