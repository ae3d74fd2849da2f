// The table of captures and the field in which filters are written.

import assert from 'node:assert/strict'
import { test as run } from 'node:test'

import { instagram, open, post, serve, sink, texts, timeout } from './rig.mjs'

const test = (name, job) => run(name, { timeout }, job)

const SECRET = 'app-secret'
const rows = (page) => page.getByTestId('capture-row')
const field = (page) => page.getByTestId('filter')
const option = (page) => page.getByTestId('filter-option')
const held = (page) => texts(rows(page).locator('[role=gridcell]:nth-child(3)'))

/** Messages with these words, oldest first; `after` makes their times. */
async function say(receiver, words, secret = SECRET) {
  const start = Date.now() - 500_000
  for (const [index, text] of words.entries()) {
    await post(receiver, instagram({ message: { mid: `m-${text}`, text } }, { at: start + index * 1_000 }), secret)
  }
}

async function captures(t, prepare) {
  const served = await serve(t)
  await prepare(served)
  const page = await open(t, served.ui)
  await page.getByTestId('nav-captures').click()
  await rows(page).first().waitFor()
  return { ...served, page }
}

async function fit(page, count) {
  await page.waitForFunction((count) => document.querySelectorAll('[data-testid=capture-row]').length === count, count)
}

test('a filter is written with suggestions, said in words, and pointed at where it is wrong', async (t) => {
  const { page } = await captures(t, async ({ receiver }) => {
    await say(receiver, ['one', 'two', 'three'])
    await say(receiver, ['forged'], 'another secret')
    await post(receiver, instagram({ read: { mid: 'm-x' } }), SECRET)
  })
  await page.keyboard.press('/')
  await page.keyboard.type('ki')
  await option(page).filter({ hasText: 'kind:' }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await option(page).filter({ hasText: 'message' }).filter({ hasText: '4' }).waitFor()
  assert.equal(await field(page).inputValue(), 'kind:')
  await page.keyboard.press('ArrowDown')
  assert.equal(await field(page).getAttribute('aria-activedescendant').then((id) => page.locator(`[id="${id}"]`).getAttribute('aria-selected')), 'true')
  await page.keyboard.press('Tab')
  assert.equal(await field(page).inputValue(), 'kind:message ')
  await fit(page, 4)
  await page.keyboard.type('sig:valid')
  await fit(page, 3)
  await page.getByTestId('filter-words').getByText('what it says is message and the signature is valid').waitFor()

  await field(page).fill('sig:vald x')
  const alert = page.getByRole('alert').filter({ hasText: 'sig is never "vald"' })
  await alert.waitFor()
  assert.equal(await page.getByTestId('filter-words').locator('mark').innerText(), 'vald')
  assert.equal(await field(page).getAttribute('aria-invalid'), 'true')
  assert.equal(await rows(page).count(), 3, 'what was shown stays')
  const dimmed = () => rows(page).first().evaluate((row) => getComputedStyle(row).color !== getComputedStyle(document.body).color)
  assert.equal(await dimmed(), true, 'and looks it')
  await page.getByTestId('filter-words').getByText('Below is still what fits kind:message sig:valid.').waitFor()

  await field(page).fill('')
  await fit(page, 5)
  assert.equal(await dimmed(), false)
  await field(page).fill('state:open')
  await page.getByRole('alert').filter({ hasText: 'In conversations there is state.' }).waitFor()
  await field(page).fill('kind:state')
  await page.getByRole('alert').filter({ hasText: 'kind is never "state"' }).waitFor()
  assert.equal(await page.getByRole('alert').filter({ hasText: 'In conversations' }).count(), 0, 'a value is no field')
  for (const name of ['held', 'kind', 'peer']) {
    await field(page).fill(`${name}: sig:valid`)
    await page.getByRole('alert').filter({ hasText: `${name}: wants a value behind it.` }).waitFor()
    await page.getByTestId('filter-words').getByText('Below is still everything.').waitFor()
  }
  assert.equal(await rows(page).count(), 5)
  await field(page).fill('text:nobody-said-this')
  await page.getByText('Nothing matches').waitFor()
  await page.locator('.empty').getByRole('button').click()
  await fit(page, 5)
  await field(page).fill('sig:invalid')
  await fit(page, 1)
  await field(page).press('Enter')
  await page.getByRole('button', { name: 'Clear the filter' }).click()
  await option(page).filter({ hasText: 'used lately' }).filter({ hasText: 'sig:invalid' }).click()
  await fit(page, 1)
  await page.keyboard.press('Escape')
  assert.equal(await page.evaluate(() => document.activeElement.matches('input')), false, 'Escape leaves the field')
})

test('Enter takes the only end of what cannot be read, and else applies what is written', async (t) => {
  const { page } = await captures(t, async ({ receiver }) => {
    await say(receiver, ['one', 'two'])
    await say(receiver, ['forged'], 'another secret')
  })
  const list = page.getByRole('listbox', { name: 'Suggestions for Filter captures' })
  await page.keyboard.press('/')
  await page.keyboard.type('sig:inv')
  await option(page).filter({ hasText: '↵' }).waitFor()
  await page.keyboard.press('Enter')
  const taken = () => page.waitForFunction(() => document.querySelector('[data-testid=filter]').value === 'sig:invalid ')
  await taken()
  await fit(page, 1)
  await list.waitFor({ state: 'hidden' })
  await page.keyboard.press('ArrowDown')
  await list.waitFor()
  await page.keyboard.press('Enter')
  await list.waitFor({ state: 'hidden' })

  // Before it is known what is offered.
  await field(page).fill('')
  await page.keyboard.type('sig:inv')
  await page.keyboard.press('Enter')
  await taken()
  await list.waitFor({ state: 'hidden' })
  await page.keyboard.type('k')
  await list.waitFor()

  // What can be read is applied, also where one name would be offered, and the keyboard goes on to what it finds.
  for (const [filter, count] of [['forg', 1], ['sig:invalid', 1], ['sig:inv*', 1], ['pinn', 0]]) {
    await field(page).fill('')
    await fit(page, 3)
    await field(page).fill(filter)
    await field(page).press('Enter')
    await fit(page, count)
    await list.waitFor({ state: 'hidden' })
    assert.equal(await field(page).inputValue(), filter)
    // Where nothing is found there is nothing to go on to but a way back.
    await page.waitForFunction((css) => document.activeElement.matches(css), count > 0 ? '[role=grid]' : '[data-testid=filter], .empty button')
  }
  await field(page).fill('forg')
  await fit(page, 1)
  await field(page).press('Enter')
  await page.waitForFunction(() => document.activeElement.matches('[role=grid]'))
  await page.keyboard.press('j')
  await page.locator('[data-testid=capture-row][aria-selected=true]').waitFor()
  await field(page).fill('sig:')
  await option(page).filter({ hasText: 'malformed' }).waitFor()
  await field(page).press('Enter')
  await list.waitFor({ state: 'hidden' })
  assert.equal(await field(page).inputValue(), 'sig:', 'of several none is taken')
})

test('what is no JSON is called what it is, and sizes are asked for as they are shown', async (t) => {
  const { page } = await captures(t, async ({ receiver }) => {
    await say(receiver, ['one'])
    for (const body of ['payload=%7B%7D', '', '{"object":"instagram","ent', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13]), `payload=${'x'.repeat(2_000)}`]) await post(receiver, body, SECRET)
  })
  await fit(page, 6)
  assert.deepEqual((await texts(rows(page).getByTestId('held'))).reverse(), ['message', 'not JSON', 'empty body', 'cut-off JSON', 'binary', 'not JSON'])
  for (const [filter, count] of [['held:"not json"', 2], ['problem:binary', 1], ['bytes>2kb', 1], ['bytes<2kb bytes>1b problem:*', 3]]) {
    await field(page).fill(filter)
    await fit(page, count)
  }
})

