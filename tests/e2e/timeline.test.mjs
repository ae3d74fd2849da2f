// Moving through a conversation: anomalies, quotes, times, what is new.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { test as run } from 'node:test'

import { ACCOUNT, PEER, ailments, ask, batch, instagram, open, post, serve, status, timeout, whatsapp } from './rig.mjs'

const test = (name, job) => run(name, { timeout }, job)
const SECRET = 'app-secret'
const row = (page) => page.getByTestId('conversation-row')
const message = (page, mid) => page.locator(`[data-testid=message][data-message="${mid}"]`)
const chosen = (page) => page.locator('[data-testid=message][aria-current=true]')
const shown = (page, mid) => page.waitForFunction((mid) => {
  const box = document.querySelector(`[data-message="${mid}"]`)?.getBoundingClientRect()
  return box && box.top >= 0 && box.bottom <= innerHeight
}, mid)

/** Where a message stands on the screen. */
const stands = (page, mid) => message(page, mid).evaluate((one) => one.getBoundingClientRect().top)
/** A scroller stands at whole pixels. */
const same = (one, other) => assert.ok(Math.abs(one - other) < 1, `${one} is not ${other}`)

test('one key goes to the next anomaly, and the message says what is odd about it', async (t) => {
  const { receiver, ui } = await serve(t)
  const start = Date.now() - 90_000_000
  await post(receiver, batch(450, start), SECRET)
  // Said twice: the second is a repeat, far above what is on the screen.
  await post(receiver, instagram({ message: { mid: 'm3', text: 'Message 3' } }, { at: start + 180_000 }), SECRET)
  const page = await open(t, ui)
  await row(page).click()
  await message(page, 'm449').waitFor()
  assert.equal(await message(page, 'm3').count(), 0, 'only the newest are loaded')
  await page.keyboard.press('n')
  await message(page, 'm3').waitFor()
  assert.equal(await chosen(page).getAttribute('data-message'), 'm3')
  await shown(page, 'm3')
  await message(page, 'm3').getByText('It came before: Meta sent it again, or it is a copy from here. It is kept and changes nothing.').waitFor()

  // What arrives meanwhile does not take the reader away; one key leads back.
  await post(receiver, instagram({ message: { mid: 'last', text: 'Newest' } }), SECRET)
  await page.getByTestId('nav-conversations').getByText('1').waitFor()
  assert.equal(await message(page, 'last').count(), 0)
  await page.keyboard.press('End')
  await message(page, 'last').waitFor()
  await shown(page, 'last')
})

test('a quote leads to what it answers, and a time to what was said then', async (t) => {
  const { receiver, ui } = await serve(t)
  const start = new Date(2026, 5, 16, 9, 0).getTime()
  await post(receiver, batch(450, start), SECRET)
  await post(receiver, instagram({ message: { mid: 'answer', text: 'That one', reply_to: { mid: 'm7' } } }), SECRET)
  const page = await open(t, ui)
  await row(page).click()
  await message(page, 'answer').getByText('Message 7', { exact: false }).click()
  await message(page, 'm7').waitFor()
  await shown(page, 'm7')
  assert.equal(await chosen(page).getAttribute('data-message'), 'm7')

  await page.keyboard.press('g')
  await page.getByLabel('Go to').fill('2026-06-16T12:00:00')
  await page.keyboard.press('Enter')
  await shown(page, 'm180')

  // Where the first thing from then on is an opening, that comes into sight.
  await page.keyboard.press('g')
  await page.getByLabel('Go to').fill('2026-06-16T08:00:00')
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => {
    const box = [...document.querySelectorAll('.items .event')].find((event) => event.innerText.includes('Conversation opened'))?.getBoundingClientRect()
    return box && box.top >= 0 && box.bottom <= innerHeight
  })
})

