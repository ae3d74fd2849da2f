// The main job with no mouse, the keyboard never lost, and what those hear who cannot see.

import assert from 'node:assert/strict'
import { test as run } from 'node:test'

import { copied, instagram, open, post, serve, sink, timeout } from './rig.mjs'

const test = (name, job) => run(name, { timeout }, job)
const SECRET = 'app-secret'
const say = (receiver, mid, options, event) => post(receiver, instagram(event ?? { message: { mid, text: `Words of ${mid}`, is_echo: options?.outbound } }, options), SECRET)
/** What has the keyboard: its part of the page and its name. */
const at = (page) =>
  page.evaluate(() => {
    const element = document.activeElement
    const name = element.getAttribute('aria-label') ?? element.dataset.testid ?? element.innerText?.trim().slice(0, 30)
    return `${element.closest('dialog') ? 'dialog' : (element.closest('[data-pane]')?.dataset.pane ?? element.tagName.toLowerCase())}: ${name}`
  })
const becomes = async (page, where) => {
  for (let tries = 0; tries < 100 && (await at(page)) !== where; tries += 1) await page.evaluate(() => new Promise(requestAnimationFrame))
  assert.equal(await at(page), where)
}
/** Presses a key until something is so. */
const until = async (page, key, so) => {
  for (let presses = 0; !(await so()); presses += 1) {
    assert.ok(presses < 40, `${key} 40 times, and the keyboard is at ${await at(page)}`)
    await page.keyboard.press(key)
  }
}
const press = async (page, ...keys) => {
  for (const key of keys) await page.keyboard.press(key)
}
/** It can be seen that it has the keyboard. */
const visible = (page) => page.evaluate(() => document.activeElement !== document.body && document.activeElement.matches(':focus-visible'))

test('an event is seen, inspected, traced, sent again and judged without a mouse', async (t) => {
  const [{ receiver, ui }, target] = [await serve(t), await sink(t)]
  await say(receiver, 'm1', { peer: '7001000000000022' })
  await say(receiver, 'm2', { outbound: true })
  await say(receiver, 'm2', { at: 1_781_618_623_639 }, { read: { mid: 'm2' } })
  const page = await open(t, ui)
  await page.getByTestId('conversation-row').nth(1).waitFor()

  await press(page, 'j')
  await becomes(page, 'list: Conversations')
  assert.ok(await visible(page))
  const mine = page.getByTestId('conversation-row').filter({ hasText: 'Words of m2' })
  await until(page, 'j', async () => (await mine.getAttribute('aria-selected')) === 'true')
  assert.equal(await page.locator('[role=listbox][tabindex="0"]').getAttribute('aria-activedescendant'), await mine.getAttribute('id'))
  await press(page, 'Enter')
  await becomes(page, 'timeline: Messages')
  await page.locator('[data-message=m2][aria-current=true]').waitFor()
  await press(page, 'Enter')
  await becomes(page, 'inspector: tab-summary')

  await press(page, '3')
  await becomes(page, 'inspector: tab-doubletick')
  assert.ok(await visible(page))
  const event = page.getByRole('region', { name: 'DoubleTick event' })
  await event.waitFor()
  await until(page, 'Tab', async () => (await at(page)) === 'inspector: DoubleTick event')
  await until(page, 'ArrowDown', async () => (await page.getByRole('region', { name: 'Where it came from' }).locator('.lit').count()) > 0)
  await page.getByTestId('provenance').waitFor()

  await press(page, '1')
  await press(page, 'r')
  await becomes(page, 'inspector: resend-url')
  await page.keyboard.type(target.url)
  await press(page, 'Enter')
  await target.next()
  await page.getByTestId('resend-answer').getByText('202', { exact: true }).waitFor()
  await press(page, 'Escape')
  await becomes(page, 'inspector: tab-summary')
  await press(page, 'r')
  await target.next()
  await page.getByTestId('resend-answer').getByText('still passing').waitFor()
  await press(page, 'Escape')
  await becomes(page, 'timeline: Messages')
  await press(page, 'ArrowLeft')
  await becomes(page, 'list: Conversations')
})

