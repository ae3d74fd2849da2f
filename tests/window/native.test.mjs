// What a window does that a page in a browser does not: places, menus, dialogs, links, one instance.

import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { test as run } from 'node:test'

import { instagram, later, post } from '../e2e/rig.mjs'
import { CLI, PATIENCE, PROGRAM, bus, display, folder, hands, manager, notifications, receiver, until, window } from './rig.mjs'

const test = (name, job) => run(name, { timeout: 4 * PATIENCE }, job)

async function place(t) {
  const own = folder(t)
  const data = join(own, 'data')
  return { own, data, env: { DISPLAY: await display(t), HOOKTRAIL_DATA_DIR: data, HOOKTRAIL_PORT: '0', HOOKTRAIL_APP_SECRET: 's', DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' } }
}

/** The program by itself, ended with the test. It has ended once its helpers have too: they hold what it says open,
 *  and write into its folder to the last. */
function start(t, env, ...words) {
  const program = spawn(PROGRAM, words, { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'pipe'] })
  program.said = ''
  program.stderr.on('data', (text) => (program.said += text))
  program.ended = new Promise((done) => program.once('close', done))
  later(t, () => (program.kill(), program.ended))
  return program
}

/** Stands in for the user's browser and file manager; what was opened, one a line. */
function opener(own, env) {
  const opened = join(own, 'opened')
  const program = join(own, 'xdg-open')
  writeFileSync(program, `#!/bin/sh\nprintf '%s\\n' "$1" >> '${opened}'\n`)
  chmodSync(program, 0o755)
  env.PATH = `${own}:${process.env.PATH}`
  return () => (existsSync(opened) ? readFileSync(opened, 'utf8').trim().split('\n') : [])
}

/** The X window with such a title; null when there is none. */
function seen(shown, title) {
  try {
    return hands(shown, 'search', '--onlyvisible', '--name', title).split('\n').at(-1)
  } catch {
    return null
  }
}

/** The X window of the program; it has the keyboard then. */
async function inFront(shown, title = '^Hooktrail$') {
  const id = await until(`a window ${title}`, () => seen(shown, title))
  hands(shown, 'windowfocus', '--sync', id)
  return id
}

/** Answers the dialog that asks where to save. */
async function saveAs(shown, path) {
  await inFront(shown, 'Hooktrail: save as')
  hands(shown, 'key', 'ctrl+a')
  hands(shown, 'type', path)
  await until('the name to be taken', () => {
    hands(shown, 'key', 'Return')
    return !seen(shown, 'Hooktrail: save as')
  })
  await until('the file', () => existsSync(path))
}

test('without a display, and with one that nobody shows, there is one sentence, and it says what to do', () => {
  const { DISPLAY, WAYLAND_DISPLAY, ...env } = process.env
  for (const display of [{}, { DISPLAY: '' }, { DISPLAY: ':65000' }, { WAYLAND_DISPLAY: 'nobody', XDG_RUNTIME_DIR: '/nowhere' }]) {
    const { status, stdout, stderr } = spawnSync(PROGRAM, [], { env: { ...env, ...display }, encoding: 'utf8' })
    assert.equal(status, 1, JSON.stringify(display))
    assert.equal(stdout, '')
    assert.match(stderr, /^[^\n]*`hooktrail serve`[^\n]*\n$/)
  }
  assert.equal(spawnSync(PROGRAM, ['--frobnicate'], { env }).status, 2)
})

test('what cannot be opened is said in a dialog and on standard error, and the program ends plainly', async (t) => {
  const cases = [
    ['a database that is none', (data) => (mkdirSync(data), writeFileSync(join(data, 'hooktrail.db'), 'garbage')), /hooktrail\.db cannot be opened: it is no database/],
    ['a file for a folder', (data) => writeFileSync(data, 'mine'), /data cannot be used: it is a file/],
    ['a folder in which nothing can be made', () => ({ HOOKTRAIL_DATA_DIR: '/proc/sys' }), /\/proc\/sys cannot be used: /],
    ['a port that is none', () => ({ HOOKTRAIL_PORT: 'many' }), /HOOKTRAIL_PORT: many is no port/],
  ]
  for (const [what, broken, said] of cases) {
    const { env, data } = await place(t)
    const program = start(t, { ...env, ...broken(data) })
    await inFront(env.DISPLAY, 'Hooktrail cannot start')
    assert.equal(program.exitCode, null, `${what}: it waits until that is read`)
    await until('nothing but that to be shown', () => !seen(env.DISPLAY, '^Hooktrail$'))
    hands(env.DISPLAY, 'key', 'Return')
    assert.equal(await program.ended, 1, `${what}: ${program.said}`)
    assert.match(program.said, said, what)
    assert.ok(!program.said.includes('panicked'), program.said)
  }
})

test('size and place are those of the last time', async (t) => {
  const { env, data } = await place(t)
  const program = start(t, env)
  await receiver(data)
  assert.equal(statSync(data).mode & 0o777, 0o700, 'nobody else reads what lies there')
  const id = await inFront(env.DISPLAY)
  hands(env.DISPLAY, 'windowsize', '--sync', id, '1111', '777')
  hands(env.DISPLAY, 'windowmove', '--sync', id, '60', '40')
  hands(env.DISPLAY, 'windowfocus', '--sync', id)
  hands(env.DISPLAY, 'key', 'ctrl+q')
  assert.equal(await program.ended, 0, program.said)

  start(t, env)
  await receiver(data)
  const again = await inFront(env.DISPLAY)
  await until('the old place', () => /Position: 60,40[^]*Geometry: 1111x777/.test(hands(env.DISPLAY, 'getwindowgeometry', again)))
})

test('a window that filled the screen fills it the next time, and goes back to its own size', async (t) => {
  const { env, data } = await place(t)
  await manager(t, env.DISPLAY)
  const filled = (id) => /Geometry: 1[56]\d\dx(9\d\d|1000)/.test(hands(env.DISPLAY, 'getwindowgeometry', id))
  const first = await window(t, env)
  const id = await inFront(env.DISPLAY)
  hands(env.DISPLAY, 'windowsize', '--sync', id, '1111', '777')
  await until('the program to see that', () => first.run(() => innerWidth === 1111))
  assert.ok(!filled(id))
  hands(env.DISPLAY, 'key', 'ctrl+alt+x')
  await until('the whole screen', () => filled(id))
  await until('the program to see that', () => first.run(() => innerWidth > 1500))
  hands(env.DISPLAY, 'windowfocus', '--sync', id)
  hands(env.DISPLAY, 'key', 'ctrl+q')
  await until('its place to be kept', () => {
    const kept = join(data, 'window', 'place.json')
    return existsSync(kept) && readFileSync(kept).length > 0
  })
  await first.end()

  start(t, env)
  await receiver(data)
  const again = await inFront(env.DISPLAY)
  await until('the whole screen again', () => filled(again))
  hands(env.DISPLAY, 'key', 'ctrl+alt+x')
  await until('its own size', () => /Geometry: 1111x777/.test(hands(env.DISPLAY, 'getwindowgeometry', again)))
})

test('the page is drawn larger and smaller by key, and as large the next time', async (t) => {
  const { env, data } = await place(t)
  const first = await window(t, env)
  await first.element('main')
  await inFront(env.DISPLAY)
  const wide = () => first.run(() => innerWidth)
  const own = await wide()
  const press = async (key, holds) => {
    const before = await wide()
    hands(env.DISPLAY, 'key', key)
    await until(`${key} to do something`, async () => (await wide()) !== before)
    assert.ok(holds(await wide(), before), `${key}: ${before} to ${await wide()}`)
  }
  const step = (now, before) => Math.abs(now * 1.1 - before) < 3
  await press('ctrl+equal', step)
  await press('ctrl+minus', (now, before) => step(before, now))
  await press('ctrl+plus', step)
  hands(env.DISPLAY, 'key', 'ctrl+0')
  await until('its own size', async () => (await wide()) === own)
  await press('ctrl+plus', step)
  const larger = await wide()
  hands(env.DISPLAY, 'key', 'ctrl+q')
  await first.end()

  const again = await window(t, env)
  await again.element('main')
  await until('the size of the last time', () => again.run((larger) => innerWidth === larger, larger))
})

test('a second start for the same data ends at once; for other data it is another window', async (t) => {
  const { env, own, data } = await place(t)
  env.DBUS_SESSION_BUS_ADDRESS = await bus(t, own)
  const first = start(t, env)
  await receiver(data)
  await inFront(env.DISPLAY)
  const second = start(t, env)
  assert.equal(await second.ended, 0, second.said)
  assert.equal(first.exitCode, null)
  const other = join(own, 'other')
  const third = start(t, { ...env, HOOKTRAIL_DATA_DIR: other })
  await receiver(other)
  assert.equal(third.exitCode, null)
})

/** The environment of the process that draws the page. */
async function drawing(program) {
  const children = `/proc/${program.pid}/task/${program.pid}/children`
  return await until('what draws the page', () => {
    // One that ends meanwhile is none.
    try {
      const page = readFileSync(children, 'utf8').trim().split(' ').find((id) => readFileSync(`/proc/${id}/comm`, 'utf8').startsWith('WebKitWebProces'))
      return page && readFileSync(`/proc/${page}/environ`, 'utf8').split('\0')
    } catch {
      return null
    }
  })
}

test('safe drawing, and a machine that has no graphics, tell WebKit so; its own words count before that', async (t) => {
  const { env, data } = await place(t)
  const SAFE = ['WEBKIT_DISABLE_DMABUF_RENDERER=1', 'WEBKIT_DISABLE_COMPOSITING_MODE=1']
  const nodes = existsSync('/dev/dri') ? readdirSync('/dev/dri') : []
  const accelerated = nodes.some((name) => name.startsWith('renderD')) || ['nvidiactl', 'dxg', 'mali0', 'kgsl-3d0', 'galcore', 'nvhost-ctrl-gpu'].some((name) => existsSync(`/dev/${name}`))
  const cases = [
    ['--safe-render', {}, true],
    [null, {}, !accelerated],
    [null, { WEBKIT_DISABLE_COMPOSITING_MODE: '0' }, false],
    [null, { WEBKIT_WEB_RENDER_DEVICE_FILE: '/dev/dri/renderD129' }, false],
    [null, { WEBKIT_DISABLE_DMABUF_RENDERER: '1' }, !accelerated],
    ['--safe-render', { WEBKIT_DISABLE_COMPOSITING_MODE: '0' }, true],
  ]
  for (const [index, [word, own, safe]] of cases.entries()) {
    const program = start(t, { ...env, ...own, HOOKTRAIL_DATA_DIR: `${data}${index}` }, ...(word ? [word] : []))
    const around = await drawing(program)
    const said = JSON.stringify([word, own])
    for (const wanted of SAFE) assert.equal(around.includes(wanted), safe || Object.entries(own).some((pair) => pair.join('=') === wanted), `${said}: ${wanted}`)
    await inFront(env.DISPLAY)
    program.kill()
    await program.ended
  }
})

test('a web link goes to the browser, nothing from elsewhere comes into the window', async (t) => {
  const { env, own } = await place(t)
  const opened = opener(own, env)
  const page = await window(t, env)
  await page.element('main')

  const follow = async (href, target) => {
    await page.run((href, target) => {
      const link = Object.assign(document.createElement('a'), { id: 'link', href, target, textContent: href })
      link.style = 'position: fixed; top: 0; left: 0; z-index: 9'
      document.querySelector('#link')?.remove()
      document.body.append(link)
    }, href, target)
    await page.click('#link')
  }
  await follow('https://example.com/a?b=c', '')
  await until('the first link', () => opened().length === 1)
  await follow('file:///etc/passwd', '')
  await follow('https://example.com/new', '_blank')
  await until('the second link', () => opened().length === 2)
  assert.deepEqual(opened(), ['https://example.com/a?b=c', 'https://example.com/new'])
  assert.match(await page.run(() => location.href), /^tauri:/)

  const seen = await page.run(() => {
    const style = Object.assign(document.createElement('style'), { textContent: '#p { color: rgb(1, 2, 3) }', nonce: document.querySelector('style').nonce })
    const foreign = Object.assign(document.createElement('style'), { textContent: '#p { color: rgb(4, 5, 6) !important }' })
    const script = Object.assign(document.createElement('script'), { textContent: 'window.ran = true' })
    const sheet = new CSSStyleSheet()
    sheet.replaceSync('#p { outline: 7px solid }')
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
    const line = Object.assign(document.createElement('p'), { id: 'p' })
    document.body.append(style, foreign, script, line)
    const { color, outlineWidth } = getComputedStyle(line)
    return { styled: color === 'rgb(1, 2, 3)', outlineWidth, ran: window.ran === true }
  })
  assert.deepEqual(seen, { styled: true, outlineWidth: '7px', ran: false })
  await page.run(() => {
    window.kept = []
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => window.kept.push(effectiveDirective))
    fetch('https://example.com/').catch(() => {})
    new Image().src = 'https://example.com/x.png'
  })
  await until('both to be kept out', () => page.run(() => window.kept.includes('connect-src') && window.kept.includes('img-src')))
})

