// What a conversation opens with: few messages at once, and as many as the view has room for.

import assert from 'node:assert/strict'
import { test as run } from 'node:test'

import { batch, open, post, serve, timeout } from './rig.mjs'

const test = (name, job) => run(name, { timeout }, job)
const message = (page, mid) => page.locator(`[data-testid=message][data-message="${mid}"]`)

/** A conversation of sixty messages in a view of that height, and what is asked for of it. */
async function opened(t, height) {
  const { receiver, ui } = await serve(t)
  await post(receiver, batch(60, Date.now() - 90_000_000), 'app-secret')
  const page = await open(t, ui)
  const asked = []
  page.on('request', (request) => request.url().endsWith('/rpc/timeline_get') && asked.push(request.postDataJSON()))
  // That it was looked at would be a change, and have it asked for again.
  await page.route('**/rpc/conversation_look', (route) => route.fulfill({ json: null }))
  await page.setViewportSize({ width: 1440, height })
  await page.getByTestId('conversation-row').click()
  await message(page, 'm59').waitFor()
  return { page, asked }
}

test('it opens with the newest twenty, and more come once somebody goes up', async (t) => {
  // Less than twice as high as the view: who scrolls up would be served already.
  const { page, asked } = await opened(t, 1_200)
  await page.getByTestId('pin').waitFor()
  assert.deepEqual(asked.map(({ limit, before }) => [limit, before]), [[20, undefined]])
  await page.locator('.timeline .items').hover()
  await page.mouse.wheel(0, -200)
  await message(page, 'm0').waitFor({ state: 'attached' })
  assert.equal(asked.filter(({ before }) => before).length, 1)
})

test('where twenty do not fill the view it is looked on at once', async (t) => {
  const { page } = await opened(t, 2_600)
  await message(page, 'm0').waitFor({ state: 'attached' })
})