test('a word is asked for once its writer pauses, because it may become the name of a field', async (t) => {
  const { page } = await captures(t, ({ receiver }) => say(receiver, ['one', 'two']))
  await fit(page, 2)
  const asked = []
  page.on('request', (request) => request.url().endsWith('/captures_list') && asked.push(request.postDataJSON().filter))
  await page.clock.install()
  await page.keyboard.press('/')
  await page.keyboard.type('received')
  await option(page).filter({ hasText: 'received>' }).waitFor()
  const whole = page.waitForResponse((answer) => answer.url().endsWith('/captures_list') && answer.request().postDataJSON().filter === 'received>-1d')
  await page.keyboard.type('>-1d')
  await whole
  assert.deepEqual([...new Set(asked.filter((filter) => !filter.includes('>')))], [], 'no half of it was looked for')

  // The writer pauses, or says that it is all.
  for (const [word, done, count] of [['two', () => page.clock.runFor(300), 1], ['one', () => page.keyboard.press('Enter'), 1]]) {
    await field(page).fill(word)
    await page.getByTestId('filter-words').getByText(`“${word}”`).waitFor()
    assert.ok(!asked.includes(word))
    await done()
    await fit(page, count)
  }
})

test('a suggestion that is chosen stays so when an answer comes late', async (t) => {
  const { page } = await captures(t, ({ receiver }) => say(receiver, ['one']))
  let go
  const held = new Promise((done) => (go = done))
  await page.route('**/rpc/filter_describe', async (route) => {
    if (route.request().postDataJSON().filter === 'ki') await held
    await route.continue()
  })
  await page.keyboard.press('/')
  await page.keyboard.type('k')
  const kind = option(page).filter({ hasText: 'kind:' })
  await kind.waitFor()
  await page.keyboard.type('i')
  while ((await kind.getAttribute('aria-selected')) !== 'true') await page.keyboard.press('ArrowDown')
  const late = page.waitForResponse((answer) => answer.url().endsWith('/filter_describe') && answer.request().postDataJSON().filter === 'ki' && answer.request().postDataJSON().cursor !== undefined)
  go()
  await late
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
  assert.equal(await kind.getAttribute('aria-selected'), 'true')
  await page.keyboard.press('Enter')
  assert.equal(await field(page).inputValue(), 'kind:')
})