test('who closes the window with something half written is asked first, also by the menu, and may stay', async (t) => {
  const { env, data } = await place(t)
  const shown = env.DISPLAY
  await manager(t, shown)
  const page = await window(t, env)
  await post(await receiver(data), instagram({ message: { mid: 'm1', text: 'Hello' } }), 's')
  const { pid } = JSON.parse(readFileSync(join(data, 'control.json'), 'utf8'))
  const question = () => page.run(() => document.querySelector('dialog[aria-label="Close Hooktrail?"]')?.textContent ?? null)
  // As the window manager's own key for it does.
  const leave = () => hands(shown, 'key', 'ctrl+alt+Escape')
  await inFront(shown)
  await page.click('[data-testid=nav-captures]')
  await page.click('[data-thing="capture:1"]')
  await page.click('[title="Edit and resend (e)"]')
  await page.type('[data-testid=edit-path]', '/elsewhere')
  for (const close of [leave, () => hands(shown, 'key', 'ctrl+q')]) {
    close()
    assert.match(await until('the question', question), /The edit of capture #1 is nowhere else: closing loses it/)
    assert.equal(await page.run(() => document.activeElement.textContent), 'Stay')
    hands(shown, 'key', 'Return')
    await until('the question to go', async () => (await question()) === null)
    assert.equal(await page.run(() => document.querySelector('[data-testid=edit-path]').value), '/elsewhere')
  }
  leave()
  await until('the question', question)
  await page.click('[data-testid=confirm-leave]').catch(() => {})
  await until('the program to end', () => !existsSync(`/proc/${pid}`) || readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z '))
})

test('keys work at once; the menu and the dialogs of the system do what the page can', async (t) => {
  const { env, own, data } = await place(t)
  const opened = opener(own, env)
  start(t, env)
  const shown = env.DISPLAY
  await receiver(data)
  const press = (...keys) => hands(shown, 'key', ...keys)
  const captures = () => spawnSync(CLI, ['list', 'captures', '--json', '--data-dir', data], { encoding: 'utf8' }).stdout

  await inFront(shown)
  await until('the page to hear the menu', () => {
    press('alt+f', 'Return')
    return captures() !== ''
  })
  press('alt+f', 'Down', 'Down', 'Down', 'Down', 'Return')
  await until('the data folder to open', () => opened().includes(data))

  press('ctrl+k')
  hands(shown, 'type', 'save names')
  press('Return')
  await inFront(shown, 'Hooktrail: save as')
  await until('the dialog to go', () => {
    press('Escape')
    return !seen(shown, 'Hooktrail: save as')
  })
})

test('what is saved by the dialog of the system has the exact bytes', async (t) => {
  const { env, own, data } = await place(t)
  const page = await window(t, env)
  const address = await receiver(data)
  const body = Buffer.concat([Buffer.from('{"a":"caf\\u00e9 \\/",\r\n  "n":50007000000006017}\t'), Buffer.from([0xff, 0x00, 0x0a])])
  assert.equal(await post(address, body), 200)
  await page.click('[data-testid=nav-captures]')
  await page.click('[data-testid=capture-row]')
  const saved = join(own, 'as it came.json')
  await page.run(() => document.querySelector('[data-testid=capture-row]').dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true, clientX: 300, clientY: 300 })))
  await until('the menu', () => page.run(() => {
    const item = [...document.querySelectorAll('[role=menuitem]')].find((item) => /Save as a file/.test(item.textContent))
    item?.click()
    return item !== undefined
  }))
  await saveAs(env.DISPLAY, saved)
  await until('word of it', () => page.run(() => document.querySelector('[data-testid=said]')?.textContent.includes('as it came.json')))
  assert.deepEqual(readFileSync(saved), body)
})

