// What a replay is asked for in its dialog: how fast, and with which disorder.

import assert from 'node:assert/strict'
import { test as run } from 'node:test'

import { instagram, open, post, serve, sink, timeout } from './rig.mjs'

const test = (name, job) => run(name, { timeout }, job)
const SECRET = 'app-secret'
const said = (n) => instagram({ message: { mid: `m${n}`, text: `Message ${n}` } }, { at: Date.now() - 60_000 + n * 100 })

test('chaos shows its seed before it starts, and does the same again with it', async (t) => {
  const [{ receiver, ui }, target] = [await serve(t), await sink(t, { status: 200 })]
  for (const n of [1, 2, 3, 4, 5, 6]) await post(receiver, said(n), SECRET)
  const page = await open(t, ui)
  await page.getByTestId('conversation-row').first().click()
  const seen = []
  for (const round of [1, 2]) {
    await page.getByTestId('nav-conversations').click()
    await page.getByTestId('replay-conversation').click()
    await page.getByTestId('replay-to').fill(target.url)
    if (!(await page.getByLabel('Seed').isVisible())) await page.locator('summary').filter({ hasText: 'Chaos' }).click()
    await page.getByLabel('Seed').fill('abc')
    await page.getByTestId('replay-preview').getByText('Seed: a whole number of at most 19 digits.').waitFor()
    await page.getByLabel('Seed').fill('7')
    await page.getByLabel('Twice').fill('150')
    await page.getByTestId('replay-preview').getByText('Twice: a number from 0 to 100.').waitFor()
    assert.ok(await page.getByTestId('replay-start').isDisabled())
    await page.getByLabel('Twice').fill('100')
    await page.getByTestId('replay-preview').getByText('6 twice', { exact: false }).waitFor()
    await page.getByTestId('replay-start').click()
    const got = []
    for (let n = 0; n < 12; n += 1) got.push((await target.next()).body.toString())
    seen.push(got)
    await page.getByTestId('replay-row').first().getByText('done').waitFor()
  }
  assert.deepEqual(seen[1], seen[0])
})

test('a number that cannot be is said when the dialog comes again, and no more when its field goes', async (t) => {
  const [{ receiver, ui }, target] = [await serve(t), await sink(t)]
  await post(receiver, said(1), SECRET)
  const page = await open(t, ui)
  await page.getByTestId('conversation-row').click()
  const dialog = page.getByRole('dialog')
  const begin = async () => {
    await page.getByTestId('replay-conversation').click()
    await page.getByTestId('replay-to').waitFor()
  }
  const wrong = page.getByTestId('replay-preview').getByText('Milliseconds between two: a whole number from 1 to 86\u202f400\u202f000.')
  const start = page.getByTestId('replay-start')
  await begin()
  // What is typed at once takes the place of the address that was used last.
  await page.getByTestId('replay-to').fill('http://127.0.0.1:1/old')
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await begin()
  await page.keyboard.type(target.url)
  assert.equal(await page.getByTestId('replay-to').inputValue(), target.url)
  await page.getByLabel('Pace').selectOption('every')
  await page.getByLabel('Milliseconds between two').fill('0')
  await wrong.waitFor()
  await page.getByLabel('Milliseconds between two').fill('')
  await page.getByTestId('replay-preview').getByText('Milliseconds between two is missing: a whole number from 1 to 86\u202f400\u202f000.').waitFor()
  assert.ok(await start.isDisabled())
  await page.getByLabel('Milliseconds between two').fill('0')
  await wrong.waitFor()
  if (process.env.PICTURE) {
    await page.locator('summary').filter({ hasText: 'Chaos' }).click()
    await page.getByLabel('Late by').fill('86400000')
    await page.getByLabel('Seed').fill('abc')
    for (const [width, height, colorScheme] of [[1440, 900, 'dark'], [1024, 700, 'light']]) {
      await page.setViewportSize({ width, height })
      await page.emulateMedia({ colorScheme })
      await page.screenshot({ path: `${process.env.PICTURE}-${width}.png`, animations: 'disabled' })
    }
    await page.getByLabel('Seed').fill('')
  }
  assert.ok(await start.isDisabled())
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await begin()
  await wrong.waitFor()
  await page.getByLabel('Pace').selectOption('fast')
  await wrong.waitFor({ state: 'detached' })
  await page.getByTestId('replay-preview').getByText('1 request of 1 item').waitFor()
  assert.ok(await start.isEnabled())
})