test('the keyboard comes back from dialogs and menus, and goes to a neighbour of what is deleted', async (t) => {
  const { receiver, ui } = await serve(t)
  for (const mid of ['m1', 'm2', 'm3']) await say(receiver, mid, { peer: `700100000000000${mid.at(1)}` })
  const page = await open(t, ui)
  await page.getByTestId('conversation-row').nth(2).waitFor()
  await press(page, 'j', 'j', 'Enter')
  await becomes(page, 'timeline: Messages')
  for (const [key, close] of [['Control+k', 'Escape'], ['?', 'Escape'], ['Shift+F10', 'Escape']]) {
    await press(page, key)
    await page.locator('dialog, [role=menu]').waitFor()
    await press(page, close)
    await page.locator('dialog, [role=menu]').waitFor({ state: 'detached' })
    await becomes(page, 'timeline: Messages')
  }
  const second = await page.getByTestId('conversation-row').nth(1).getAttribute('data-thing')
  const third = await page.getByTestId('conversation-row').nth(2).getAttribute('data-thing')
  await press(page, 'Control+k')
  await page.keyboard.type('Delete this conversation')
  await press(page, 'Enter')
  await becomes(page, 'dialog: Keep')
  await press(page, 'Tab', 'Enter')
  await page.locator(`[data-thing="${second}"]`).waitFor({ state: 'detached' })
  await becomes(page, 'list: Conversations')
  assert.equal(await page.locator('[data-testid=conversation-row][aria-selected=true]').getAttribute('data-thing'), third, 'the one after it')

  await page.getByTestId('nav-captures').focus()
  await press(page, 'Enter')
  await page.getByTestId('capture-row').nth(1).waitFor()
  await press(page, 'Tab')
  await press(page, 'Escape', 'j')
  await page.getByTestId('pin').waitFor()
  await press(page, 'ContextMenu')
  await page.getByTestId('menu').waitFor()
  await press(page, 'End', 'Enter')
  await becomes(page, 'dialog: Keep')
  await press(page, 'Tab', 'Enter')
  await page.waitForFunction(() => document.querySelectorAll('[data-testid=capture-row]').length === 1)
  await becomes(page, 'list: Captures')
  assert.equal(await page.locator('[data-testid=capture-row][aria-selected=true]').count(), 1)
})

test('keys act on what is on the screen and chosen, also before it is shown', async (t) => {
  const { receiver, ui } = await serve(t)
  for (const mid of ['m1', 'm2', 'm3']) await say(receiver, mid, { peer: `700100000000000${mid.at(1)}` })
  const page = await open(t, ui)
  await page.getByTestId('conversation-row').nth(2).waitFor()
  await press(page, 'j')
  await page.getByTestId('message').waitFor()

  // A hidden conversation: its keys mean nothing, its commands show it first.
  await page.getByTestId('nav-captures').click()
  await page.getByTestId('capture-row').nth(1).click()
  await page.locator('.resend').getByText('of capture #2').waitFor()
  await press(page, 'd', 'n', 'g', 'End')
  await press(page, 'p')
  await page.locator('[data-testid=pin][aria-pressed=true]').waitFor()
  assert.equal(await page.locator('[data-testid=capture-row][aria-selected=true]').getAttribute('data-thing'), 'capture:2')
  assert.equal(await page.locator('.tag', { hasText: 'done' }).count(), 0)
  // The inspector follows what is chosen in the view.
  await page.getByTestId('nav-conversations').click()
  await page.locator('.resend').getByText('of capture #3').waitFor()
  await page.getByTestId('nav-settings').click()
  await press(page, 'l')
  await press(page, 'Control+k')
  await page.keyboard.type('Mark the conversation done')
  await press(page, 'Enter')
  await page.getByTestId('mark-undone').waitFor()

  // The answer about the next one is late: the key is for that one all the same.
  let answer
  const held = new Promise((go) => (answer = go))
  await page.getByTestId('nav-captures').click()
  await page.getByTestId('capture-row').nth(0).click()
  await page.locator('.resend').getByText('of capture #3').waitFor()
  await page.route('**/rpc/capture_get', async (route) => {
    await held
    await route.continue()
  })
  await press(page, 'j', 'j', 'c')
  await say(receiver, 'm4')
  answer()
  await page.getByTestId('capture-row').nth(3).waitFor()
  await page.getByTestId('said').getByText('Copied as curl').waitFor()
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /Words of m1/)
  await page.unrouteAll({ behavior: 'ignoreErrors' })

  // So in conversations, right behind keys that pass over some.
  await page.getByTestId('nav-conversations').click()
  const chosen = page.locator('[data-testid=conversation-row][aria-selected=true]')
  const words = async () => /Words of m./.exec(await chosen.innerText())[0]
  await page.getByTestId('conversation-row').first().click()
  const first = await words()
  await page.getByTestId('message').getByText(first).waitFor()
  for (const keys of ['jjc', 'kkc']) {
    await page.evaluate(() => navigator.clipboard.writeText(''))
    // All before the page does anything else.
    await page.evaluate((keys) => {
      for (const key of keys) document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
    }, [...keys])
    if (keys === 'jjc') assert.notEqual(await words(), first)
    await copied(page, new RegExp(await words()))
  }
})

