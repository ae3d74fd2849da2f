// A replay that the end of the program interrupted goes on in the window, with what is not kept of it given again.

import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { test as run } from 'node:test'

import { ACCOUNT, PEER, ailments, ask, instagram, later, open, post, serve, timeout, unfit } from './rig.mjs'

const said = (n) => instagram({ message: { mid: `m${n}`, text: `Message ${n}` } }, { at: Date.now() - 60_000 + n * 100 })

/** A server that holds its answers back until it is told to give them; `began` once it got a request. */
async function holding(t) {
  let held = []
  let begin
  const began = new Promise((done) => (begin = done))
  const server = createServer((request, response) => {
    request.resume()
    if (held) held.push(response)
    else response.end('ok')
    begin()
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  later(t, () => (server.closeAllConnections(), server.close()))
  const go = () => {
    for (const response of held) response.end()
    held = null
  }
  return { url: `http://127.0.0.1:${server.address().port}/hook`, began, go }
}

run('an interrupted replay asks for the address and the secret that are not kept, and goes on', { timeout }, async (t) => {
  const target = await holding(t)
  const first = await serve(t)
  const data = join(first.folder, 'data')
  for (const n of [1, 2, 3]) await post(first.receiver, said(n), 'app-secret')
  let page = await open(t, first.ui, { cut: true })
  await page.getByTestId('conversation-row').waitFor()
  const to = `${target.url}?token=hush-4711`
  await ask(page, 'replay_start', { items: [], conversation: { account: ACCOUNT, peer: PEER }, filter: '', limit: 0, to, secret: 'hush-0815', concurrency: 1, expect: [], confirmed: false })
  await target.began
  await first.kill()
  target.go()

  const { ui } = await serve(t, { data })
  page = await open(t, ui, { refused: true })
  await page.getByTestId('nav-deliveries').click()
  await page.getByTestId('part-replays').click()
  const row = page.getByTestId('replay-row')
  await row.getByText('interrupted').waitFor()
  await row.click({ button: 'right' })
  await page.getByRole('menuitem', { name: /^Resume/ }).click()
  const [again, resume] = [page.getByTestId('replay-again-to'), page.getByTestId('replay-resume')]
  await page.locator('[data-testid=replay-again-to]:focus').waitFor()
  assert.deepEqual([await ailments(page), await unfit(page)], [[], []])
  await again.fill('http://localhost:9/other')
  assert.ok(await resume.isDisabled(), 'the secret is missing')
  await page.getByTestId('replay-secret').fill('hush-0815')
  await resume.click()
  await page.getByText('nowhere else').waitFor()
  assert.equal(await again.getAttribute('aria-invalid'), 'true')
  assert.equal(await page.getByTestId('replay-secret').inputValue(), 'hush-0815', 'it was not wrong')
  await again.fill(target.url.concat('?token=***'))
  await resume.click()
  await page.getByText('type the secret there again').waitFor()
  assert.deepEqual([await ailments(page), await unfit(page)], [[], []])
  for (const width of [1440, 1024]) {
    await page.setViewportSize({ width, height: 700 })
    const [title, form] = await Promise.all([page.locator('.open .head > .grow').boundingBox(), page.locator('.open .head form').boundingBox()])
    assert.ok(title.y + title.height <= form.y, `what it is of stands above what it asks for at ${width} px`)
  }
  await again.fill(to)
  await resume.click()
  await row.getByText('3 of 3').waitFor()
  await row.getByText('done').waitFor()
  assert.ok(!(await page.content()).match(/hush-(4711|0815)/), 'no secret stands on the screen')
})