test('the field for conversations and the one for deliveries speak the same language', async (t) => {
  const { receiver, ui } = await serve(t)
  await say(receiver, ['hello'])
  const target = await sink(t)
  const page = await open(t, ui)
  await page.getByTestId('conversation-row').click()
  await field(page).fill('state:done')
  await page.getByText('Nothing matches').waitFor()
  await field(page).fill('-state:done text:hel')
  await page.getByTestId('conversation-row').waitFor()
  await page.getByTestId('filter-words').getByText('the conversation is not done and “hel” in a message').waitFor()
  await page.keyboard.press('Escape')
  await page.getByTestId('resend-url').fill(target.url)
  await page.getByTestId('resend-button').click()
  await target.next()
  await page.getByTestId('nav-deliveries').click()
  await page.getByTestId('attempt-row').waitFor()
  await field(page).fill('status>=500')
  await page.getByText('No attempt fits').waitFor()
  await page.getByTestId('deliveries-found').getByText('0 found').waitFor()
  await field(page).fill('status:202 verdict:first passed:yes')
  await page.getByTestId('attempt-row').waitFor()
  await page.getByTestId('deliveries-found').getByText('1 found').waitFor()
  await page.getByTestId('heard').getByText('1 attempt fits the filter.').waitFor()
})

test('the table keeps its selection while captures come, live, paused and scrolled', async (t) => {
  const { page, receiver } = await captures(t, ({ receiver }) => say(receiver, ['a', 'b', 'c']))
  await rows(page).nth(1).click()
  const id = await rows(page).nth(1).getAttribute('data-capture')
  await say(receiver, ['d'])
  await fit(page, 4)
  assert.equal(await page.locator('[data-testid=capture-row][aria-selected=true]').getAttribute('data-capture'), id)
  await page.keyboard.press('l')
  await page.getByRole('button', { name: 'Paused' }).waitFor()
  await say(receiver, ['e', 'f'])
  await page.getByText('2 new · show them').waitFor()
  assert.equal(await rows(page).count(), 4)
  await page.getByText('2 new · show them').click()
  await fit(page, 6)
  await page.getByRole('button', { name: 'Live l' }).waitFor()

  await say(receiver, Array.from({ length: 60 }, (_, index) => `n${index}`))
  await page.getByTestId('found').getByText('66').waitFor()
  await page.locator('[role=grid] .rows').evaluate((rows) => rows.scrollTo(0, 900))
  await page.waitForFunction(() => document.querySelector('[role=grid] .rows').scrollTop === 900)
  await say(receiver, ['late'])
  await page.getByText('1 new · show it').waitFor()
  assert.equal(await page.locator('[role=grid] .rows').evaluate((rows) => rows.scrollTop), 900, 'nothing moves')
  assert.ok((await rows(page).count()) < 66, 'only what is on the screen is in the page')
  await page.getByText('1 new · show it').click()
  await rows(page).filter({ hasText: 'late' }).waitFor()
})