test('arrows choose among radios, and open no other row from within a form', async (t) => {
  const { ui } = await serve(t)
  const page = await open(t, ui)
  await page.getByTestId('nav-settings').click()
  const theme = page.locator('input[name=theme]')
  await theme.nth(0).focus()
  await press(page, 'ArrowDown')
  assert.ok(await theme.nth(1).isChecked())

  await page.getByTestId('nav-deliveries').click()
  await page.getByTestId('part-forwarding').click()
  for (const name of ['first', 'second']) {
    await page.getByTestId('rule-new').click()
    await page.getByLabel('Name', { exact: true }).fill(name)
    await page.getByLabel('Target 1: its name, or a URL').fill('http://127.0.0.1:9/hook')
    await page.getByTestId('rule-save').click()
    await page.getByTestId('rule-row').getByText(name).waitFor()
  }
  await page.getByTestId('rule-row').getByRole('button').first().click()
  await page.getByLabel('Name', { exact: true }).fill('half written')
  await page.getByText('one more target').focus()
  await press(page, 'ArrowDown', 'ArrowUp', 'j')
  assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'half written')
})

test('what is no command is looked for from the palette', async (t) => {
  const { receiver, ui } = await serve(t)
  await say(receiver, 'm1')
  const page = await open(t, ui)
  await page.getByTestId('conversation-row').waitFor()
  for (const [list, rows] of [['captures', 'capture-row'], ['conversations', 'conversation-row']]) {
    await press(page, 'Control+k')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.type('nobody said')
    // The Enter that takes a word of an input method is none of the palette's.
    await page.getByLabel('What to do').dispatchEvent('keydown', { key: 'Enter', isComposing: true })
    await page.getByRole('option', { name: `Find nobody said in ${list}` }).click()
    await page.getByText('Nothing matches').waitFor()
    assert.equal(await page.getByTestId('filter').first().inputValue(), '"nobody said"')
    assert.equal(await page.getByTestId(rows).count(), 0)
  }
})

