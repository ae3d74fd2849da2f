// The main job in the real window.

import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { instagram, post, sign, sink } from '../e2e/rig.mjs'
import { PATIENCE, display, folder, receiver, until, window } from './rig.mjs'

test('a signed payload is received, read and sent again from the real window', { timeout: 4 * PATIENCE }, async (t) => {
  const data = join(folder(t), 'data')
  const env = { DISPLAY: await display(t), HOOKTRAIL_DATA_DIR: data, HOOKTRAIL_PORT: '0', HOOKTRAIL_APP_SECRET: 'app-secret' }
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
  if (process.env.PICTURE) writeFileSync(process.env.PICTURE, Buffer.from(await page.picture(), 'base64'))
})