test('what is deleted further down slides nothing while others arrive', async (t) => {
  const { page, receiver } = await captures(t, ({ receiver }) => say(receiver, Array.from({ length: 60 }, (_, index) => `n${index}`)))
  await page.getByTestId('found').getByText('60').waitFor()
  await page.locator('[role=grid] .rows').evaluate((rows) => rows.scrollTo(0, 640))
  const place = (id) => page.locator(`[data-capture="${id}"]`).evaluate((row) => Math.round(row.getBoundingClientRect().top - row.closest('.rows').getBoundingClientRect().top))
  await page.locator('[data-capture="40"]').waitFor()
  const before = await place(40)
  // Not by the mouse: what drives it scrolls by itself until it hits the row.
  await page.locator('[data-capture="35"]').dispatchEvent('click')
  await say(receiver, ['x', 'y'])
  await page.getByText('2 new · show them').waitFor()
  await page.getByRole('button', { name: 'Delete this capture…' }).click()
  await say(receiver, ['z'])
  await page.getByTestId('confirm-delete').click()
  await page.locator('[data-capture="35"]').waitFor({ state: 'detached' })
  await page.getByText('3 new · show them').waitFor()
  assert.equal(await place(40), before)
  await page.getByText('3 new · show them').click()
  await rows(page).filter({ hasText: 'z' }).waitFor()
})

test('how long each answer took is shown, sorted by and asked for', async (t) => {
  const { page } = await captures(t, ({ receiver }) => say(receiver, ['a', 'b', 'c']))
  const known = (count) => page.waitForFunction((count) => [...document.querySelectorAll('[data-testid=capture-row] [role=gridcell]:last-child')].filter((cell) => /^\d[\d.]* m?s$/.test(cell.textContent.trim())).length === count, count)
  await known(3)
  await page.getByRole('columnheader', { name: 'Duration' }).getByRole('button').click()
  await page.locator('[role=columnheader][aria-sort=descending]').filter({ hasText: 'Duration' }).waitFor()
  await known(3)
  await rows(page).first().click()
  await page.locator('.inspector').getByText(/^200 after \d/).waitFor()
  await field(page).fill('took>10m')
  await page.getByText('Nothing matches').waitFor()
  await page.getByTestId('filter-words').getByText('the time until the answer is more than 10m').waitFor()
  await field(page).fill('took<10m')
  await known(3)
  if (process.env.PICTURE) {
    await page.keyboard.press('Escape')
    for (const [width, height, colorScheme] of [[1440, 900, 'dark'], [1024, 700, 'light']]) {
      await page.setViewportSize({ width, height })
      await page.emulateMedia({ colorScheme })
      await page.screenshot({ path: `${process.env.PICTURE}-${width}.png`, animations: 'disabled' })
    }
  }
})