test('older messages come also while newer ones arrive', async (t) => {
  const { receiver, ui } = await serve(t)
  await post(receiver, batch(450, Date.now() - 90_000_000), SECRET)
  const page = await open(t, ui)
  await row(page).click()
  await message(page, 'm449').waitFor()
  // One arrives between the question and its answer.
  await page.route('**/rpc/timeline_get', async (route) => {
    const answer = await route.fetch()
    if (route.request().postDataJSON().before) {
      await post(receiver, instagram({ message: { mid: 'last', text: 'Newest' } }), SECRET)
      await message(page, 'last').waitFor({ state: 'attached' })
    }
    await route.fulfill({ response: answer })
  })
  await page.getByRole('button', { name: 'Older messages' }).press('Enter')
  await message(page, 'm390').waitFor({ state: 'attached' })
  const all = await page.getByTestId('message').evaluateAll((all) => all.map(({ dataset }) => dataset.message))
  assert.deepEqual(all, [...Array.from({ length: all.length - 1 }, (_, n) => `m${450 - all.length + 1 + n}`), 'last'])
  // A pull may still be under way.
  await page.unrouteAll({ behavior: 'ignoreErrors' })
})

test('who scrolls up reads on, and nothing moves that stands there', async (t) => {
  const { receiver, ui } = await serve(t)
  await post(receiver, batch(450, Date.now() - 90_000_000), SECRET)
  const page = await open(t, ui)
  await row(page).click()
  await message(page, 'm449').waitFor()
  const list = page.locator('.timeline .items')
  const held = () => page.getByTestId('message').evaluateAll((all) => all.map(({ dataset }) => dataset.message))
  for (let upTo = (await held()).length; upTo < 450; upTo = (await held()).length) {
    const first = `m${450 - upTo}`
    // Where it will stand once it has been scrolled to, and once what came before it was loaded.
    const place = await list.evaluate((list, mid) => {
      list.scrollTop = 40
      return list.querySelector(`[data-message="${mid}"]`).getBoundingClientRect().top
    }, first)
    await message(page, `m${Math.max(0, 450 - upTo - 40)}`).waitFor({ state: 'attached' })
    same(await stands(page, first), place)
  }
  assert.equal(await page.getByRole('button', { name: 'Older messages' }).count(), 0)

  // What comes meanwhile takes nothing away above, and moves nothing.
  const place = await stands(page, 'm200')
  await post(receiver, instagram({ message: { mid: 'last', text: 'Newest' } }), SECRET)
  await row(page).filter({ hasText: 'Newest' }).waitFor()
  await message(page, 'm0').waitFor({ state: 'attached' })
  same(await stands(page, 'm200'), place)

  // Back at the end no more than stay is asked for again, nothing moves, and the way up goes on from there.
  await list.evaluate((list) => (list.scrollTop = list.scrollHeight))
  await shown(page, 'last')
  const end = await stands(page, 'last')
  await post(receiver, instagram({ message: { mid: 'other', text: 'Elsewhere' } }, { peer: '7001000000000099' }), SECRET)
  await page.waitForFunction(() => document.querySelectorAll('[data-testid=message]').length <= 200)
  same(await stands(page, 'last'), end)
  await list.evaluate((list) => (list.scrollTop = 0))
  await page.waitForFunction(() => document.querySelectorAll('[data-testid=message]').length > 200)
  const all = await held()
  assert.deepEqual(all, [...Array.from({ length: all.length - 1 }, (_, n) => `m${450 - all.length + 1 + n}`), 'last'])
})

test('what is new is found also where it reaches further back than what is shown', async (t) => {
  const { receiver, ui } = await serve(t)
  await post(receiver, instagram({ message: { mid: 'm', text: 'First' } }, { at: Date.now() - 99_000_000 }), SECRET)
  const page = await open(t, ui)
  await row(page).filter({ hasText: 'First' }).click()
  await message(page, 'm').waitFor()
  await post(receiver, instagram({ message: { mid: 'other', text: 'Someone else' } }, { peer: '7001000000000099' }), SECRET)
  await row(page).filter({ hasText: 'Someone else' }).click()
  await message(page, 'other').waitFor()
  await post(receiver, batch(450, Date.now() - 90_000_000), SECRET)
  await row(page).filter({ hasText: 'Message 449' }).click()
  await message(page, 'm449').waitFor()
  const before = []
  page.on('request', (request) => request.url().endsWith('/rpc/timeline_get') && request.postDataJSON().before && before.push(request.postDataJSON().before))
  await page.keyboard.press('u')
  await page.waitForFunction(() => document.querySelector('[data-testid=message][aria-current=true]')?.dataset.message === 'm0')
  await shown(page, 'm0')
  assert.deepEqual(before, [], 'what lies between is not loaded')

  // Whoever opens another conversation meanwhile stays there.
  await page.keyboard.press('End')
  await message(page, 'm449').waitFor()
  await page.route('**/rpc/timeline_find', async (route) => {
    const answer = await route.fetch()
    await row(page).filter({ hasText: 'Someone else' }).click()
    await message(page, 'other').waitFor()
    await route.fulfill({ response: answer })
  })
  const found = page.waitForResponse('**/rpc/timeline_find')
  await page.keyboard.press('u')
  await (await found).finished()
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)))
  assert.equal(await chosen(page).getAttribute('data-message'), 'other')
})

