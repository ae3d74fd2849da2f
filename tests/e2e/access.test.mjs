// Every view, dialog, menu, editor and state, in both themes and four sizes: nothing is in the way of assistive technology, nothing
// moves by itself, nothing is cut or out of reach. A new thing on the screen gets its row here.

import assert from 'node:assert/strict'
import { test as run } from 'node:test'

import { ACCOUNT, PEER, ailments, ask, instagram, open, post, serve, sink, status, timeout, unfit, whatsapp } from './rig.mjs'

const SECRET = 'app-secret'
const OTHER = '7001000000000022'
const CROWD = '7001000000000033'
/** As large as pictures are made; the smallest window; and both at 200 %. */
const SIZES = [[1440, 900], [1024, 700], [720, 450], [512, 350]]
const THEMES = ['dark', 'light']

const go = (view) => (page) => page.getByTestId(`nav-${view}`).click()
const tab = (name) => (page) => page.getByTestId(`tab-${name}`).click()
const part = (name) => (page) => page.getByTestId(`part-${name}`).click()
const key = (...keys) => async (page) => {
  for (const one of keys) await page.keyboard.press(one)
}
const field = (page) => page.getByTestId('filter').first()
const row = (page, text) => page.getByTestId('conversation-row').filter({ hasText: text })
const says = (text) => (page) => page.getByText(text).first().waitFor()
const refusal = (page) => page.getByTestId('refusal').waitFor()
/** A border that is moved by key. */
const border = (part, key) => (page) => page.getByRole('separator', { name: `Width of the ${part}` }).press(key)
/** Leaves what covers the view. */
const back = async (page) => {
  await page.keyboard.press('Escape')
  await page.locator('dialog, [role=menu]').waitFor({ state: 'detached' })
}
const all = (...steps) => async (page) => {
  for (const step of steps) await step(page)
}

/** A small day: two conversations, one odd; a forged and a broken request, a target, a rule, a replay. */
async function day(t, page, { receiver }) {
  const target = await sink(t, { status: 200 })
  const now = Date.now()
  const say = (event, ago, options) => post(receiver, instagram(event, { at: now - ago, ...options }), SECRET)
  await ask(page, 'directory_put', { platform: 'instagram', account: ACCOUNT, peer: PEER, handle: 'maya.klein', name: 'Maya Klein' })
  await say({ message: { mid: 'm1', text: 'Hi! Is the blue mug back in stock? ☕' } }, 90_000)
  await say({ message: { mid: 'm2', text: 'Yes, since this morning.', is_echo: true } }, 80_000, { outbound: true })
  await say({ read: { mid: 'm2' } }, 70_000)
  await say({ message: { mid: 'm3', text: 'A very long answer. '.repeat(40), reply_to: { mid: 'm2' } } }, 60_000)
  await say({ message: { mid: 'm4', attachments: [{ type: 'image', payload: { url: 'https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1&signature=x' } }] } }, 50_000)
  await say({ message: { mid: 'm5', text: 'Someone else', quick_reply: { payload: 'X'.repeat(90) } } }, 40_000, { peer: OTHER })
  await say({ message: { mid: 'm4', is_deleted: true } }, 30_000)
  for (const [mid, options] of [['gone-in', {}], ['gone-out', { outbound: true }]]) {
    await say({ message: { mid, text: 'Never mind', ...(options.outbound && { is_echo: true }) } }, 29_000, options)
    await say({ message: { mid, is_deleted: true } }, 28_000, options)
  }
  await say({ message_edit: { mid: 'm3', num_edit: 1, text: 'A shorter answer.' } }, 55_000)
  await say({ message: { mid: 'm1', text: 'Hi! Is the blue mug back in stock? ☕' } }, 90_000)
  await post(receiver, instagram({ message: { mid: 'm6', text: 'forged' } }, { peer: OTHER }), 'another secret')
  await post(receiver, instagram({ message_edit: { mid: 'm5', num_edit: 1, text: 'Someone else, as nobody said it' } }, { peer: OTHER }))
  await post(receiver, '{"object":"instagram","entry":[{"id":"1",', SECRET)
  await ask(page, 'scenario_send', { id: 'whatsapp-fails', name: 'Noa Levi', peer: '4915550000055' })
  const members = [['4915550000041', 'Zoë'], ['4915550000042', 'Ali Karimi-Sandoval of the warehouse in the north'], ['4915550000043', 'Maya']]
  await post(receiver, whatsapp({
    contacts: members.map(([id, name]) => ({ profile: { name }, wa_id: id })),
    messages: members.map(([id, name], n) => ({ from: id, id: `wamid.g${n}`, timestamp: String(Math.floor(now / 1000) - 600 + n), type: 'text', text: { body: `${name} is here` }, group_id: 'Y2FwaV9ncm91cDoxNTU1MDAwMTIzNDoxMjAzNjMwMjUyNTI' })),
  }), SECRET)
  for (const [word, ago] of [['read', 100_000], ['delivered', 200_000], ['sent', 400_000]]) await post(receiver, status('wamid.late', word, now - ago), SECRET)
  await ask(page, 'target_put', { name: 'dev server', url: target.url })
  await ask(page, 'rule_put', { name: 'reads to dev', filter: 'kind:read', targets: [{ to: 'dev server', formats: [] }], retry: 'meta', held: false, confirmed: false })
  await say({ read: { mid: 'm2' } }, 10_000)
  await ask(page, 'replay_start', { items: [], conversation: { account: ACCOUNT, peer: PEER }, filter: '', limit: 0, to: 'dev server', concurrency: 4, expect: [], confirmed: false })
  // More than a window holds, and none of it seen.
  for (let n = 0; n < 24; n++) await say({ message: { mid: `c${n}`, text: `Still packing, part ${n}`, is_echo: true } }, 3_600_000 - n, { outbound: true, peer: CROWD })
  await row(page, 'maya.klein').waitFor()
  return target
}