test('a document that was fetched is saved by the dialog of the system too', async (t) => {
  const { env, own, data } = await place(t)
  const bytes = Buffer.from([0x25, 0x50, 0x44, 0x46, 0xff, 0x00, 0x0d, 0x0a])
  const cdn = createServer((request, response) => response.writeHead(200, { 'content-type': 'application/pdf' }).end(bytes))
  await new Promise((done) => cdn.listen(0, '127.0.0.1', done))
  later(t, () => cdn.close())
  const page = await window(t, env)
  const url = `http://127.0.0.1:${cdn.address().port}/bill.pdf`
  assert.equal(await post(await receiver(data), instagram({ message: { mid: 'm1', attachments: [{ type: 'file', payload: { url } }] } }), 's'), 200)
  await page.click('[data-testid=conversation-row]')
  await page.click('[data-testid=attachment] button.button')
  await page.click('[data-testid=attachment-save]')
  const saved = join(own, 'the bill.pdf')
  await saveAs(env.DISPLAY, saved)
  await until('word of it', () => page.run(() => document.querySelector('[data-testid=said]')?.textContent.includes('the bill.pdf')))
  assert.deepEqual(readFileSync(saved), bytes)
})

test('About says which program this is and where its things are', async (t) => {
  const { env, own, data } = await place(t)
  const opened = opener(own, env)
  const page = await window(t, env)
  await receiver(data)
  await page.element('main')
  await inFront(env.DISPLAY)
  await until('the menu to open it', () => {
    hands(env.DISPLAY, 'key', 'alt+h', 'Up', 'Return')
    return page.run(() => document.querySelector('[data-testid=about] dd') !== null)
  })
  const lines = await page.run(() => Object.fromEntries([...document.querySelectorAll('[data-testid=about] dt')].map((name) => [name.textContent, name.nextElementSibling.textContent])))
  const version = spawnSync(CLI, ['--version'], { encoding: 'utf8' }).stdout.trim().split(' ').at(-1)
  assert.deepEqual([lines.Version, lines.Program, lines['Data folder'], lines.Database], [version, PROGRAM, data, join(data, 'hooktrail.db')])
  for (const name of ['System', 'SQLite', 'License']) assert.ok(lines[name], name)
  assert.match(Object.entries(lines).map(String).join(' '), /WebKitGTK \d+\.\d+/)
  await page.run(() => [...document.querySelectorAll('dialog button, [role=dialog] button')].find((button) => button.textContent === 'Open the data folder').click())
  await until('the folder', () => opened().includes(data))
})

