// Sending again in all its ways: edited, wrongly signed, to other people's hosts, and better than the time before.

import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import test from 'node:test'

import { instagram, open, post, serve, sign, sink, timeout } from './rig.mjs'

async function opened(t) {
  const server = await serve(t)
  const body = instagram({ message: { mid: 'm1', text: 'caf\u00e9' } })
  await post(server.receiver, body, 'app-secret')
  const page = await open(t, server.ui)
  await page.getByTestId('conversation-row').first().click()
  await page.getByTestId('message').first().waitFor()
  return { server, body, page }
}

test('an edit is sent signed, linked, and leaves the capture as it is', { timeout }, async (t) => {
  const [{ body, page }, target] = [await opened(t), await sink(t)]
  await page.getByTestId('resend-url').fill(target.url)
  await page.getByTestId('resend-signing').selectOption('re-signed')
  await page.getByTestId('resend-secret').fill('theirs')
  await page.keyboard.press('Escape')
  await page.keyboard.press('e')
  const text = page.getByTestId('edit')
  assert.equal(await text.inputValue(), body)
  const changed = body.replace('caf\\u00e9', 'te\\u00e1')
  assert.notEqual(changed, body)
  await text.fill(changed)
  await page.getByTestId('resend-button').click()
  const got = await target.next()
  assert.equal(got.body.toString(), changed)
  assert.equal(got.headers['x-hub-signature-256'], sign('theirs', changed))

  await text.fill('{ broken')
  await page.getByText('No JSON:').waitFor()
  await page.getByText('give up').click()
  await page.getByTestId('resend-button').click()
  assert.equal((await target.next()).body.toString(), body)
  await page.getByTestId('nav-deliveries').click()
  await page.getByTestId('attempt-row').nth(1).click()
  await page.getByText('edited').waitFor()
})

test('a wrong signature passes when it is refused, and the verdict says what is better than before', { timeout }, async (t) => {
  const { page } = await opened(t)
  const secret = 'theirs'
  let works = true
  const server = createServer((request, response) => {
    const chunks = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      const good = request.headers['x-hub-signature-256'] === sign(secret, Buffer.concat(chunks))
      response.writeHead(works ? (good ? 200 : 401) : 500).end()
    })
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  await page.getByTestId('resend-url').fill(`http://127.0.0.1:${server.address().port}/`)
  const send = async (signing, status, verdict) => {
    await page.getByTestId('resend-signing').selectOption(signing)
    if (await page.getByTestId('resend-secret').isVisible()) await page.getByTestId('resend-secret').fill(secret)
    await page.getByTestId('resend-button').click()
    const answer = page.getByTestId('resend-answer')
    await answer.getByText(String(status)).waitFor()
    if (verdict) await answer.getByText(verdict).waitFor()
  }
  await send('re-signed', 200)
  works = false
  await send('re-signed', 500, 'regressed')
  works = true
  await send('re-signed', 200, 'fixed')
  await send('wrong: an altered byte', 401, 'still passing')
  await send('unsigned', 401, 'regressed')
})

test("customers' data go to a host of others only after one question", { timeout }, async (t) => {
  const { page } = await opened(t)
  await page.getByTestId('resend-url').fill('http://hooks.invalid/')
  await page.getByTestId('resend-button').click()
  await page.getByText("agree first that customers' data go there").waitFor()
  await page.getByText('Do not send').click()
  await page.getByTestId('resend-button').click()
  await page.getByTestId('confirm-host').click()
  await page.getByText('there is no host called hooks.invalid').waitFor()
  await page.getByTestId('resend-button').click()
  await page.getByTestId('resend-answer').getByText('still failing').waitFor()
})