const chat = async (page) => {
  await go('conversations')(page)
  await row(page, 'maya.klein').click()
  await page.locator('[data-message=m2] .bubble').click()
}
const table = async (page) => {
  await go('captures')(page)
  // Not by a pointer: that would scroll first, and be let go over another row.
  await page.getByTestId('capture-row').last().dispatchEvent('click')
}
const menuOf = (selector) => async (page) => {
  await page.locator(selector).first().click({ button: 'right' })
  await page.getByTestId('menu').waitFor()
}

/** What is inspected, with what stands above it. */
const compared = async (page) => {
  const id = page.locator('.inspector .bar code').first()
  const first = await id.innerText()
  await key('m', 'k')(page)
  await page.waitForFunction((first) => document.querySelector('.inspector .bar code')?.textContent !== first, first)
  await key('m')(page)
}

/** A time rule that fires at once, for a target that nobody answers at. */
const fire = async (page) => {
  await page.getByLabel('for longer than').fill('1 s')
  await page.getByLabel('Name').fill('Nobody looks at what was written to them')
  await page.getByTestId('time-rule-to').fill('http://127.0.0.1:9/hook')
  await page.getByTestId('time-rule-save').click()
  await page.getByTestId('time-rule-row').waitFor()
  await post(page.served.receiver, instagram({ message: { mid: 'm8', text: 'Still there?', is_echo: true } }, { at: Date.now(), outbound: true }), SECRET)
}