test('what grows at the end takes the reader from there, and what comes elsewhere moves nothing', async (t) => {
  const picture = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="250"/>'
  const cdn = createServer((request, response) => response.writeHead(200, { 'content-type': 'image/svg+xml' }).end(picture))
  await new Promise((done) => cdn.listen(0, '127.0.0.1', done))
  t.after(() => cdn.close())
  const { receiver, ui } = await serve(t)
  await post(receiver, batch(60, Date.now() - 90_000_000), SECRET)
  const payload = { url: `http://127.0.0.1:${cdn.address().port}/picture.svg` }
  await post(receiver, instagram({ message: { mid: 'long', text: 'word '.repeat(1_000), attachments: [{ type: 'image', payload }] } }), SECRET)
  const page = await open(t, ui)
  await row(page).click()
  const last = message(page, 'long')
  await last.getByTestId('attachment').waitFor()
  let others = 0
  for (const grow of [
    () => last.getByRole('button', { name: /^Show all/ }).click(),
    async () => {
      await last.getByRole('button', { name: 'Fetch' }).click()
      await last.getByRole('img').evaluate((picture) => picture.decode().then(() => new Promise(requestAnimationFrame)))
    },
  ]) {
    // It asks for the end, and for what came meanwhile: both put the reader there.
    let answers = 0
    const asked = page.waitForResponse((answer) => answer.url().endsWith('/timeline_get') && ++answers === 2)
    await page.keyboard.press('End')
    await asked
    await page.waitForFunction(() => {
      const list = document.querySelector('.timeline .items')
      return list.querySelector('[data-message="long"][aria-current=true]') && list.scrollHeight - list.scrollTop - list.clientHeight < 1
    })
    await grow()
    const place = await stands(page, 'long')
    await post(receiver, instagram({ message: { mid: `other${++others}`, text: `Elsewhere ${others}` } }, { peer: '7001000000000099' }), SECRET)
    await row(page).filter({ hasText: `Elsewhere ${others}` }).waitFor()
    same(await stands(page, 'long'), place)
  }
  // What comes here is counted, and one press away.
  await post(receiver, instagram({ message: { mid: 'here', text: 'Here' } }), SECRET)
  await page.getByRole('button', { name: /^1 new/ }).click()
  await shown(page, 'here')
  await page.getByRole('button', { name: /^Latest/ }).waitFor()
})

test('who chose an earlier message reads on there, also with the end in sight', async (t) => {
  const { receiver, ui } = await serve(t)
  await post(receiver, batch(60, Date.now() - 90_000_000), SECRET)
  const page = await open(t, ui)
  await row(page).click()
  await message(page, 'm59').click()
  await page.keyboard.press('k')
  await page.waitForFunction(() => document.querySelector('[data-testid=message][aria-current=true]')?.dataset.message === 'm58')
  const place = await stands(page, 'm58')
  for (let come = 1; come <= 3; come++) {
    await post(receiver, instagram({ message: { mid: `new${come}`, text: `New ${come}` } }), SECRET)
    await page.getByRole('button', { name: new RegExp(`^${come} new`) }).waitFor()
    same(await stands(page, 'm58'), place)
  }
  await page.keyboard.press('End')
  await shown(page, 'new3')
  await post(receiver, instagram({ message: { mid: 'new4', text: 'New 4' } }), SECRET)
  await shown(page, 'new4')
})

test('a message that is chosen stays under the pointer, whatever the one chosen before gives up', async (t) => {
  const { receiver, ui } = await serve(t)
  const start = Date.now() - 90_000_000
  await post(receiver, batch(60, start), SECRET)
  for (let times = 0; times < 9; times++) await post(receiver, instagram({ message: { mid: 'm40', text: 'Message 40' } }, { at: start + 40 * 60_000 }), SECRET)
  const page = await open(t, ui)
  await row(page).click()
  await message(page, 'm59').waitFor()
  await page.keyboard.press('n')
  await message(page, 'm40').getByText('It came before:').waitFor()
  await shown(page, 'm40')
  const place = await stands(page, 'm42')
  await message(page, 'm42').locator('.bubble').click()
  await page.waitForSelector('[data-message=m42][aria-current=true]')
  assert.equal(await message(page, 'm40').getByText('It came before:').count(), 0)
  same(await stands(page, 'm42'), place)
})