test('captures are put in order by a column, and a view keeps order, columns and filter', async (t) => {
  const { page, ui } = await captures(t, async ({ receiver }) => {
    await say(receiver, ['a', 'a much longer text than the others', 'bb'])
  })
  const sizes = async () => (await texts(rows(page).locator('[role=gridcell]:nth-child(6)'))).map((text) => Number.parseInt(text))
  await page.getByRole('columnheader', { name: 'Size' }).getByRole('button').click()
  await page.locator('[role=columnheader][aria-sort=descending]').filter({ hasText: 'Size' }).waitFor()
  await page.waitForFunction(() => document.querySelector('[data-testid=capture-row]').innerText.includes('much longer'))
  const down = await sizes()
  assert.deepEqual(down, [...down].sort((a, b) => b - a))
  await page.getByRole('columnheader', { name: 'Size' }).getByRole('button').click()
  await page.locator('[role=columnheader][aria-sort=ascending]').waitFor()

  // The whole cell, not the word alone.
  const cell = page.getByRole('columnheader', { name: 'Held' })
  const { width, height } = await cell.boundingBox()
  await cell.click({ position: { x: width - 3, y: height - 3 } })
  await page.locator('[role=columnheader][aria-sort=ascending]').filter({ hasText: 'Held' }).waitFor()
  await page.getByRole('columnheader', { name: 'Size' }).getByRole('button').click()
  await page.getByRole('columnheader', { name: 'Size' }).getByRole('button').click()
  await page.locator('[role=columnheader][aria-sort=ascending]').filter({ hasText: 'Size' }).waitFor()

  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('checkbox', { name: /^Path/ }).uncheck()
  await page.getByRole('checkbox', { name: /^Words/ }).uncheck()
  await page.getByRole('checkbox', { name: /^No\./ }).check()
  await page.keyboard.press('Escape')
  await page.getByRole('columnheader', { name: 'No.' }).waitFor()
  await field(page).fill('kind:message')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Views' }).click()
  await page.getByTestId('view-name').fill('Small ones')
  await page.keyboard.press('Enter')
  await page.getByTestId('view').filter({ hasText: 'Small ones' }).waitFor()
  await page.keyboard.press('Escape')
  await field(page).fill('')
  await page.keyboard.press('Escape')
  await page.getByRole('columnheader', { name: 'Time' }).getByRole('button').click()
  await page.locator('[role=columnheader][aria-sort=descending]').filter({ hasText: 'Time' }).waitFor()
  await page.waitForFunction(() => history.state.captures.text === '' && history.state.captures.sort === 'time')

  await page.goto(ui.split('?')[0])
  await page.getByTestId('nav-captures').click()
  await page.getByRole('columnheader', { name: 'No.' }).waitFor()
  await page.getByRole('button', { name: 'Views' }).click()
  await page.getByTestId('view').click()
  await page.locator('[role=columnheader][aria-sort=ascending]').filter({ hasText: 'Size' }).waitFor()
  assert.equal(await field(page).inputValue(), 'kind:message')
  assert.equal(await page.getByRole('columnheader', { name: 'Path' }).count(), 0)
  await page.getByRole('button', { name: 'Small ones' }).click()
  await page.getByRole('button', { name: 'Delete the view Small ones' }).click()
  await page.getByTestId('undo').click()
  await page.getByText('The view “Small ones” is kept.').waitFor()
  await page.getByRole('button', { name: 'Small ones' }).waitFor()

  // Another one under its name replaces it, which can be taken back.
  await field(page).fill('kind:read')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Views' }).click()
  await page.getByTestId('view-name').fill(' Small ones ')
  await page.keyboard.press('Enter')
  await page.getByText('The view “Small ones” is kept in place of the one before.').waitFor()
  await page.getByTestId('view').getByText('kind:read').waitFor()
  await page.getByTestId('undo').click()
  await page.getByText('The view “Small ones” is kept in place of the one before.').waitFor()
  await page.getByRole('button', { name: 'Views' }).click()
  await page.getByTestId('view').getByText('kind:message').waitFor()
  assert.equal(await page.getByTestId('view').count(), 1)
})

test('deliveries of one event stand together and can be opened', async (t) => {
  const again = instagram({ message: { mid: 'm-again', text: 'again' } }, { at: 1_781_618_582_000 })
  const { page } = await captures(t, async ({ receiver }) => {
    await post(receiver, again, SECRET)
    await say(receiver, ['between'])
    await post(receiver, again, SECRET)
    await post(receiver, again, SECRET)
    await post(receiver, again, 'another secret')
  })
  await fit(page, 3)
  await rows(page).nth(1).click()
  await page.locator('.inspector').getByText('Delivered 3 times').waitFor()
  await field(page).fill('sig:valid')
  await fit(page, 2)
  await page.keyboard.press('Escape')
  await rows(page).first().getByRole('button', { name: '×3' }).click()
  await fit(page, 4)
  assert.deepEqual((await held(page)).map((text) => text.includes('↳')), [false, true, true, false])
  await rows(page).nth(2).click()
  await page.locator('.inspector').getByText('#1', { exact: true }).first().waitFor()
  await rows(page).first().getByRole('button', { name: '×3' }).click()
  await fit(page, 2)
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByLabel('Redeliveries together').uncheck()
  await fit(page, 4)
})