test('what views, forms and tools do is in the palette, and brings the keyboard there', async (t) => {
  const { receiver, ui } = await serve(t)
  await say(receiver, 'm1')
  await say(receiver, 'm2', { at: Date.now() - 1_000 })
  const page = await open(t, ui)
  await page.getByTestId('conversation-row').waitFor()
  const run = async (words) => {
    await press(page, 'Control+k')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.type(words)
    await page.getByRole('option', { selected: true }).filter({ hasText: words }).waitFor()
    await press(page, 'Enter')
  }
  const head = (name) => page.getByRole('columnheader', { name })
  for (const name of ['Words', 'Path']) await run(`Hide the column ${name}`)
  await run('Show the column No.')
  await head('No.').waitFor()
  await run('Put captures in order by size')
  await page.locator('[role=columnheader][aria-sort=descending]', { hasText: 'Size' }).waitFor()
  await run('Put captures in order by size, smallest')
  await page.locator('[role=columnheader][aria-sort=ascending]', { hasText: 'Size' }).waitFor()
  await run('Keep what captures shows')
  await becomes(page, 'list: Name of the new view')
  await page.keyboard.type('numbered')
  await press(page, 'Enter')
  await page.getByTestId('said').getByText('is kept').waitFor()
  await press(page, 'Escape')
  await run('Hide the column No.')
  await head('No.').waitFor({ state: 'detached' })
  await page.reload()
  await page.getByTestId('capture-row').first().waitFor()
  await run('Show the view numbered')
  await head('No.').waitFor()
  await run('Show each redelivery by itself')
  await run('Show redeliveries together')

  for (const [words, field] of [
    ['New target', 'target-name'],
    ['New forwarding rule', 'rule-name'],
    ['New time rule', 'time-rule-name'],
    ['New source', 'source-name'],
    ['Doctor: examine an endpoint', 'doctor-url'],
    ['Start the tunnel', 'provider'],
    ['Enter an app secret', 'secret-text'],
    ['Choose how a source answers', 'act'],
    ['Insights: from', 'insights-from'],
  ]) {
    await run(words)
    await page.waitForFunction((field) => document.activeElement?.id === field, field).catch(async () => assert.fail(`${words}: ${await at(page)}`))
  }
  for (const [words, name] of [
    ['Choose how vendor events are written', 'DoubleTick tells SENT on Instagram too'],
    ['Find somebody in the directory', 'Find in the directory'],
  ]) {
    await run(words)
    await page.getByLabel(name).and(page.locator(':focus')).waitFor()
  }
  await run('Simulate: Instagram, Seen before the echo')
  await page.getByTestId('simulate-send').and(page.locator(':focus')).waitFor()
  await page.locator('.story[aria-pressed=true]', { hasText: 'Seen before the echo' }).waitFor()
})

test('a key that means nothing in a view changes nothing elsewhere, and what is looked for is looked for where it can be', async (t) => {
  const { receiver, ui } = await serve(t)
  await say(receiver, 'm1')
  const page = await open(t, ui)
  await page.getByTestId('conversation-row').click()
  await page.getByTestId('pin').waitFor()
  for (const view of ['settings', 'insights', 'connect', 'simulator', 'deliveries']) {
    await page.getByTestId(`nav-${view}`).click()
    await page.locator(`main.${view}`).waitFor()
    await press(page, '3')
  }
  await page.getByTestId('nav-conversations').click()
  assert.equal(await page.getByRole('tab', { selected: true }).innerText(), 'Summary')
  await press(page, '3')
  assert.equal(await page.getByRole('tab', { selected: true }).innerText(), 'DoubleTick')
  await press(page, 'Control+,')
  await page.getByTestId('directory-find').waitFor()
  await press(page, '/')
  await page.getByTestId('directory-find').and(page.locator(':focus')).waitFor()
  await page.getByTestId('nav-insights').click()
  await page.locator('main.insights').waitFor()
  await press(page, '/')
  await page.locator('main.captures [data-search]:focus').waitFor()
})