test('what came since the last visit is counted, marked and found by a key', async (t) => {
  const { receiver, ui } = await serve(t)
  await post(receiver, instagram({ message: { mid: 'm1', text: 'First' } }), SECRET)
  const page = await open(t, ui)
  const first = row(page).filter({ hasText: 'First' })
  await first.getByText('1 unread').waitFor({ state: 'attached' })
  await first.click()
  await message(page, 'm1').waitFor()
  await first.getByText('unread').waitFor({ state: 'detached' })
  await post(receiver, instagram({ message: { mid: 'other', text: 'Someone else' } }, { peer: '7001000000000099' }), SECRET)
  await row(page).filter({ hasText: 'Someone else' }).click()
  await message(page, 'other').waitFor()
  for (const n of [2, 3]) await post(receiver, instagram({ message: { mid: `m${n}`, text: `New ${n}` } }, { at: Date.now() - 50_000 + n * 1_000 }), SECRET)
  const again = row(page).filter({ hasText: 'New 3' })
  await again.getByText('2 unread').waitFor({ state: 'attached' })
  await again.click()
  await page.getByRole('separator').getByText('New').waitFor()
  await page.keyboard.press('u')
  await page.waitForFunction(() => document.querySelector('[data-testid=message][aria-current=true]')?.dataset.message === 'm2')
  // Who looks at another view is away too.
  await page.getByTestId('nav-captures').click()
  await post(receiver, instagram({ message: { mid: 'm4', text: 'New 4' } }, { at: Date.now() - 10_000 }), SECRET)
  await page.getByTestId('capture-row').filter({ hasText: 'New 4' }).waitFor()
  await page.getByTestId('nav-conversations').click()
  await message(page, 'm4').waitFor()
  assert.equal(await page.getByRole('separator').getByText('New').evaluate((line) => line.nextElementSibling.querySelector('.text').textContent), 'New 4')
  // Looking is remembered: after a reload nothing is unread.
  await page.reload()
  await row(page).filter({ hasText: 'New 4' }).waitFor()
  assert.equal(await page.locator('.unread').count(), 0)
})

test('what comes below while one reads further up stays unread until its end is in sight', async (t) => {
  const { receiver, ui } = await serve(t)
  await post(receiver, batch(100, Date.now() - 90_000_000), SECRET)
  const page = await open(t, ui)
  await row(page).click()
  await message(page, 'm99').waitFor()
  await row(page).getByText('unread').waitFor({ state: 'detached' })
  const list = page.locator('.timeline .items')
  // Of a scroll the page hears a frame later: here what comes is surely before that.
  await list.evaluate((list) => {
    addEventListener('scroll', (event) => event.stopImmediatePropagation(), { capture: true, once: true })
    list.scrollTop = 200
  })
  await post(receiver, instagram({ message: { mid: 'last', text: 'Newest' } }), SECRET)
  await Promise.all([page.getByRole('button', { name: '1 new' }).waitFor(), row(page).getByText('1 unread').waitFor({ state: 'attached' })])
  await list.evaluate((list) => (list.scrollTop = list.scrollHeight))
  await row(page).getByText('unread').waitFor({ state: 'detached' })
  // Less room is no scrolling.
  await page.setViewportSize({ width: 1440, height: 600 })
  await post(receiver, instagram({ message: { mid: 'later', text: 'Newer still' } }), SECRET)
  await shown(page, 'later')
})