test('pins, labels and notes are found again, undone, and go with their capture', async (t) => {
  const { page, ui } = await captures(t, ({ receiver }) => say(receiver, ['a', 'b', 'c']))
  await rows(page).nth(1).click()
  await page.locator('.inspector').getByTestId('pin').waitFor()
  await page.keyboard.press('p')
  await rows(page).nth(1).getByText('★').waitFor()
  await page.getByTestId('add-label').fill('slow one')
  await page.getByTestId('add-label').press('Enter')
  await rows(page).nth(1).getByText('slow one').waitFor()
  await page.getByTestId('add-label').fill('mistake')
  await page.getByTestId('add-label').press('Enter')
  await page.getByTestId('said').getByText('is labelled mistake').waitFor()
  await page.getByTestId('undo').click()
  await page.getByTestId('label').filter({ hasText: 'mistake' }).waitFor({ state: 'detached' })
  await page.getByTestId('note').fill('Our handler broke on this')
  await page.getByTestId('note').blur()
  for (const filter of ['label:"slow one"', 'pinned:yes', 'note:handler', 'broke', '-pinned:no']) {
    await field(page).fill('id:0')
    await page.getByText('Nothing matches').waitFor()
    await field(page).fill(filter)
    await fit(page, 1)
  }
  await field(page).fill('label:')
  await option(page).filter({ hasText: 'slow one' }).filter({ hasText: '1' }).waitFor()
  await field(page).fill('')
  await page.keyboard.press('Escape')
  await page.getByTestId('label').getByRole('button').click()
  await page.getByTestId('said').getByText('The label slow one is off').waitFor()
  await page.getByTestId('undo').click()
  await page.getByTestId('label').filter({ hasText: 'slow one' }).waitFor()

  await page.goto(ui.split('?')[0])
  await page.getByTestId('nav-captures').click()
  await field(page).fill('pinned:yes')
  await rows(page).filter({ hasText: 'slow one' }).click()
  await page.keyboard.press('Escape')
  assert.equal(await page.getByTestId('note').inputValue(), 'Our handler broke on this')
  await page.getByRole('button', { name: 'Delete this capture…' }).click()
  await page.getByTestId('confirm-delete').click()
  await page.getByText('Nothing matches').waitFor()
})

test('the chart of arrivals leads to what came then', async (t) => {
  const { page } = await captures(t, ({ receiver }) => say(receiver, ['a', 'b']))
  const bar = page.getByTestId('bars').locator('button:not([disabled])')
  await bar.first().waitFor()
  assert.match(await page.getByTestId('bars').getAttribute('aria-label'), /^2 captures/)
  await bar.first().click()
  assert.match(await field(page).inputValue(), /^received>=.*Z received<.*Z$/)
  await rows(page).first().waitFor()
})

