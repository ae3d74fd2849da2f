// What did not go as it stands there: requests that were not kept, answers that may never have gone or point elsewhere.

import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { join } from 'node:path'
import test from 'node:test'

import { ailments, instagram, later, open, post, serve, timeout, unfit } from './rig.mjs'

test('requests that were not kept are told until one is, also to who opens the page later', { timeout }, async (t) => {
  const server = await serve(t)
  await post(server.receiver, instagram({ message: { mid: 'm1', text: 'kept' } }), 'app-secret')
  const page = await open(t, 'about:blank')
  const why = 'The database cannot be written: the disk is full; free some space.'
  let notKeeping = { count: 3, since: Date.UTC(2020, 5, 16, 14, 2, 11), why }
  await page.route('**/rpc/status_get', async (route) => {
    const answer = await route.fetch()
    const status = await answer.json()
    status.receiver = { ...status.receiver, unkept: 3, notKeeping }
    if (notKeeping) {
      // They were kept, and cannot be read while nothing can be written.
      status.counts.captures += 3
      status.backlog = 3
    }
    await route.fulfill({ response: answer, json: status })
  })
  await page.goto(server.ui)
  const banner = page.locator('.troubles')
  await banner.waitFor()
  assert.deepEqual(await banner.locator('p').allTextContents(), [`3 requests since 16 Jun 2020 14:02:11 could not be kept and were answered 503; Meta sends such again. ${why}`])
  const pill = page.locator('header .pill', { has: page.getByTestId('receiver-url') })
  assert.match(await pill.textContent(), /Not keeping what comes at/)
  assert.match(await page.locator('footer').textContent(), /4 captures\s+3 to process.*3 not kept/)
  assert.match(await page.getByTestId('nav-captures').textContent(), /Captures\s+1$/, 'as many as the list shows')
  assert.deepEqual([await ailments(page), await unfit(page)], [[], []])

  notKeeping = null
  await post(server.receiver, instagram({ message: { mid: 'm2', text: 'kept too' } }), 'app-secret')
  await banner.waitFor({ state: 'detached' })
  assert.doesNotMatch(await pill.textContent(), /Not keeping/)
  assert.match(await page.locator('footer').textContent(), /3 not kept/)
})

test('an answer that may never have gone is no plain 200 in the table and the summary', { timeout }, async (t) => {
  const first = await serve(t)
  const before = await open(t, first.ui, { cut: true })
  const late = { id: 'default', answer: { policy: { act: 'answer', status: 200, headers: [], body: '', delayMs: 600_000, first: null } } }
  await post(first.receiver, instagram({ message: { mid: 'm1', text: 'answered' } }), 'app-secret')
  assert.equal(await before.evaluate(async (late) => (await fetch('/rpc/source_put', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(late) })).status, late), 200)
  await before.getByTestId('nav-captures').click()
  const waiting = post(first.receiver, instagram({ message: { mid: 'm2', text: 'in flight' } }), 'app-secret').catch(() => 'cut')
  const rows = (page) => page.getByTestId('capture-row')
  await rows(before).nth(1).waitFor()
  await first.kill()
  assert.equal(await waiting, 'cut')

  const second = await serve(t, { data: join(first.folder, 'data') })
  const page = await open(t, second.ui)
  await page.getByTestId('nav-captures').click()
  const words = '200 was meant; whether it was sent is not known'
  await rows(page).nth(1).waitFor()
  assert.equal(await rows(page).first().getByTitle(words).textContent(), `200? ${words}`)
  assert.equal(await rows(page).nth(1).getByTitle(words).count(), 0)
  await rows(page).first().click()
  assert.equal(await page.getByTestId('unsent').textContent(), words)
  assert.deepEqual([await ailments(page), await unfit(page)], [[], []])
})

test('where an answer to a resend points is said, and that it was not followed', { timeout }, async (t) => {
  const server = await serve(t)
  await post(server.receiver, instagram({ message: { mid: 'm1', text: 'hello' } }), 'app-secret')
  const moved = createServer((request, response) => request.resume().on('end', () => response.writeHead(302, { location: '/login' }).end()))
  await new Promise((done) => moved.listen(0, '127.0.0.1', done))
  later(t, () => moved.close())
  const page = await open(t, server.ui)
  await page.getByTestId('conversation-row').first().click()
  await page.getByTestId('resend-url').fill(`http://127.0.0.1:${moved.address().port}/hook`)
  await page.getByTestId('resend-button').click()
  await page.getByTestId('resend-answer').getByText('points to /login, which was not followed').waitFor()
})

test('before anything was received, a program that is gone is not said to listen', { timeout }, async (t) => {
  const server = await serve(t)
  const page = await open(t, server.ui, { cut: true })
  await page.getByText('Hooktrail listens.').waitFor()
  await server.kill()
  for (const view of ['conversations', 'captures']) {
    await page.getByTestId(`nav-${view}`).click()
    await page.getByRole('heading', { name: 'This cannot be shown now' }).waitFor()
    assert.equal(await page.getByText('Hooktrail listens').count(), 0, view)
    assert.equal(await page.getByTestId('first-sample').count(), 0, view)
  }
  assert.deepEqual([await ailments(page), await unfit(page)], [[], []])
})

test('captures that are not processed yet are no “nothing received”', { timeout }, async (t) => {
  const server = await serve(t)
  const page = await open(t, 'about:blank')
  await page.route('**/rpc/status_get', async (route) => {
    const answer = await route.fetch()
    const status = await answer.json()
    status.counts.captures += 3
    status.backlog = 3
    await route.fulfill({ response: answer, json: status })
  })
  await page.goto(server.ui)
  await page.getByTestId('nav-captures').click()
  await page.getByRole('heading', { name: 'Nothing processed yet' }).waitFor()
  await page.getByText('3 captures are being processed.').waitFor()
})