test('the Edit menu does with a field what its words say', async (t) => {
  const { env, data } = await place(t)
  const page = await window(t, env)
  await post(await receiver(data), '{}')
  await page.click('[data-testid=nav-captures]')
  await page.element('[data-testid=capture-row]')
  await page.click('[data-testid=filter]')
  await inFront(env.DISPLAY)
  const field = () => page.run(() => document.querySelector('[data-testid=filter]').value)
  const choose = (title) => {
    const down = ['Undo', 'Redo', 'Cut', 'Copy', 'Paste', 'Select all'].indexOf(title)
    hands(env.DISPLAY, 'key', 'alt+e', ...Array(down).fill('Down'), 'Return')
  }
  hands(env.DISPLAY, 'type', 'hello')
  await until('the words', async () => (await field()) === 'hello')
  choose('Select all')
  await until('all to be selected', () => page.run(() => document.activeElement.selectionEnd - document.activeElement.selectionStart === 5))
  choose('Copy')
  choose('Paste')
  choose('Paste')
  await until('it twice', async () => (await field()) === 'hellohello')
  choose('Undo')
  await until('it once', async () => (await field()) === 'hello')
  choose('Redo')
  await until('it twice again', async () => (await field()) === 'hellohello')
  choose('Select all')
  choose('Cut')
  await until('nothing', async () => (await field()) === '')
  choose('Paste')
  await until('what was cut', async () => (await field()) === 'hellohello')
})