test('a word is found anywhere in what was received, and where nothing holds it, it is said what was looked through', async (t) => {
  const { page } = await captures(t, async ({ receiver }) => {
    await say(receiver, ['one', 'two'])
    const value = {
      messaging_product: 'whatsapp',
      metadata: { phone_number_id: '106540352242922' },
      contacts: [{ wa_id: '491700000001', profile: { name: 'Renée Müller' } }],
      statuses: [{ id: 'wamid.HBgLNDkx', status: 'failed', timestamp: '1781606220', recipient_id: '491700000001', errors: [{ code: 131026, title: 'Message undeliverable' }] }],
    }
    const body = JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '104', changes: [{ value, field: 'messages' }] }] })
    await post(receiver, body.replaceAll(/[é-ü]/g, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`), SECRET)
    await post(receiver, JSON.stringify({ object: 'instagram', entry: [{ id: '17', time: Date.now(), changes: [{ field: 'hologram', value: { shape: 'cube' } }] }] }), SECRET)
  })
  for (const word of ['131026', 'WAMID.HBgL', '106540352242922', '"Renée Müller"', 'hologram', 'cube']) {
    await field(page).fill(word)
    await page.getByTestId('filter-words').getByText(`“${word.replaceAll('"', '')}” anywhere`).waitFor()
    await fit(page, 1)
  }
  await field(page).fill('nowhere-at-all')
  await page.getByTestId('searched').getByText('Words are looked for in bodies (texts, ids, names, codes), headers, paths').waitFor()
  await field(page).fill('kind:reaction')
  await page.getByText('No capture fits kind:reaction').waitFor()
  assert.equal(await page.getByTestId('searched').count(), 0)
})

test('what a filter says moves nothing below it', async (t) => {
  const { receiver, ui } = await serve(t)
  await post(receiver, instagram({ message: { mid: 'm1', text: 'Hello' } }), SECRET)
  const page = await open(t, ui)
  for (const [view, rows] of [['conversations', 'conversation-row'], ['captures', 'capture-row']]) {
    await page.getByTestId(`nav-${view}`).click()
    const row = page.getByTestId(rows)
    await row.waitFor()
    const before = await row.boundingBox()
    await page.locator('[data-search]').fill('platform:instagram')
    await page.getByTestId('filter-words').getByText('the platform is instagram').waitFor()
    await page.locator('main').getByText('1 found').waitFor()
    assert.deepEqual(await row.boundingBox(), before, view)
    await page.locator('[data-search]').fill('')
    await page.locator('main').getByText('1 in all').waitFor()
    assert.deepEqual(await row.boundingBox(), before, view)
  }
})

test('words in a line fade at their end, whichever side that is', async (t) => {
  const words = ['Hello', 'שלום']
  const { page } = await captures(t, ({ receiver }) => say(receiver, words))
  const fades = () => page.locator('.faded').evaluateAll((all) => all.map((one) => [one.textContent, /to (right|left)/.exec(getComputedStyle(one).maskImage)?.[1] ?? 'right']))
  const wanted = [[words[1], 'left'], [words[0], 'right']]
  await rows(page).nth(1).waitFor()
  assert.deepEqual(await fades(), wanted)
  await page.getByTestId('nav-conversations').click()
  await page.getByTestId('conversation-row').waitFor()
  assert.deepEqual(await fades(), [wanted[0]])
})

test('a redelivery takes neither the choice nor the keys from its event, and joins the arrivals that are open', async (t) => {
  const [a, b, c] = ['a', 'b', 'c'].map((text) => instagram({ message: { mid: `m-${text}`, text } }))
  const { page, receiver } = await captures(t, async ({ receiver }) => {
    for (const body of [a, b, c]) await post(receiver, body, SECRET)
  })
  const chosen = (id) => page.locator(`[data-testid=capture-row][aria-selected=true][data-capture="${id}"]`).waitFor()
  const shown = (ids) => page.waitForFunction((ids) => [...document.querySelectorAll('[data-testid=capture-row]')].map((row) => row.dataset.capture).join(' ') === ids, ids)
  await rows(page).first().click()
  await chosen(3)
  await post(receiver, c, SECRET)
  await chosen(4)
  await shown('4 2 1')
  await page.locator('.resend').getByText('of capture #3').waitFor()
  await page.keyboard.press('j')
  await chosen(2)
  await page.keyboard.press('k')
  await chosen(4)

  await page.getByRole('button', { name: '×2' }).click()
  await shown('4 3 2 1')
  await post(receiver, c, SECRET)
  await post(receiver, c, SECRET)
  await shown('6 5 4 3 2 1')
  await chosen(4)
  const grid = page.getByRole('grid', { name: 'Captures' })
  const told = await grid.evaluate((grid) => ({
    active: document.getElementById(grid.getAttribute('aria-activedescendant'))?.dataset.capture,
    count: Number(grid.getAttribute('aria-rowcount')),
    indexes: [...grid.querySelectorAll('[aria-rowindex]')].map((row) => Number(row.getAttribute('aria-rowindex'))).sort((a, b) => a - b),
  }))
  assert.deepEqual(told, { active: '4', count: 7, indexes: [1, 2, 3, 4, 5, 6, 7] })
})
