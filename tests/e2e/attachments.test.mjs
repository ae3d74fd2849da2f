// Attachments: cards, fetched only when asked for, and saved as they came.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { test as run } from 'node:test'

import { instagram, open, post, serve, timeout } from './rig.mjs'

const test = (name, job) => run(name, { timeout }, job)
const SECRET = 'app-secret'
const row = (page) => page.getByTestId('conversation-row')

test('an attachment is a card, and is asked for only when the user says so', async (t) => {
  const asked = []
  const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
  const cdn = createServer((request, response) => {
    asked.push(request.url)
    response.writeHead(200, { 'content-type': 'image/png' }).end(png)
  })
  await new Promise((done) => cdn.listen(0, '127.0.0.1', done))
  t.after(() => cdn.close())
  const at = `http://127.0.0.1:${cdn.address().port}`
  const { receiver, ui } = await serve(t)
  const image = (url) => ({ type: 'image', payload: { url } })
  await post(receiver, instagram({ message: { mid: 'pictures', attachments: [image(`${at}/mug.png?sig=1`), image(`${at}/other.png`)] } }), SECRET)
  const page = await open(t, ui)
  await row(page).click()
  const cards = page.getByTestId('attachment')
  await cards.nth(1).waitFor()
  assert.deepEqual(asked, [])
  await cards.nth(0).getByRole('button', { name: 'Fetch' }).click()
  await cards.nth(0).getByRole('img').waitFor()
  assert.equal(await cards.nth(0).getByRole('img').evaluate((picture) => picture.decode().then(() => picture.naturalWidth)), 1)
  assert.deepEqual(asked, ['/mug.png?sig=1'])
})

test('a document is fetched by a command, and saved as every other file is', async (t) => {
  const bytes = Buffer.from([0x25, 0x50, 0x44, 0x46, 0xff, 0x00, 0x0d, 0x0a])
  const cdn = createServer((request, response) => response.writeHead(200, { 'content-type': 'application/pdf' }).end(bytes))
  await new Promise((done) => cdn.listen(0, '127.0.0.1', done))
  t.after(() => cdn.close())
  const { receiver, ui } = await serve(t)
  await post(receiver, instagram({ message: { mid: 'm1', attachments: [{ type: 'file', payload: { url: `http://127.0.0.1:${cdn.address().port}/the%20bill.pdf?sig=1` } }] } }), SECRET)
  const page = await open(t, ui)
  await row(page).click()
  await page.getByTestId('attachment').waitFor()
  const command = async (words) => {
    await page.keyboard.press('Control+k')
    await page.getByLabel('What to do').fill(words)
    await page.keyboard.press('Enter')
  }
  await command('Fetch the file')
  await page.getByTestId('attachment').getByText('application/pdf').waitFor()
  const save = page.getByTestId('attachment-save')
  for (const how of [() => save.click(), () => command('Save the file')]) {
    const coming = page.waitForEvent('download')
    await how()
    const download = await coming
    assert.equal(download.suggestedFilename(), 'the bill.pdf')
    assert.deepEqual(readFileSync(await download.path()), bytes)
  }
  await page.getByTestId('said').getByText('Saved as the bill.pdf').waitFor()
})