/** A window that hears from a bus of its own, what that bus heard of notifications, and a way to ask the owner. */
async function listening(t) {
  const { env, own, data } = await place(t)
  env.DBUS_SESSION_BUS_ADDRESS = await bus(t, own)
  const monitor = spawn('dbus-monitor', ['--address', env.DBUS_SESSION_BUS_ADDRESS, "interface='org.freedesktop.Notifications'"], { stdio: ['ignore', 'pipe', 'ignore'] })
  later(t, () => monitor.kill())
  let heard = ''
  monitor.stdout.on('data', (text) => (heard += text))
  await until('the monitor to listen', () => heard !== '')
  const program = start(t, env)
  const address = await receiver(data)
  const control = JSON.parse(readFileSync(join(data, 'control.json'), 'utf8'))
  const ask = (command, body) => fetch(`${control.address}/rpc/${command}`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${control.token}` }, body: JSON.stringify(body) })
  return { program, address, data, ask, heard: () => heard }
}

test('a forward that failed for good is told to the system, once somebody wants it', async (t) => {
  const { address, data, ask, heard } = await listening(t)
  assert.equal((await ask('settings_put', { notifyFailures: true })).status, 200)
  const rule = spawnSync(CLI, ['rules', 'add', '--to', 'http://127.0.0.1:9/hook', '--name', 'staging', '--data-dir', data], { encoding: 'utf8' })
  assert.equal(rule.status, 0, rule.stderr)
  await post(address, instagram({ message: { mid: 'm1', text: 'a secret word' } }), 's')
  await until('the word', () => /member=Notify[^]*A forward failed: staging/.test(heard()))
  assert.doesNotMatch(heard(), /secret word/)
})

/** Messages that the business wrote just now, in one request. */
function stuck(mids) {
  const at = Date.now()
  const all = mids.map((mid) => JSON.parse(instagram({ message: { mid, text: `a secret word, ${mid}`, is_echo: true } }, { outbound: true, at })))
  return JSON.stringify({ object: 'instagram', entry: all.flatMap(({ entry }) => entry) })
}

test('messages that are stuck are told to the system together, with the name of the rule', async (t) => {
  const { address, ask, heard } = await listening(t)
  const made = await ask('time_rule_put', { name: 'Nobody looks', state: 'accepted', after: '1 s', notify: true, confirmed: false })
  assert.equal(made.status, 200)
  await post(address, stuck(['m1', 'm2', 'm3']), 's')
  await until('the word', () => /member=Notify[^]*Nobody looks[^]*3 messages accepted and nothing more for longer than 1 s/.test(heard()))
  assert.doesNotMatch(heard(), /secret word/)
  assert.equal(heard().match(/member=Notify/g).length, 1)
})

test('where nothing shows notifications, one connection stays however many words are refused', async (t) => {
  const { program, address, ask, heard } = await listening(t)
  for (const name of ['One', 'Two', 'Three']) assert.equal((await ask('time_rule_put', { name, state: 'accepted', after: '1 s', notify: true, confirmed: false })).status, 200)
  await post(address, stuck(['m1']), 's')
  await until('all three words', () => heard().match(/member=Notify/g)?.length === 3)
  const threads = readdirSync(`/proc/${program.pid}/task`).map((id) => readFileSync(`/proc/${program.pid}/task/${id}/comm`, 'utf8').trim())
  assert.equal(threads.filter((name) => name === 'clicks').length, 1)
})

test('a click leads to what was shown last where the desktop began to count anew', async (t) => {
  const { env, own, data } = await place(t)
  env.DBUS_SESSION_BUS_ADDRESS = await bus(t, own)
  const before = await notifications(t, env)
  const page = await window(t, env)
  const address = await receiver(data)
  const control = JSON.parse(readFileSync(join(data, 'control.json'), 'utf8'))
  const put = await fetch(`${control.address}/rpc/settings_put`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${control.token}` }, body: '{"notifyFailures":true}' })
  assert.equal(put.status, 200)
  const cli = (...words) => assert.equal(spawnSync(CLI, [...words, '--data-dir', data]).status, 0, words[0])
  cli('rules', 'add', '--to', 'http://127.0.0.1:9/hook', '--name', 'staging')
  await page.element('main')
  await post(address, instagram({ message: { mid: 'm0', text: 'Hi' } }), 's')
  assert.match((await before.next()).summary, /A forward failed/)
  await before.end()
  cli('rules', 'remove', '1')
  const desktop = await notifications(t, env)
  cli('time-rules', 'add', '--after', '1s', '--name', 'One', '--filter', 'm1')
  await post(address, stuck(['m1']), 's')
  const told = await desktop.next()
  assert.deepEqual([told.id, told.summary], [1, 'One'])
  desktop.click(told.id)
  await until('the message', () => page.run(() => document.querySelector('[data-message=m1][aria-current=true]') !== null))
})