test('what an edited message said before is shown when asked for, each wording with its capture', async (t) => {
  const { receiver, ui } = await serve(t)
  const at = Date.now() - 600_000
  const edit = (mid, num_edit, text) => post(receiver, instagram({ message_edit: { mid, num_edit, text } }, { at: at + num_edit * 1_000 }), SECRET)
  await post(receiver, instagram({ message: { mid: 'm1', text: 'Se you at 5' } }, { at }), SECRET)
  await edit('m1', 1, 'See you at 5')
  await edit('m1', 2, 'See you at 6')
  const page = await open(t, ui)
  await row(page).click()
  const one = message(page, 'm1')
  await one.getByText('See you at 6').waitFor()
  assert.equal(await one.getByText('See you at 5').count(), 0)
  const edited = one.getByTestId('edited')
  assert.match(await edited.innerText(), /edited\s2×/)
  await edited.focus()
  await page.keyboard.press('Enter')
  const before = one.getByTestId('wordings').getByRole('listitem')
  assert.deepEqual((await before.allInnerTexts()).map((text) => text.replace(/^[\d:.]+\s+/, '').replace(/\s+/g, ' ')), ['#1 Se you at 5', '#2 See you at 5'])
  assert.deepEqual(await ailments(page, { part: '.timeline' }), [])
  await before.nth(1).getByRole('button', { name: '#2' }).click()
  await page.locator('.resend').getByText('of capture #2').waitFor()
  await before.nth(0).getByRole('button', { name: '#1' }).click()
  await page.locator('.resend').getByText('of capture #1').waitFor()
  await edited.click()
  await one.getByTestId('wordings').waitFor({ state: 'detached' })
  // Its first wording goes with its capture, and so does the opening above it: what is below moves up, away from a click.
  const opening = page.getByText('Conversation opened')
  await opening.waitFor()
  await ask(page, 'delete', { captures: ['1'], all: false })
  await opening.waitFor({ state: 'detached' })
  await edited.click()
  await one.getByText('What it said at first is not here.').waitFor()
})

test('a capture leads to its message in its conversation, from the table, its menu and the inspector', async (t) => {
  const { receiver, ui } = await serve(t)
  const start = Date.now() - 90_000_000
  await post(receiver, instagram({ message: { mid: 'early', text: 'Yes, it is', is_echo: true } }, { at: start - 60_000, outbound: true }), SECRET)
  await post(receiver, batch(450, start), SECRET)
  await post(receiver, instagram({ read: { mid: 'early' } }, { at: start - 30_000 }), SECRET)
  await post(receiver, instagram({ message: { mid: 'other', text: 'Someone else' } }, { peer: '7001000000000099' }), SECRET)
  await post(receiver, '{"object":"page"}', SECRET)
  const page = await open(t, ui)
  const table = async (id) => {
    await page.getByTestId('nav-captures').click()
    await page.locator(`[data-thing="capture:${id}"]`).click()
    await page.locator('.resend').getByText(`of capture #${id}`).waitFor()
  }
  const arrived = async (mid, id) => {
    await page.waitForSelector('[data-testid=nav-conversations][aria-current=page]')
    await page.waitForSelector(`[data-testid=message][data-message=${mid}][aria-current=true]`)
    await shown(page, mid)
    await page.locator('.resend').getByText(`of capture #${id}`).waitFor()
  }
  // What was read is told by another capture than the message: that one stays inspected.
  await table(3)
  await page.keyboard.press('o')
  await arrived('early', 3)
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Messages')
  await table(4)
  await page.locator('[data-thing="capture:4"]').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Show in conversation' }).click()
  await arrived('other', 4)
  await table(2)
  await page.getByTestId('tab-summary').click()
  await page.getByTestId('in-conversation').nth(7).click()
  await arrived('m7', 2)
  await table(5)
  await page.keyboard.press('o')
  await page.getByTestId('said').getByText('Capture #5 is of no conversation (nothing).').waitFor()
})

test('a redelivery storm is one tag a kind, which leads to the latest; each capture is reached from the message', async (t) => {
  const { receiver, ui } = await serve(t)
  const at = Date.now() - 900_000
  const told = (word, after, errors) => post(receiver, status('wamid.1', word, at + after, errors))
  await told('sent', 0)
  for (let n = 0; n < 9; n++) await told('sent', 0)
  await told('delivered', 1_000)
  const page = await open(t, ui)
  await row(page).click()
  const kept = message(page, 'wamid.1').getByTestId('rail-kept')
  await kept.getByText('Accepted repeated ×9').waitFor()
  assert.equal(await kept.count(), 1)
  assert.match(await kept.getAttribute('title'), /^First came 2\S+Z, last 2\S+Z, capture 10\. It came before/)
  await kept.click()
  await page.locator('.resend').getByText('of capture #10').waitFor()
  const captures = message(page, 'wamid.1').getByTestId('message-captures').getByRole('button')
  assert.deepEqual(await captures.allInnerTexts(), ['status #1', 'status #2', 'status #3', '5 more', 'status #9', 'status #10', 'status #11'])
  await captures.nth(3).click()
  assert.equal(await captures.count(), 12)
  await captures.nth(5).click()
  await page.locator('.resend').getByText('of capture #6').waitFor()
  await captures.getByText('Show fewer').click()
  await captures.nth(3).getByText('5 more').waitFor()
})

