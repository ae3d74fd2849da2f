// Bodies that are very large, very deep or without a break: the page goes on answering, and says what it does not show.

import assert from 'node:assert/strict'
import { test as run } from 'node:test'

import { instagram, open, post, serve, sink, timeout } from './rig.mjs'

const test = (name, job) => run(name, { timeout }, job)
const SECRET = 'app-secret'
/** A page with the captures of these bodies, the first of them chosen. */
async function captured(t, bodies) {
  const { receiver, ui } = await serve(t)
  for (const body of bodies) await post(receiver, body, SECRET)
  const page = await open(t, ui)
  await page.getByTestId('nav-captures').click()
  await choose(page, 1)
  return page
}
async function choose(page, id) {
  await page.locator(`[data-thing="capture:${id}"]`).click()
  await page.locator('.inspector').getByText(`#${id}`).first().waitFor()
}
const short = instagram({ message: { mid: 'm1', text: 'Hello' } })
/** The widest letter without an end: nowhere to break a line, and each pair of them is kerned. */
const endless = () => instagram({ message: { mid: 'm2', text: 'W'.repeat(200_000) } }, { at: 1_781_618_600_000 })

test('a message of 200 000 characters without a space is shown and searched like any other', async (t) => {
  const page = await captured(t, [short, instagram({ message: { mid: 'm2', text: `needle${'W'.repeat(200_000)}thread` } }, { at: 1_781_618_600_000 })])
  await choose(page, 2)
  await page.keyboard.press('Control+f')
  await page.getByTestId('find').fill('needle')
  await page.getByTestId('find-count').getByText('1 of 1').waitFor()
  // What is not there is said to be elsewhere, and found there.
  await page.getByTestId('find').fill('thread')
  await page.getByText('The first 20\u202f000 of 200\u202f012 characters').waitFor()
  await page.getByRole('button', { name: 'all of it is under Meta' }).click()
  await page.getByText('exactly as received').waitFor()
  await page.keyboard.press('Control+f')
  await page.getByTestId('find').fill('thread')
  await page.getByTestId('find-count').getByText('1 of 1').waitFor()
  await page.keyboard.press('Escape')
  await page.getByTestId('tab-summary').click()
  await page.keyboard.press('m')
  await choose(page, 1)
  await page.keyboard.press('m')
  await page.getByTestId('compare-said').getByText('changed').waitFor()
})

test('of a message of 200 000 characters without a space the conversation shows as many as anybody reads', async (t) => {
  const page = await captured(t, [endless()])
  const answers = ['conversations_list', 'timeline_get'].map((command) => page.waitForResponse(`**/rpc/${command}`))
  await page.getByTestId('nav-conversations').click()
  const row = page.getByTestId('conversation-row')
  assert.equal(await row.locator('.last').getAttribute('title'), `${'W'.repeat(200)}…`)
  await row.click()
  // The message it opens with is chosen, and its bubble has its size.
  await page.locator('.inspector').getByText('Capture #1, received').waitFor()
  await page.getByRole('button', { name: 'Show the first 20\u202f000 of 200\u202f000 characters' }).click()
  await page.getByRole('button', { name: 'Show less' }).waitFor()
  assert.equal((await page.getByTestId('message').locator('.text').innerText()).length, 20_001)
  await page.getByTestId('message').locator('.bubble').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Copy the first 20\u202f000 of 200\u202f000 characters' }).waitFor()
  for (const answer of answers) {
    const { length } = await (await answer).body()
    assert.ok(length < 30_000, `no more is sent: ${length}`)
  }
})

test('of an answer that is a page its beginning is listed, and all of it is shown when asked for', async (t) => {
  const { url } = await sink(t, { status: 500, body: `<h1>Error</h1>${'at a line of the server '.repeat(2_000)}the end of it` })
  const page = await captured(t, [short])
  const send = async () => {
    const sent = page.waitForResponse('**/rpc/send')
    await page.getByTestId('resend-button').click()
    await sent
  }
  await page.getByTestId('resend-url').fill(url)
  await send()
  await send()
  const listed = page.waitForResponse('**/rpc/attempts_list')
  await page.getByTestId('nav-deliveries').click()
  const { length } = await (await listed).body()
  assert.ok(length < 10_000, `no more is sent of two: ${length}`)
  await page.getByTestId('attempt-row').first().click()
  const answer = page.getByText('<h1>Error</h1>').last()
  await page.getByText('The first 2\u202f000 of 48\u202f027 characters.').waitFor()
  assert.doesNotMatch(await answer.innerText(), /the end of it/)
  await page.getByTestId('attempt-row').first().click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Copy the first 2\u202f000 of 48\u202f027 characters' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Show all' }).click()
  await page.getByText('the end of it').waitFor()
})