/** Where one comes to, and how; each step begins where the one before ended. */
const PLACES = {
  'the conversation': [
    ['nothing chosen', says('Choose a conversation')],
    ['a conversation', chat],
    ['as narrow as it can be', all(border('inspector', 'End'), border('list', 'Home'))],
    ['beside a wide list', all(border('inspector', 'Enter'), border('list', 'End'))],
    ['as wide as usual', all(border('list', 'Enter'), (page) => row(page, 'maya.klein').click(), (page) => page.locator('[data-message=m2] .bubble').click())],
    ['an anomaly explained', all(key('n'), (page) => page.locator('[data-pane=timeline] [aria-current=true]:not([data-message=m2])').waitFor())],
    ['what was said before an edit', all((page) => page.getByTestId('edited').click(), (page) => page.getByTestId('wordings').waitFor())],
    ['a forged message, and an edit without a signature', all((page) => page.locator(`[data-thing$="/${OTHER}"]`).click(), (page) => page.locator('[data-message=m6] .bubble').click(), (page) => page.locator('[data-message=m5] .bubble').click(), says('It came without a signature'))],
    ['more messages than a window holds', all(go('conversations'), (page) => page.locator(`[data-thing$="/${CROWD}"]`).click(), (page) => page.locator('[data-message=c20] .bubble').click())],
    ['a group', all((page) => row(page, 'Maya is here').click(), (page) => page.locator('[data-message="wamid.g1"] .bubble').click())],
    ['states that came late', all((page) => row(page, 'sent through the API').filter({ hasText: '0044' }).click(), (page) => page.locator('[data-message="wamid.late"] .bubble').click())],
    ['a time is asked for', all((page) => row(page, 'maya.klein').click(), key('g'))],
    ['words that nothing says', all(key('Escape'), (page) => page.locator('[data-message=m2] .bubble').click(), key('Control+f'), (page) => page.getByTestId('words').fill('nobody-said-this'), key('Enter'), says('No message here says'))],
    ['its menu', all(key('Escape'), (page) => row(page, 'maya.klein').click({ button: 'right' }), (page) => page.getByTestId('menu').waitFor())],
    ['the menu of a message', all(key('Escape'), menuOf('[data-message=m2] .bubble'))],
    ['done, to be undone', all(key('Escape', 'd'), (page) => page.getByTestId('undo').waitFor())],
    ['filtered to nothing', all(key('/'), (page) => field(page).fill('text:nobody-said-this'), key('Enter'), says('Nothing matches'))],
    ['a filter with a mistake', all((page) => field(page).fill('state:wrong x'), (page) => page.getByRole('alert').first().waitFor())],
    ['suggestions', all((page) => field(page).fill('st'), (page) => page.getByTestId('filter-option').first().waitFor())],
    ['held still', all((page) => field(page).fill(''), (page) => field(page).blur(), key('l'), says('Paused · go live'))],
    ['held still, filtered to nothing', all(key('/'), (page) => field(page).fill('text:nobody-said-this'), key('Enter'), says('Paused: conversations'))],
  ],
  'the inspector': [
    ['the summary', all(chat, tab('summary'))],
    ['the body', all(tab('meta'), (page) => page.getByRole('region', { name: 'Body' }).waitFor())],
    ['formatted', (page) => page.getByRole('button', { name: 'formatted' }).click()],
    ['as a tree', all((page) => page.getByRole('button', { name: 'tree', exact: true }).click(), (page) => page.getByRole('tree').waitFor())],
    ['in hex', (page) => page.getByRole('button', { name: 'hex', exact: true }).click()],
    ['searched', all((page) => page.getByRole('button', { name: 'as received' }).click(), (page) => page.locator('.inspector').getByRole('button', { name: 'search' }).click(), (page) => page.getByTestId('find').fill('object'))],
    ['DoubleTick', tab('doubletick')],
    ['Texter', tab('texter')],
    ['Zoho Desk', tab('zoho')],
    ['headers', tab('headers')],
    ['headers searched', all(key('Control+f'), (page) => page.getByTestId('find').fill('content'), (page) => page.getByTestId('find-count').getByText('1 of').waitFor())],
    ['the summary searched', all(tab('summary'), key('Control+f'), (page) => page.getByTestId('find').fill('message'))],
    ['not sent yet', tab('deliveries')],
    ['a verdict', all((page) => page.getByTestId('resend-url').fill('dev server'), (page) => page.getByTestId('resend-button').click(), (page) => page.getByTestId('resend-answer').getByText('200', { exact: true }).waitFor())],
    ['refused, below it what another answered', all((page) => page.getByTestId('resend-url').fill('nowhere'), (page) => page.getByTestId('resend-button').click(), refusal, says('Sent before, to'))],
    ['its deliveries', all((page) => page.locator('.inspector details summary').first().click(), (page) => page.getByTestId('attempt-time').first().waitFor())],
    ['put away', all((page) => page.locator('.timeline .items').focus(), key('i'), (page) => page.locator('.inspector').waitFor({ state: 'detached' }))],
  ],
  'captures': [
    ['the table', table],
    // Further down than what stands there at first.
    ['a redelivery open', all((page) => page.getByTestId('capture-row').first().hover(), (page) => page.mouse.wheel(0, 5_000), (page) => page.locator('.times').first().click())],
    ['pinned, labelled, with a note', all(tab('summary'), key('p'), (page) => page.getByTestId('add-label').fill('slow'), (page) => page.getByTestId('add-label').press('Enter'), (page) => page.getByTestId('label').waitFor(), (page) => page.getByTestId('note').fill('why?'), (page) => page.getByTestId('note').blur())],
    ['the menu', menuOf('[data-testid=capture-row]')],
    ['several chosen', all(back, table, key('Shift+k', 'Shift+k'), says('3 chosen'))],
    ['the menu of several', menuOf('[data-testid=capture-row][aria-current=true]')],
    // A menu goes with another size of the window.
    ['a label for several', all(back, table, key('Shift+k', 'Shift+k'), menuOf('[data-testid=capture-row][aria-current=true]'), (page) => page.getByRole('menuitem', { name: 'Label 3 captures…' }).click(), (page) => page.getByRole('combobox', { name: 'Label for 3 captures' }).fill('odd'))],
    ['columns', all(back, (page) => page.getByRole('button', { name: 'Columns' }).click())],
    ['views', all(key('Escape'), (page) => page.getByRole('button', { name: 'Views' }).click())],
    ['suggestions', all(key('Escape'), (page) => field(page).fill('ki'), (page) => page.getByTestId('filter-option').first().waitFor())],
    ['filtered to nothing', all((page) => field(page).fill('text:nobody-said-this'), key('Enter'), says('Nothing matches'))],
    ['paused', all((page) => page.locator('.empty').getByRole('button', { name: 'Clear the filter' }).click(), (page) => page.getByTestId('capture-row').first().click(), key('l'), says('Paused'))],
    ['what came meanwhile', all(async (page) => post(page.served.receiver, instagram({ message: { mid: 'm9', text: 'new' } }, { peer: OTHER }), SECRET), says('1 new'))],
    ['a body that is no text', all(key('l'), async (page) => post(page.served.receiver, Buffer.from([0x7b, 0xff, 0]), SECRET), (page) => page.getByTestId('capture-row').filter({ has: page.getByText('3 B', { exact: true }) }).click(), tab('meta'), (page) => page.getByRole('region', { name: 'Bytes' }).waitFor())],
    ['bytes searched', all(key('Control+f'), (page) => page.getByTestId('find').fill('ff 00'), (page) => page.getByTestId('find-count').getByText('1 of 1').waitFor())],
    [
      'more rows than fit',
      all(
        key('Escape'),
        async (page) => Promise.all(Array.from({ length: 60 }, (_, n) => post(page.served.receiver, `{"n":${n}}`, SECRET))),
        (page) => page.waitForFunction(() => document.querySelectorAll('.rows .times').length === 0 && document.querySelectorAll('[data-testid=capture-row]').length > 20),
      ),
    ],
  ],
  'deliveries': [
    ['attempts', all(go('deliveries'), (page) => page.getByTestId('attempt-row').first().click(), (page) => page.getByTestId('attempt-time').waitFor())],
    ['its menu', menuOf('[data-testid=attempt-row]')],
    ['filtered to nothing', all(key('Escape'), (page) => field(page).fill('status>=500'), key('Enter'), says('No attempt fits'))],
    ['held still, filtered to nothing', all(key('Escape', 'l'), says('The list is paused'))],
    ['held still', all((page) => field(page).fill(''), says('Paused · go live'))],
    ['replays', all(key('Escape', 'l'), part('replays'), (page) => page.getByTestId('replay-row').click(), (page) => page.getByTestId('replay-verdicts').waitFor())],
    ['only those that failed', (page) => page.getByLabel('Only those that were not as expected').check()],
    ['forwarding', all(part('forwarding'), (page) => page.getByTestId('delivery-row').first().waitFor())],
    ['the queue filtered to nothing', all((page) => page.getByLabel('State of deliveries').selectOption('given up'), says('None of these'))],
    ['a rule', (page) => page.getByTestId('rule-row').getByRole('button').click()],
    ['a rule to be removed', (page) => page.getByRole('button', { name: 'Remove…' }).click()],
    ['a new rule', (page) => page.getByTestId('rule-new').click()],
    ['a rule that was refused', all((page) => page.getByLabel('Target 1: its name').fill('nobody'), (page) => page.getByTestId('rule-save').click(), refusal)],
    ['targets', all(part('targets'), (page) => page.getByTestId('target-row').click())],
    ['a target to be forgotten', (page) => page.getByRole('button', { name: 'Forget…' }).click()],
  ],
  'the other views': [
    ['insights', all(go('insights'), (page) => page.getByTestId('insights-instagram').waitFor())],
    ['what is behind a mark', all((page) => page.getByTestId('mark-seen').first().click(), (page) => page.getByTestId('behind-row').first().waitFor())],
    ['a piece of the mix', all((page) => page.locator('.piece[tabindex="0"]').focus(), key('ArrowLeft', 'Enter'), (page) => page.getByTestId('behind-row').first().waitFor())],
    ['no time rule yet', all((page) => page.getByTestId('insights-part-rules').click(), says('No time rule yet'))],
    ['a new time rule', (page) => page.getByTestId('time-rule-new').click()],
    ['a time rule that has fired and whose target is gone', all(fire, (page) => page.getByTestId('fired-row').first().waitFor(), (page) => page.getByTestId('time-rules-failing').waitFor())],
    ['a time rule to be removed', (page) => page.locator('form').getByRole('button', { name: 'Remove…' }).click()],
    ['the simulator', all(go('simulator'), (page) => page.getByTestId('scenario').first().waitFor())],
    ['a story that was sent', all((page) => page.getByTestId('simulate-send').click(), (page) => page.getByTestId('simulate-answer').waitFor())],
    ['connect', all(go('connect'), (page) => page.getByTestId('step-signature').waitFor())],
    ['the menu of a source', menuOf('[data-thing^="source:"] h2')],
    ['another answer', all(key('Escape'), (page) => page.getByLabel('Events', { exact: true }).selectOption('answer'))],
    ['settings', all(go('settings'), (page) => page.getByLabel('Receiver port').waitFor())],
    ['a folder that was refused', all((page) => page.getByLabel('Watched folder').fill('/nowhere/at/all'), (page) => page.getByRole('button', { name: 'Save', exact: true }).click(), refusal)],
  ],
  'what covers a view': [
    ['the palette', all(chat, key('Control+k'), (page) => page.getByRole('dialog').waitFor())],
    ['the palette without a hit', (page) => page.getByLabel('What to do').fill('nothing like it')],
    ['what to compare with', all(back, table, key('Control+k'), (page) => page.getByLabel('What to do').fill('compare with…'), key('Enter'), (page) => page.getByRole('option', { name: /^Capture #/ }).first().waitFor())],
    ['deleting several captures', all(back, table, key('Shift+k', 'Delete'), says('Delete 2 captures?'))],
    ['keys', all(back, chat, key('?'), says('The pane beside'))],
    ['about', all(back, key('Control+k'), (page) => page.getByLabel('What to do').fill('About'), key('Enter'), (page) => page.getByTestId('about').waitFor())],
    ['deleting a conversation', all(back, (page) => page.getByRole('button', { name: 'Delete this conversation' }).click(), says('for good'))],
    ['deleting everything', all(back, key('Control+k'), (page) => page.getByLabel('What to do').fill('Delete everything'), key('Enter'), says('Settings stay'))],
    ['what customers said, to another host', all(back, (page) => page.getByTestId('resend-url').fill('https://dev.example/hook'), (page) => page.getByTestId('resend-button').click(), says('asked once for each host'))],
    ['a replay', all(back, (page) => page.getByTestId('replay-conversation').click(), (page) => page.getByTestId('replay-to').fill('dev server'), (page) => page.getByTestId('replay-preview').getByText('requests').waitFor(), (page) => page.locator('summary').filter({ hasText: 'Chaos' }).click())],
    ['the editor', all(back, (page) => page.locator('[data-message=m2] .bubble').click(), key('e'), (page) => page.locator('.cm-content').waitFor())],
    ['an edit with a fault', all((page) => page.locator('.cm-content').click(), key('Control+End'), (page) => page.keyboard.insertText(','), (page) => page.getByTestId('edit-problem').waitFor())],
    ['headers to edit', (page) => page.getByRole('button', { name: 'headers', exact: true }).click()],
    ['beside what came', all((page) => page.getByRole('button', { name: 'body', exact: true }).click(), (page) => page.getByTestId('beside').click(), (page) => page.getByTestId('merge').waitFor())],
    ['compared by path', all(back, table, tab('summary'), compared, (page) => page.getByTestId('compare-said').waitFor())],
    ['compared as text', all((page) => page.getByRole('button', { name: 'as text' }).click(), (page) => page.locator('.cm-mergeView').waitFor())],
    ['what stands around them', all((page) => page.getByTestId('compare-around').click(), (page) => page.getByTestId('compare-said').getByText('changed').waitFor())],
  ],
}

for (const [what, places] of Object.entries(PLACES)) {
  run(`nothing is in the way of anybody: ${what}`, { timeout: 3 * timeout }, async (t) => {
    const served = await serve(t)
    const page = Object.assign(await open(t, served.ui, { refused: true }), { served })
    await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'dark' })
    await day(t, page, served)
    assert.deepEqual(await everywhere(page, places), [])
  })
}

run('nothing is in the way of anybody: nothing received yet', { timeout: 2 * timeout }, async (t) => {
  const { ui } = await serve(t, { secret: '' })
  const page = await open(t, ui)
  await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'dark' })
  const places = [
    ['the first run', says('Nothing received yet')],
    ...[['captures', 'Nothing received yet'], ['insights', 'Nothing received yet'], ['deliveries', 'Nothing sent yet'], ['connect', 'Public address'], ['settings', 'appear here with their first message']].map(([view, words]) => [view, all(go(view), says(words))]),
    ...[['replays', 'No replay yet'], ['forwarding', 'Nothing is forwarded'], ['targets', 'No target yet']].map(([name, words]) => [name, all(go('deliveries'), part(name), says(words))]),
  ]
  assert.deepEqual(await everywhere(page, places), [])
})

