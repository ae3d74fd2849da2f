// The main job in the real window.

import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { instagram, post, serve, sign, sink } from '../e2e/rig.mjs'
import { PATIENCE, display, folder, receiver, until, window } from './rig.mjs'

test('a signed payload is received, read and sent again from the real window', { timeout: 4 * PATIENCE }, async (t) => {
  const data = join(folder(t), 'data')
  const env = { DISPLAY: await display(t), HOOKTRAIL_DATA_DIR: data, HOOKTRAIL_PORT: '0', HOOKTRAIL_APP_SECRET: 'app-secret' }
  // Without acceleration the driver never answers when it is asked for a picture.
  if (process.env.PICTURE) env.WEBKIT_DISABLE_COMPOSITING_MODE = '0'
  const page = await window(t, env)
  const target = await sink(t)

  const address = await receiver(data)
  await page.element('[data-testid=first-sample]')
  const body = instagram({ message: { mid: 'm1', text: 'caf\u00e9 \u{1F600} a/b' } })
  assert.ok(body.includes('caf\\u00e9 \\ud83d\\ude00 a\\/b'), 'as Meta writes it')
  assert.equal(await post(address, body, 'app-secret'), 200)

  await page.click('[data-testid=conversation-row]')
  assert.match(await page.text('[data-testid=message] .text'), /^café 😀 a\/b$/u)
  await until('the verdict', async () => /\bvalid\b/.test(await page.text('.inspector')))

  await page.type('[data-testid=resend-url]', target.url)
  await page.click('[data-testid=resend-signing] option[value="re-signed"]')
  await page.type('[data-testid=resend-secret]', 'their-secret')
  await page.click('[data-testid=resend-button]')
  const got = await target.next()
  assert.equal(got.body.toString(), body)
  assert.equal(got.headers['x-hub-signature-256'], sign('their-secret', got.body))
  await until('the answer', async () => (await page.text('[data-testid=resend-answer]')).includes('202'))

  // The editor makes its styles itself; the window's policy lets them be, and nothing else.
  await page.run(() => {
    window.violations = []
    document.addEventListener('securitypolicyviolation', (event) => window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`))
  })
  await page.click('[title="Edit and resend (e)"]')
  await page.element('[data-testid=editor] .cm-content')
  const look = await page.run(() => {
    const [scroller, key] = ['.cm-scroller', '.cm-line span'].map((css) => getComputedStyle(document.querySelector(`[data-testid=editor] ${css}`)))
    return { display: scroller.display, font: scroller.fontFamily, key: key.color, plain: getComputedStyle(document.body).color }
  })
  assert.equal(look.display, 'flex')
  assert.match(look.font, /JetBrains Mono/)
  await page.click('[data-testid=editor] .cm-content')
  await page.press('\uE009', '\uE010')
  await page.press(' ')
  await until('the edit', async () => (await page.text('[data-testid=edit-size]')).includes('now'))
  await page.press('\uE009', '\uE007')
  const edited = await target.next()
  assert.equal(edited.body.toString(), `${body} `, 'all but what was typed is as it came')
  assert.equal(edited.headers['x-hub-signature-256'], sign('their-secret', edited.body))
  const grounds = await page.run(() => ['dark', 'light', 'auto'].map((theme) => {
    document.documentElement.dataset.theme = theme
    return getComputedStyle(document.body).backgroundColor
  }))
  assert.deepEqual(grounds.slice(0, 2), ['rgb(14, 17, 21)', 'rgb(246, 247, 249)'], 'each theme has its colours')
  assert.deepEqual(await page.run(() => window.violations), [])
  await page.press('\uE00C')
  await page.run((text) => {
    const data = new DataTransfer()
    data.items.add(new File([text], 'dropped.json'))
    for (const kind of ['dragenter', 'dragover', 'drop']) document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }))
  }, body)
  await until('the file to be captured', () => page.run(() => document.querySelector('[data-testid=said]').textContent.includes('1 file captured')))
  await until('its row', () => page.run(() => document.querySelector('[data-testid=capture-row]')?.textContent.includes('dropped.json')))
  const refused = await page.run(() => {
    const style = document.head.appendChild(document.createElement('style'))
    style.textContent = 'body { opacity: 0.5 }'
    return getComputedStyle(document.body).opacity
  })
  assert.equal(refused, '1', 'a style without the nonce is none')

  await page.click('[data-testid=tab-headers]')
  await until('the place to be written', () => page.run(() => history.state?.tab === 'headers' && history.state.view === 'captures'))
  await page.run(() => {
    window.leaving = true
    location.reload()
  })
  const kept = () => !window.leaving && document.querySelector('[data-testid=nav-captures][aria-current=page]') !== null && document.querySelector('[data-testid=tab-headers][aria-selected=true]') !== null
  await until('the same place again', () => page.run(kept).catch(() => false))
  if (process.env.PICTURE) writeFileSync(process.env.PICTURE, Buffer.from(await page.picture(), 'base64'))
})

test('two bodies are compared beside the page, in the real window too', { timeout: 2 * PATIENCE }, async (t) => {
  const data = join(folder(t), 'data')
  const page = await window(t, { DISPLAY: await display(t), HOOKTRAIL_DATA_DIR: data, HOOKTRAIL_PORT: '0' })
  const address = await receiver(data)
  for (const leaf of [1, 2]) assert.equal(await post(address, '{"a":'.repeat(3_000) + leaf + '}'.repeat(3_000), 'app-secret'), 200)
  await page.click('[data-testid=nav-captures]')
  for (const id of [1, 2]) {
    await page.click(`[data-thing="capture:${id}"]`)
    await page.press('m')
  }
  assert.match(await page.text('[data-testid=compare-said]'), /^1 changed, 0 added, 0 removed/)
})

/** Adds up how much text the editors of the page are given to lay out. */
function watch() {
  window.laid = 0
  const seen = (records) => {
    for (const { target, addedNodes } of records) if (target.parentElement?.closest('.cm-editor')) for (const node of addedNodes) window.laid += node.textContent.length
  }
  new MutationObserver(seen).observe(document.body, { subtree: true, childList: true })
}

test('of one line of a megabyte the real window lays out what is near the sight, to read, to change and beside what came', { timeout: 3 * PATIENCE }, async (t) => {
  const data = join(folder(t), 'data')
  const page = await window(t, { DISPLAY: await display(t), HOOKTRAIL_DATA_DIR: data, HOOKTRAIL_PORT: '0' })
  assert.equal(await post(await receiver(data), 'lorem ipsum '.repeat(83_000), 'app-secret'), 200)
  await page.click('[data-testid=nav-captures]')
  await page.click('[data-thing="capture:1"]')
  await page.run(watch)
  let before = 0
  for (const [step, shown] of [
    ['[data-testid=tab-meta]', '[data-testid=editor] .cm-line'],
    ['[title="Edit and resend (e)"]', 'dialog [data-testid=editor] .cm-line'],
    ['[data-testid=beside]', '.cm-merge-b .cm-line'],
  ]) {
    await page.click(step)
    await page.element(shown)
    // What is laid out anew after it was measured comes with later frames: until two of them bring nothing.
    await page.wait(async (before) => {
      const frames = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))
      for (let was = -1; was !== window.laid || was === before; await frames()) was = window.laid
    }, before)
    const laid = await page.run(() => window.laid)
    assert.ok(laid > before + 5_000 && laid < before + 100_000, `${step} laid out ${laid - before} characters`)
    before = laid
  }
})

test('beside a running serve the window shows what that receives, and receives itself once that has ended', { timeout: 2 * PATIENCE }, async (t) => {
  const data = folder(t)
  const owner = await serve(t, { data })
  const page = await window(t, { DISPLAY: await display(t), HOOKTRAIL_DATA_DIR: data, HOOKTRAIL_PORT: '0', HOOKTRAIL_APP_SECRET: 'app-secret', DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' })
  const shown = (words) => until(words, () => page.run((words) => document.body.innerText.includes(words), words))
  const say = async (to, text) => {
    assert.equal(await post(to, instagram({ message: { mid: text, text } }), 'app-secret'), 200)
    await shown(text)
  }
  await say(owner.receiver, 'Received by serve')
  await owner.stop()
  await say(await receiver(data), 'Received by the window')
})