test('a failure tells its code with its words, under its message and in what its capture says', async (t) => {
  const { receiver, ui } = await serve(t)
  const at = Date.now() - 900_000
  await post(receiver, status('wamid.1', 'sent', at), SECRET)
  await post(receiver, status('wamid.1', 'failed', at + 1_000, [{ code: 131026, title: 'Message undeliverable', error_data: { details: 'The recipient has not accepted the terms.' } }]), SECRET)
  const page = await open(t, ui)
  await row(page).click()
  await message(page, 'wamid.1').getByTestId('rail-failure').getByText('131026 · The recipient has not accepted the terms.', { exact: true }).waitFor()
  await page.getByTestId('tab-summary').click()
  const says = page.locator('.summary li').filter({ hasText: 'wamid.1' })
  await message(page, 'wamid.1').getByTestId('rail-dot').filter({ hasText: 'Accepted' }).click()
  await says.getByText('status sent · Accepted').waitFor()
  await message(page, 'wamid.1').getByTestId('rail-dot').filter({ hasText: 'Failed' }).click()
  await says.getByTestId('signal-error').getByText('131026 · Message undeliverable', { exact: true }).waitFor()
  await says.getByText('The recipient has not accepted the terms.', { exact: true }).waitFor()
  assert.match((await says.innerText()).replace(/\s+/g, ' '), /^status failed \$/)
  assert.deepEqual(await ailments(page), [])
})

test('a list of very many conversations goes on while one scrolls', async (t) => {
  const { receiver, ui } = await serve(t)
  const start = Date.now() - 900_000
  const item = (n) => ({ sender: { id: String(7001000000000000 + n) }, recipient: { id: ACCOUNT }, timestamp: start + n * 1_000, message: { mid: `m${n}`, text: `From ${n}` } })
  const body = JSON.stringify({ object: 'instagram', entry: [{ time: start, id: ACCOUNT, messaging: Array.from({ length: 700 }, (_, n) => item(n)) }] })
  await post(receiver, body, SECRET)
  const page = await open(t, ui)
  await row(page).filter({ hasText: 'From 699' }).waitFor()
  assert.equal(await row(page).first().getAttribute('aria-setsize'), '700')
  const list = page.getByRole('listbox', { name: 'Conversations', exact: true })
  await page.waitForFunction(() => {
    const list = document.querySelector('.list .rows')
    list.scrollTop = list.scrollHeight
    return [...document.querySelectorAll('[data-testid=conversation-row]')].some((row) => /From 0\s*$/.test(row.querySelector('.last').textContent))
  })
  assert.ok((await row(page).count()) < 60, 'only what is on the screen is in the page')
  const there = await list.evaluate((list) => list.scrollTop)
  // Whoever writes comes to the top, and moves nothing that somebody looks at; nobody is listed twice.
  await post(receiver, instagram({ message: { mid: 'again', text: 'Here again' } }, { peer: '7001000000000003' }), SECRET)
  await row(page).filter({ hasText: 'Here again' }).waitFor()
  assert.equal(await list.evaluate((list) => list.scrollTop), there)
  await list.evaluate((list) => list.scrollTo(0, 0))
  await row(page).first().getByText('Here again').waitFor()
  assert.equal(await row(page).filter({ hasText: 'Here again' }).count(), 1)
  assert.equal(await row(page).first().getAttribute('aria-setsize'), '700')
})