run('every view says in words that it opens, and why it cannot', { timeout }, async (t) => {
  const served = await serve(t)
  const page = await open(t, served.ui, { cut: true })
  await page.getByText('Nothing received yet').waitFor()
  await served.kill()
  await page.getByRole('alert').getByText('does not answer').waitFor()
  for (const view of ['deliveries', 'insights', 'simulator', 'connect', 'settings']) {
    await page.getByTestId(`nav-${view}`).click()
    const section = page.locator('main > section')
    await section.getByText('This cannot be shown now').first().waitFor()
    await section.getByRole('button', { name: 'Try again' }).first().waitFor()
    assert.equal(await section.getByText(/yet$/).count(), 0, `${view} does not say that nothing is there`)
  }
  await page.getByTestId('send-sample').click()
  await page.getByTestId('said').getByText('No answer came').waitFor()
  assert.equal(await page.getByText('does not answer').count(), 1, 'why stands once')
})

/** What is wrong anywhere, each with its place. */
async function everywhere(page, places) {
  const wrong = []
  const note = (where, found) => wrong.push(...found.map((one) => `${where}: ${one}`))
  for (const [where, come] of places) {
    await come(page).catch((error) => Promise.reject(new Error(`${where}: ${error.message}\n${wrong.join('\n')}`)))
    // What is about to be replaced is faint.
    await page.waitForFunction(() => !document.querySelector('[aria-busy=true]'))
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme })
      note(`${where}, ${colorScheme}`, await ailments(page))
    }
    for (const [width, height] of SIZES) {
      await page.setViewportSize({ width, height })
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
      if (process.env.PICTURES && width !== 720) await page.screenshot({ path: `${process.env.PICTURES}/${where.replace(/\W+/g, '-')}-${width}.png` })
      note(`${where}, ${width} × ${height}`, await unfit(page))
    }
    note(where, await page.evaluate(() => document.getAnimations().map((one) => `moves by itself: ${one.animationName ?? one.transitionProperty}`)))
    await page.setViewportSize({ width: SIZES[0][0], height: SIZES[0][1] })
  }
  return wrong
}
