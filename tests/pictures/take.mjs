// Takes a picture of every view, dark and light, large and small, of a `hooktrail serve` with a small day's traffic in it.
// `make screenshots` puts them into ui/screenshots; README shows three.

import { createServer } from 'node:http'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { ACCOUNT, instagram, open, post, serve } from '../e2e/rig.mjs'

const into = fileURLToPath(new URL('../../ui/screenshots', import.meta.url))
const SECRET = 'app-secret'
const LOOKS = [
  { colorScheme: 'dark', width: 1440, height: 900 },
  { colorScheme: 'light', width: 1440, height: 900 },
  { colorScheme: 'dark', width: 1024, height: 700 },
  { colorScheme: 'light', width: 1024, height: 700 },
]

/** A dev server that is well, but for one event. */
async function target(t) {
  const server = createServer((request, response) => {
    const chunks = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      const bad = Buffer.concat(chunks).includes('blue mug')
      response.writeHead(bad ? 500 : 200, { 'content-type': 'application/json' }).end(bad ? '{"error":"no such product"}' : '{"received":true}')
    })
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  t.after(() => server.close())
  return `http://127.0.0.1:${server.address().port}/hooks/meta`
}

test('pictures', { timeout: 300_000 }, async (t) => {
  mkdirSync(into, { recursive: true })
  const { receiver, ui } = await serve(t, { secret: SECRET })
  const page = await open(t, ui)
  /** Asks as the page does. */
  const ask = (command, request) =>
    page.evaluate(async ([command, request]) => {
      const answer = await fetch(`/rpc/${command}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(request) })
      if (!answer.ok) throw new Error(`${command}: ${await answer.text()}`)
      return answer.json()
    }, [command, request])
  const shot = async (name) => {
    for (const { colorScheme, width, height } of LOOKS) {
      await page.setViewportSize({ width, height })
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.evaluate(() => document.fonts.ready)
      await page.screenshot({ path: join(into, `${name}-${colorScheme}-${width}.png`), animations: 'disabled' })
    }
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  }
  const go = (view) => page.getByTestId(`nav-${view}`).click()

  await page.getByText('Nothing received yet').waitFor()
  await shot('first-run')

  // A small day.
  const dev = await target(t)
  const now = Date.now()
  const MAYA = '7001000000000011'
  const say = (event, at, options) => post(receiver, instagram(event, { at: now + at, ...options }), SECRET)
  await ask('directory_put', { platform: 'instagram', account: ACCOUNT, handle: 'north.store', name: 'North Store' })
  for (const [peer, handle] of [[MAYA, 'maya.klein'], ['7001000000000022', 'd.okafor'], ['7001000000000033', 'lena.s']])
    await ask('directory_put', { platform: 'instagram', account: ACCOUNT, peer, handle, dtCustomerId: `customer_${handle.replace('.', '')}${'Q3vT81xkLm'.slice(0, 4)}` }).catch(() => ask('directory_put', { platform: 'instagram', account: ACCOUNT, peer, handle }))
  await ask('scenario_send', { id: 'whatsapp-journey', name: 'Jonas Weber', peer: '4915550000044' })
  await ask('scenario_send', { id: 'whatsapp-fails', name: 'Noa Levi', peer: '4915550000055' })
  await ask('scenario_send', { id: 'messenger-delivered' })
  await ask('scenario_send', { id: 'instagram-read-first', account: ACCOUNT, peer: '7001000000000022' })
  await ask('scenario_send', { id: 'instagram-story', account: ACCOUNT, peer: '7001000000000033' })
  await say({ message: { mid: 'aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEOjE', text: 'Hi! Is the blue mug back in stock? ☕' } }, -2_600_000)
  await say({ message: { mid: 'aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEOjI', text: 'Yes, since this morning. Shall I put one aside?', is_echo: true } }, -2_558_000, { outbound: true })
  await say({ read: { mid: 'aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEOjI' } }, -2_530_000)
  await say({ message: { mid: 'aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEOjM', text: 'Two please, one is a present 🎁', reply_to: { mid: 'aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEOjI' } } }, -2_480_000)
  await say({ message: { mid: 'aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEOjQ', text: 'Done. They wait for you under “Maya”.', is_echo: true } }, -2_440_000, { outbound: true })
  await say({ reaction: { mid: 'aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEOjQ', action: 'react', reaction: 'love', emoji: '❤' } }, -2_400_000)
  await say({ read: { mid: 'aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEOjQ' } }, -2_385_000)
  await say({ message: { mid: 'aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEOjU', text: 'Can I pick them up on Saturday?' } }, -1_000_000)
  await say({ message: { mid: 'aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEOjY', text: 'We open at 10 on Saturdays, see you then 🙂', is_echo: true } }, -940_000, { outbound: true })
  await post(receiver, instagram({ message: { mid: 'm_forged', text: 'who am I' } }, { at: now - 500_000, peer: '7001000000000044' }), 'another secret')
  await post(receiver, '{"object":"instagram","entry":[{"id":"1",', SECRET)
  await ask('target_put', { name: 'dev server', url: dev })
  await ask('target_put', { name: 'staging', url: 'https://staging.example.com/webhooks/meta', formats: ['doubletick.message-status'] })
  await ask('rule_put', { name: 'messages to dev', filter: 'kind:message', targets: [{ to: 'dev server', formats: [] }], retry: 'meta', held: false, confirmed: false })
  await say({ message: { mid: 'aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEOjc', text: 'Perfect, thank you!' } }, -30_000)
  await ask('time_rule_put', { state: 'accepted', after: '1 h', notify: true, to: 'dev server', confirmed: false })
  const replay = await ask('replay_start', { items: [], conversation: { account: ACCOUNT, peer: MAYA }, filter: '', limit: 0, to: 'dev server', concurrency: 4, expect: [], confirmed: false, chaos: '7:dup=20%' })

  await go('conversations')
  await page.getByTestId('conversation-row').filter({ hasText: 'maya.klein' }).click()
  await page.locator('[data-testid=message]').filter({ hasText: 'They wait for you' }).locator('.bubble').click()
  await page.keyboard.press('3')
  await page.getByTestId('resend-url').fill('dev server')
  await page.getByTestId('resend-button').click()
  await page.getByTestId('resend-answer').getByText('200').first().waitFor()
  await shot('conversations')
  await page.keyboard.press('1')
  await page.getByTestId('conversation-row').filter({ hasText: 'd.okafor' }).click()
  await shot('conversation-odd')

  await go('captures')
  await page.getByTestId('capture-row').first().click()
  await shot('captures')
  await page.locator('[data-search]').first().fill('sig:invalid')
  await page.locator('[data-search]').first().press('Escape')
  await shot('captures-filtered')
  await page.locator('[data-search]').first().fill('')
  await page.locator('[data-search]').first().press('Escape')
  await page.getByTestId('capture-row').first().click()
  await page.keyboard.press('e')
  await page.locator('.cm-content').first().waitFor()
  await shot('edit')
  await page.keyboard.press('Escape')
  // Two of a kind, so that what differs is what matters.
  for (const nth of [0, 1]) {
    await page.getByTestId('capture-row').filter({ hasText: 'echo' }).nth(nth).click()
    await page.waitForFunction(() => document.querySelector('.inspector .bar code') !== null)
    await page.keyboard.press('m')
  }
  await page.getByTestId('compare-said').waitFor()
  await shot('compare')
  await page.getByRole('button', { name: 'as text' }).click()
  await page.locator('.cm-mergeView').waitFor()
  await shot('compare-text')
  await page.keyboard.press('Escape')
  await page.keyboard.press('l')
  await say({ message: { mid: 'aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEOjg', text: 'See you on Saturday' } }, -10_000)
  await page.getByText('1 new').waitFor()
  await shot('captures-paused')
  await page.keyboard.press('l')

  await go('deliveries')
  await page.getByTestId('attempt-row').first().click()
  await shot('attempts')
  await page.getByTestId('part-replays').click()
  await page.getByTestId('replay-row').first().click()
  await page.getByTestId('replay-row').first().getByText('done').waitFor()
  await shot('replays')
  await page.getByTestId('part-forwarding').click()
  await page.getByTestId('delivery-row').first().waitFor()
  await shot('forwarding')
  await page.getByTestId('part-targets').click()
  await page.getByTestId('target-row').first().click()
  await shot('targets')

  await go('conversations')
  await page.getByTestId('conversation-row').filter({ hasText: 'maya.klein' }).click()
  await page.getByTestId('replay-conversation').click()
  await page.getByTestId('replay-to').fill('dev server')
  await page.getByTestId('replay-preview').getByText('requests', { exact: false }).waitFor()
  await shot('replay')
  await page.keyboard.press('Escape')

  await go('insights')
  await page.getByText('Counting…').waitFor({ state: 'detached' })
  await shot('insights')
  await page.getByTestId('insights-part-rules').click()
  await page.getByTestId('time-rule-row').first().click()
  await shot('time-rules')
  await go('simulator')
  await page.getByTestId('scenario').filter({ hasText: 'Sent, delivered, read' }).click()
  await shot('simulator')
  await go('connect')
  await page.getByText('Meta verified the callback URL').waitFor()
  await shot('connect')
  await go('settings')
  await shot('settings')
  await page.keyboard.press('Control+k')
  await shot('palette')
  if (!replay.id) throw new Error('the replay did not start')
})