test('a very long message is shown to its end when asked for, and each paragraph begins where its script does', async (t) => {
  const { receiver, ui } = await serve(t)
  await post(receiver, instagram({ message: { mid: 'long', text: `${'x '.repeat(9_000)}end` } }), SECRET)
  await post(receiver, instagram({ message: { mid: 'hebrew', text: 'A line of English, and a longer one\nשלום, איפה ההזמנה' } }), SECRET)
  await post(receiver, instagram({ message: { mid: 'thanks', text: `תודה רבה https://shop.example.com/orders/17 ${'ושוב תודה '.repeat(20)}` } }), SECRET)
  const page = await open(t, ui)
  await row(page).click()
  const text = message(page, 'long').locator('.text')
  await text.waitFor()
  assert.equal((await text.innerText()).length, 2_001)
  await message(page, 'long').getByRole('button', { name: 'Show all 18\u202f003 characters' }).click()
  assert.match(await text.innerText(), /end$/)
  await message(page, 'long').getByRole('button', { name: 'Show less' }).click()
  assert.match(await text.innerText(), /…$/)
  const [end, edge] = await message(page, 'hebrew').locator('.text').evaluate((text) => {
    const line = document.createRange()
    const words = [...text.childNodes].find(({ nodeValue }) => nodeValue?.includes('\n'))
    line.setStart(words, words.nodeValue.indexOf('\n') + 1)
    line.setEnd(words, words.nodeValue.length)
    return [line, text].map((part) => Math.round(part.getBoundingClientRect().right))
  })
  assert.equal(end, edge)
  await page.getByTestId('nav-captures').click()
  const words = page.getByTestId('capture-row').filter({ hasText: 'תודה' }).locator('.words')
  assert.equal(await words.evaluate((words) => getComputedStyle(words).direction), 'rtl')
  const [first, cell] = await words.evaluate((words) => {
    const begin = document.createRange()
    const text = [...words.childNodes].find(({ nodeValue }) => nodeValue)
    begin.setStart(text, 0)
    begin.setEnd(text, 4)
    return [begin, words.closest('[role=gridcell]')].map((part) => Math.round(part.getBoundingClientRect().right))
  })
  assert.ok(first <= cell, 'what is cut off is the end')
})

test('what was sent through the API of WhatsApp says so, and stands where its first status says', async (t) => {
  const { receiver, ui } = await serve(t)
  // Whole seconds of one day, whatever time it is.
  const start = new Date(2026, 5, 16, 9, 0).getTime()
  const from = '4915550000044'
  const messages = [{ from, id: 'wamid.in', timestamp: String(start / 1000), type: 'text', text: { body: 'Is it open?' } }]
  await post(receiver, whatsapp({ contacts: [{ profile: { name: 'Ada' }, wa_id: from }], messages }), SECRET)
  for (const [n, word] of ['sent', 'delivered', 'read'].entries()) await post(receiver, status('wamid.out', word, start + 20_000 + n * 1_000), SECRET)
  await post(receiver, status('wamid.lost', 'failed', start + 60_000, [{ code: 131026, title: 'Message undeliverable' }]), SECRET)
  const page = await open(t, ui)
  await row(page).getByText('sent through the API').waitFor()
  await row(page).click()
  for (const mid of ['wamid.out', 'wamid.lost']) await message(page, mid).getByText('Sent through the API: WhatsApp does not repeat its words.').waitFor()
  assert.match(await message(page, 'wamid.out').innerText(), /09:00:20/)
  assert.equal(await page.locator('.items .day').count(), 1)
  assert.equal(await page.getByText('unknown time').count(), 0)
})

test('what turns the order of a message is named where it stands, and copied as it came', async (t) => {
  const { receiver, ui } = await serve(t)
  const text = 'Pay \u202e001\u202c or \u2067שלום\u2069 now'
  await post(receiver, instagram({ message: { mid: 'm1', text } }), SECRET)
  const page = await open(t, ui)
  await row(page).click()
  const words = message(page, 'm1').locator('.text')
  await words.waitFor()
  const names = (place) => place.locator('.turn').evaluateAll((turns) => turns.map((one) => getComputedStyle(one, one.matches('.ends') ? '::after' : '::before').content))
  const all = ['"RLO"', '"PDF"', '"RLI"', '"PDI"']
  const summary = page.getByRole('tabpanel').locator('.words')
  await summary.waitFor()
  for (const place of [words, row(page).locator('.last'), summary]) assert.deepEqual(await names(place), all)
  assert.equal(await words.evaluate((one) => (getSelection().selectAllChildren(one), String(getSelection()))), text)
  assert.match(await row(page).locator('bdi').last().evaluate((one) => getComputedStyle(one).unicodeBidi), /isolate/)
  if (process.env.PICTURES)
    for (const colorScheme of ['dark', 'light']) {
      await page.emulateMedia({ colorScheme })
      await page.screenshot({ path: `${process.env.PICTURES}/turns-${colorScheme}.png` })
    }
  assert.deepEqual(await ailments(page), [])
  await page.getByTestId('nav-captures').click()
  const cell = page.getByTestId('capture-row').locator('.words')
  await cell.waitFor()
  assert.deepEqual(await names(cell), all)
})