test('a click on a notification leads to the message, or to the rule where it tells of several', async (t) => {
  const { env, own, data } = await place(t)
  env.DBUS_SESSION_BUS_ADDRESS = await bus(t, own)
  const desktop = await notifications(t, env)
  const page = await window(t, env)
  const address = await receiver(data)
  await page.element('main')
  const add = (name, filter) => spawnSync(CLI, ['time-rules', 'add', '--after', '1s', '--name', name, '--filter', filter, '--data-dir', data], { encoding: 'utf8' })
  for (const [name, filter] of [['One', 'm1'], ['Several', '']]) assert.equal(add(name, filter).status, 0, name)
  await post(address, stuck(['m1', 'm2']), 's')
  const told = [await desktop.next(), await desktop.next()]
  const { One: one, Several: several } = Object.fromEntries(told.map((word) => [word.summary, word]))
  assert.deepEqual([one.body, one.actions], ['1 message accepted and nothing more for longer than 1 s.', ['default', 'Open']])
  assert.equal(several.body, '2 messages accepted and nothing more for longer than 1 s.')

  await page.click('[data-testid=nav-settings]')
  desktop.click(one.id)
  await until('the message', () => page.run(() => document.querySelector('[data-message=m1][aria-current=true]') !== null))
  desktop.click(several.id)
  await until('the rule', () => page.run(() => document.querySelectorAll('[data-testid=fired-row]').length === 2))
  assert.equal(await page.run(() => document.querySelector('#time-rule-name').value), 'Several')
})