test('every key of a conversation is on the page of keys', async (t) => {
  const { receiver, ui } = await serve(t)
  await say(receiver, 'm1')
  const page = await open(t, ui)
  await page.getByTestId('conversation-row').click()
  await page.getByTestId('message').waitFor()
  await page.getByTestId('pin').waitFor()
  await press(page, 'Control+k')
  const known = await page.getByRole('option').locator('kbd').allInnerTexts()
  await press(page, 'Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await press(page, '?')
  const shown = await page.getByRole('dialog').locator('kbd').allInnerTexts()
  const digits = ['2', '3', '4', '5', '6']
  assert.deepEqual(known.filter((key) => !shown.includes(key) && !digits.includes(key) && !['Ctrl K', 'Ctrl F', 'Ctrl ,', 'Ctrl Shift Delete'].includes(key)), [])
  for (const key of ['j', 'k', '/', 'r', 'e', 'c', 'p', 'l', 'o', 'd', '1', '7', '?', '↵', 'Esc', 'Home', 'Ctrl/⌘+K', 'Ctrl/⌘+,', 'Ctrl/⌘+↵']) assert.ok(shown.includes(key), key)
  assert.ok(!shown.includes('F11'), 'a browser has its own')
})

test('Ctrl Enter sends from the page and from what sends; in another field it keeps what is written there, at most', async (t) => {
  const [{ receiver, ui }, target] = [await serve(t), await sink(t)]
  await say(receiver, 'm1')
  const page = await open(t, ui)
  const sent = []
  page.on('request', (request) => request.url().endsWith('/rpc/send') && sent.push(request.url()))
  await page.getByTestId('nav-captures').click()
  await page.getByTestId('capture-row').click()
  await page.getByTestId('note').waitFor()
  await page.getByTestId('resend-url').fill(target.url)
  const said = page.getByTestId('said')

  await page.getByTestId('note').fill('why?')
  await press(page, 'Control+Enter')
  await said.getByText('The note of capture #1 is kept.').waitFor()
  assert.equal(await page.evaluate(() => document.activeElement.dataset.testid), 'note', 'it is written on')
  await page.getByTestId('add-label').fill('odd')
  await press(page, 'Control+Enter')
  await said.getByText('Capture #1 is labelled odd.').waitFor()
  await page.getByTestId('filter').fill('kind:message')
  await press(page, 'Control+Enter')
  await press(page, 'Control+f')
  await becomes(page, 'inspector: Search in this pane')
  await press(page, 'Meta+Enter')
  await press(page, 'Escape')
  assert.deepEqual(sent, [], 'nothing went')

  await page.getByTestId('resend-url').focus()
  await press(page, 'Control+Enter')
  await target.next()
  await page.getByTestId('resend-answer').getByText('202', { exact: true }).waitFor()
  await press(page, 'Escape', 'Control+Enter')
  await target.next()
  await page.getByTestId('resend-answer').getByText('still passing').waitFor()
  assert.equal(sent.length, 2)
})

test('Delete asks about what is chosen, and with Ctrl Shift about everything; in a field it takes letters only', async (t) => {
  const { receiver, ui } = await serve(t)
  for (const mid of ['m1', 'm2']) await say(receiver, mid)
  const page = await open(t, ui)
  const dialog = page.getByRole('dialog')
  const asks = async (key, words) => {
    await press(page, key)
    await dialog.getByText(words).waitFor()
    await becomes(page, 'dialog: Keep')
    await press(page, 'Escape')
    await dialog.waitFor({ state: 'detached' })
  }
  await page.getByTestId('nav-captures').click()
  await page.locator('[data-thing="capture:1"]').click()
  await page.getByTestId('note').waitFor()
  await asks('Delete', 'Delete capture #1?')
  await asks('Control+Shift+Delete', 'Delete everything?')
  await page.getByTestId('note').fill('ab')
  await press(page, 'Home', 'Delete', 'Control+Shift+Delete')
  assert.equal(await page.getByTestId('note').inputValue(), 'b')
  assert.equal(await dialog.count(), 0)
  await page.locator('[data-thing="capture:1"]').click({ button: 'right' })
  assert.match(await page.getByRole('menuitem', { name: 'Delete this capture…' }).innerText(), /Delete$/)
  await press(page, 'Escape')
  await page.getByTestId('menu').waitFor({ state: 'detached' })
  await press(page, 'Delete', 'Tab', 'Enter')
  await page.locator('[data-thing="capture:1"]').waitFor({ state: 'detached' })

  await page.getByTestId('nav-conversations').click()
  await page.getByTestId('conversation-row').click()
  await page.getByTestId('message').waitFor()
  await asks('Delete', 'Delete capture #2?')
  await page.getByTestId('nav-deliveries').click()
  await page.locator('main.deliveries').waitFor()
  await press(page, 'Delete')
  assert.equal(await dialog.count(), 0)
  await press(page, '?')
  const shown = await dialog.locator('kbd').allInnerTexts()
  for (const key of ['Delete', 'Ctrl/⌘+Shift+Delete']) assert.ok(shown.includes(key), key)
})

test('making everything derived anew is asked first, with how much that is', async (t) => {
  const { receiver, ui } = await serve(t)
  for (const mid of ['m1', 'm2', 'm3']) await say(receiver, mid)
  const page = await open(t, ui)
  await page.getByTestId('conversation-row').waitFor()
  const asked = []
  page.on('request', (request) => request.url().endsWith('/rpc/rebuild') && asked.push(request.url()))
  const ways = [
    async () => {
      await press(page, 'Control+k')
      await page.getByLabel('What to do').fill('reb')
      await press(page, 'Enter')
    },
    async () => {
      await page.getByTestId('nav-settings').click()
      await page.getByRole('button', { name: 'Rebuild what is derived' }).click()
    },
  ]
  for (const way of ways) {
    await way()
    await page.getByRole('dialog').getByText('3 captures').waitFor()
    await becomes(page, 'dialog: Cancel')
    await press(page, 'Enter')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }
  assert.deepEqual(asked, [])
  await ways[0]()
  await page.getByTestId('confirm').click()
  await page.getByTestId('said').getByText('Made anew from 3 captures').waitFor()
})

test('what is written beside a capture is undone by a key wherever it was set', async (t) => {
  const { receiver, ui } = await serve(t)
  await say(receiver, 'm1')
  const page = await open(t, ui)
  await page.getByTestId('nav-captures').click()
  await page.getByTestId('capture-row').click()
  const pin = page.getByTestId('pin')
  await pin.waitFor()
  const pinned = (yes) => page.locator(`[data-testid=pin][aria-pressed=${yes}]`).waitFor()
  const ways = [
    () => press(page, 'p'),
    () => pin.click(),
    async () => {
      await page.getByTestId('capture-row').click({ button: 'right' })
      await page.getByRole('menuitem', { name: 'Pin' }).click()
    },
    async () => {
      await press(page, 'Control+k')
      await page.keyboard.type('Pin')
      await press(page, 'Enter')
    },
  ]
  for (const way of ways) {
    await way()
    await pinned(true)
    await press(page, 'z')
    await pinned(false)
  }
  await press(page, 'Control+k')
  await page.keyboard.type('Note…')
  await press(page, 'Enter')
  await becomes(page, 'inspector: Note')
  await page.keyboard.type('why?')
  await press(page, 'Escape')
  await page.getByTestId('said').getByText('is kept').waitFor()
  await press(page, 'z')
  await page.waitForFunction(() => document.querySelector('[data-testid=note]').value === '')
})

test('a thousand events a second are heard as one sentence in five seconds', async (t) => {
  const { receiver, ui } = await serve(t)
  await say(receiver, 'm0')
  const page = await open(t, ui)
  await page.getByTestId('nav-captures').click()
  await page.getByTestId('capture-row').waitFor()
  await page.clock.install()
  await page.clock.pauseAt(Date.now() + 60_000)
  await page.evaluate(() => {
    globalThis.heard = []
    const live = '[aria-live], [role=status], [role=alert]'
    new MutationObserver((changes) => {
      for (const { target, addedNodes } of changes) {
        const element = target instanceof Element ? target : target.parentElement
        const told = element?.closest(live) ?? [...addedNodes].find((node) => node instanceof Element && (node.matches(live) || node.querySelector(live)))
        if (told) globalThis.heard.push(told.textContent.trim())
      }
    }).observe(document.body, { childList: true, subtree: true, characterData: true })
  })
  let passed = 0
  const pass = async () => {
    await page.clock.runFor(100)
    passed += 100
  }
  for (let tenth = 0; tenth < 60; tenth += 1) {
    await Promise.all(Array.from({ length: 8 }, (_, one) => say(receiver, `m${tenth}-${one}`)))
    await pass()
  }
  const heard = () => page.evaluate(() => [...new Set(globalThis.heard)])
  while (!(await heard()).some((words) => words.includes('481 in all'))) await pass()
  const all = await heard()
  assert.ok(all.length >= 2 && all.length <= 1 + Math.ceil(passed / 5_000), `${passed} ms: ${all.join('\n')}`)
})

test('who points beside a field has left it, also while the page changes', async (t) => {
  const { ui } = await serve(t)
  const page = await open(t, ui)
  await page.getByTestId('nav-captures').focus()
  const left = await page.evaluate(async () => {
    document.body.append(document.createElement('i'))
    await Promise.resolve()
    document.activeElement.blur()
    for (let turn = 0; turn < 3; turn++) await new Promise((done) => setTimeout(done))
    return document.activeElement === document.body
  })
  assert.ok(left)
})

test('what stands between messages is gone to, gone on from and has the menu of its capture', async (t) => {
  const { receiver, ui } = await serve(t)
  const start = new Date(2026, 5, 16, 9, 0).getTime()
  const minute = (n) => ({ at: start + n * 60_000 })
  for (let n = 0; n < 12; n++) await say(receiver, `m${n}`, minute(n))
  // A note that is odd: signed by another.
  await post(receiver, instagram({ referral: { ref: 'spring', source: 'IGME_LINK', type: 'OPEN_THREAD' } }, { at: start + 8.5 * 60_000 }), 'another')
  const page = await open(t, ui)
  const list = page.locator('.timeline .items')
  /** Nothing else is chosen, to the eye or the ear. */
  const chosen = async (words) => {
    await page.waitForFunction((words) => document.querySelector('.timeline [aria-current=true]')?.textContent.includes(words), words)
    assert.equal(await page.locator('.timeline [aria-current=true]').count(), 1)
    assert.match(await page.locator(`[id="${await list.getAttribute('aria-activedescendant')}"]`).innerText(), new RegExp(words))
  }
  const to = async (time) => {
    await press(page, 'g')
    await page.getByLabel('Go to').fill(`2026-06-16T${time}`)
    await press(page, 'Enter')
  }
  const menu = page.getByTestId('menu')
  const item = (name) => menu.getByRole('menuitem', { name })
  await page.getByTestId('conversation-row').click()
  await page.locator('[data-message=m11][aria-current=true]').waitFor()
  await page.locator('[data-message=m2] .bubble').click()

  await press(page, 'n')
  await chosen('came by a referral')
  await press(page, 'Shift+F10')
  await item('Copy as curl').waitFor()
  assert.equal(await item('Show in conversation').count() + await item('Copy the text').count(), 0)
  await press(page, 'Escape', 'j')
  await chosen('Words of m9')
  await press(page, 'k')
  await chosen('Words of m8')
  await press(page, 'n')
  await chosen('came by a referral')
  await press(page, 'k')
  await chosen('Words of m8')

  await to('08:00:00')
  await chosen('Conversation opened')
  await page.locator('.resend').getByText('of capture #1').waitFor()
  await press(page, 'j')
  await chosen('Words of m0')

  await press(page, 'd')
  await page.locator('.event', { hasText: 'Marked done' }).waitFor()
  await to('23:59:59')
  await chosen('Marked done')
  await page.locator('.inspector').getByText('Nothing to inspect').waitFor()
  await press(page, 'k')
  await chosen('Words of m11')

  for (const [words, name] of [['came by a referral', 'Edit and resend'], ['Conversation opened', 'Edit and resend'], ['Marked done', 'Take the done mark back']]) {
    await page.locator('.event', { hasText: words }).click({ button: 'right' })
    await item(name).waitFor()
    await chosen(words)
    await press(page, 'Escape')
    await menu.waitFor({ state: 'detached' })
  }
})