test('a conversation that was found by its words opens at them, by a click and by key', async (t) => {
  const { receiver, ui } = await serve(t)
  await post(receiver, instagram({ message: { mid: 'mug', text: 'Is the blue mug back?' } }, { at: Date.now() - 99_000_000 }), SECRET)
  await post(receiver, batch(200, Date.now() - 90_000_000), SECRET)
  await post(receiver, instagram({ message: { mid: 'other', text: 'No mug for me' } }, { peer: '7001000000000099' }), SECRET)
  const page = await open(t, ui)
  await row(page).filter({ hasText: 'No mug for me' }).click()
  await page.locator('[data-search]').fill('mug')
  await page.getByTestId('conversations-found').getByText('2 found').waitFor()
  await row(page).filter({ hasText: 'Message 199' }).click()
  await shown(page, 'mug')
  assert.equal(await chosen(page).getAttribute('data-message'), 'mug')
  await row(page).filter({ hasText: 'Message 199' }).locator('.unread').waitFor()
  await page.keyboard.press('k')
  await page.waitForFunction(() => document.querySelector('[data-testid=message][aria-current=true]')?.dataset.message === 'other')
  await page.keyboard.press('j')
  await page.waitForFunction(() => document.querySelector('[data-testid=message][aria-current=true]')?.dataset.message === 'mug')
  // Enter opens the first that fits, unless the one that is open does.
  await page.locator('[data-search]').fill('"for me"')
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => document.querySelector('[data-testid=message][aria-current=true]')?.dataset.message === 'other')
})

test('what the dashboard’s test button sent is a sample, and what came while another app had the thread is standby', async (t) => {
  const { receiver, ui } = await serve(t)
  const item = { sender: { id: PEER }, recipient: { id: ACCOUNT }, timestamp: Date.now() - 60_000, message: { mid: 'm1', text: 'To the other app' } }
  for (const body of [readFileSync(new URL('../../fixtures/meta/instagram/sample-test-button.json', import.meta.url), 'utf8'), JSON.stringify({ object: 'instagram', entry: [{ time: Date.now(), id: ACCOUNT, standby: [item] }] })]) {
    assert.equal(await post(receiver, body, SECRET), 200)
  }
  const page = await open(t, ui)
  const sample = row(page).filter({ hasText: 'random_text' })
  await sample.getByText('sample', { exact: true }).waitFor()
  await sample.click()
  await page.locator('.timeline header').getByText('sample', { exact: true }).waitFor()
  await message(page, 'random_mid').getByText('dashboard sample', { exact: true }).first().waitFor()
  await message(page, 'random_mid').getByText('Sent by the App Dashboard').waitFor()
  await row(page).filter({ hasText: 'To the other app' }).click()
  await message(page, 'm1').getByText('standby', { exact: true }).first().waitFor()
  assert.equal(await page.locator('.timeline header').getByText('sample', { exact: true }).count(), 0)
})

test('what comes while nobody sees the page is unread until it is seen again', async (t) => {
  const { receiver, ui } = await serve(t)
  await post(receiver, instagram({ message: { mid: 'm1', text: 'First' } }), SECRET)
  const page = await open(t, ui)
  await row(page).click()
  await message(page, 'm1').waitFor()
  await row(page).getByText('unread').waitFor({ state: 'detached' })
  const turns = (state) => page.evaluate((state) => (Object.defineProperty(document, 'visibilityState', { value: state, configurable: true }), document.dispatchEvent(new Event('visibilitychange'))), state)
  await turns('hidden')
  await post(receiver, instagram({ message: { mid: 'm2', text: 'Second' } }, { at: Date.now() - 1_000 }), SECRET)
  await message(page, 'm2').waitFor()
  await row(page).getByText('1 unread').waitFor({ state: 'attached' })
  await turns('visible')
  await row(page).getByText('unread').waitFor({ state: 'detached' })
})