test('the mark to compare from is cleared by what says so', async (t) => {
  const page = await captured(t, [short])
  await page.keyboard.press('m')
  await page.keyboard.press('Control+k')
  await page.getByLabel('What to do').fill('clear the mark')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Control+k')
  await page.getByLabel('What to do').fill('compare from here')
  await page.getByRole('option', { name: /^Compare from here/ }).waitFor()
  assert.equal(await page.getByRole('option', { name: /nothing/ }).count(), 0)
})

/** Compares the second capture with the first, from the list. */
async function compared(page) {
  await page.keyboard.press('m')
  await choose(page, 2)
  await page.keyboard.press('m')
}
const said = (page) => page.getByTestId('compare-said').innerText()

test('long values that differ are told from where they part, and are whole when asked for', async (t) => {
  const page = await captured(t, [endless(), endless().replace('WWW"', 'WWX"').replace('m2', 'm3')])
  await compared(page)
  await page.getByTestId('compare-said').getByText('2 changed').waitFor()
  const row = page.getByTestId('compare-row').filter({ hasText: 'message.text' })
  assert.match(await row.locator('.right').innerText(), /^…W+X"\s+from character 199\u202f961 of 200\u202f002/)
  await row.locator('.right').getByRole('button', { name: 'whole' }).click()
  await page.getByTestId('compare-whole').getByText('of 200,002 characters').first().waitFor()
  await row.getByRole('button', { name: 'message.text' }).click()
  await page.getByTestId('compare-short').waitFor()
  const shown = await page.locator('.cm-merge-b').innerText()
  assert.match(shown, /⟨left out, 1: [\d\u202f]+ characters⟩W+X"/)
  assert.match(await page.locator('.cm-merge-a').innerText(), /⟨left out, 1: /, 'what is left out is the same on both sides')
  assert.equal(await page.locator('.cm-merge-b .cm-changedText').filter({ hasText: 'X' }).count(), 1)
})

test('while two bodies of megabytes are compared the page answers, and calls nothing the same', async (t) => {
  const body = (value) => JSON.stringify({ list: Array.from({ length: 60_000 }, (_, id) => ({ id, value: id === 30_000 ? value : 0, word: `w${id}` })) })
  const page = await captured(t, [body(1), body(2)])
  await compared(page)
  await page.getByTestId('comparing').getByText('Comparing…').waitFor()
  assert.equal(await page.getByRole('button', { name: /^body/ }).innerText(), 'body', 'not a word of sameness')
  assert.equal(await page.getByTestId('compare-said').count(), 0)
  await page.keyboard.press('Escape')
  await page.locator('dialog').waitFor({ state: 'detached' })
  await choose(page, 1)
  await compared(page)
  await page.getByTestId('compare-said').getByText('1 changed, 0 added, 0 removed').waitFor()
  await page.getByRole('button', { name: 'list[30000].value' }).click()
  await page.getByTestId('compare-short').waitFor()
  await page.waitForFunction(() => String(getSelection()) === '"value": 2')
})

const lines = (many, word) => Array.from({ length: many }, (_, at) => `${word} ${at} ${'x'.repeat(30)}\n`).join('')
const deep = (leaf) => '{"a":'.repeat(3_000) + leaf + '}'.repeat(3_000)
const list = (word) => JSON.stringify(Array.from({ length: 10_000 }, (_, at) => word + at))
for (const [name, one, other, words, short] of [
  ['3 MB that are no JSON beside 6 kB', lines(150, 'a'), lines(75_000, 'b'), /no JSON/, true],
  ['one line of 3 MB', 'a=1', 'q'.repeat(3_000_000), /no JSON/, true],
  ['bytes that are no text', Buffer.alloc(300_000, 0xff), Buffer.alloc(300_001, 0xfe), /no JSON/, true],
  ['the same 3 MB that are no JSON', lines(75_000, 'b'), lines(75_000, 'b').slice(0, -1) + '\n', /the same to the character/, true],
  ['two that are alike as far as they are kept', `${'b'.repeat(8 << 20)}1`, `${'b'.repeat(8 << 20)}2`, /the same to the character as far as they are kept/, true],
  ['JSON that is 3000 deep', deep(1), deep(2), /^1 changed/, false],
  ['two lists of 10 000', list('a'), list('b'), /^10\u202f000 changed.* compared by place$/, false],
])
  test(`compared: ${name}`, async (t) => {
    const page = await captured(t, [one, other])
    await compared(page)
    await page.getByTestId('compare-said').waitFor()
    assert.match(await said(page), words)
    const text = page.getByRole('button', { name: 'as text' })
    if (await text.isVisible()) await text.click()
    await page.locator('.cm-mergeView').waitFor()
    if (short) await page.getByTestId('compare-short').waitFor()
    await page.keyboard.press('Escape')
    await page.locator('dialog').waitFor({ state: 'detached' })
  })
