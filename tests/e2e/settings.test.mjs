// What the user sets and takes away: the theme, the watched folder, everything; and what the top bar says of the handshake.

import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test as run } from 'node:test'

import { ACCOUNT, PEER, instagram, open, post, serve, timeout } from './rig.mjs'

const test = (name, job) => run(name, { timeout }, job)

const SECRET = 'app-secret'
const said = (page, words) => page.getByTestId('said').getByText(words).waitFor()

/** Chooses a command by its name. */
async function command(page, name) {
  await page.keyboard.press('Control+k')
  await page.getByLabel('What to do').fill(name)
  await page.getByRole('option', { selected: true }).filter({ hasText: name }).waitFor()
  await page.keyboard.press('Enter')
}

test('the theme is what the user says, by radio and by command, and stays so', async (t) => {
  const { ui } = await serve(t)
  const page = await open(t, ui, { colorScheme: 'dark' })
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  const dark = await ground()
  await page.getByTestId('nav-settings').click()
  await page.getByRole('radio', { name: 'light', exact: true }).check()
  const light = await ground()
  assert.notEqual(light, dark)
  await page.reload()
  await page.getByTestId('nav-settings').click()
  assert.ok(await page.getByRole('radio', { name: 'light', exact: true }).isChecked())
  assert.equal(await ground(), light)
  await command(page, 'Dark theme')
  await page.waitForFunction((dark) => getComputedStyle(document.body).backgroundColor === dark, dark)
  await page.emulateMedia({ colorScheme: 'light' })
  assert.equal(await ground(), dark)
  await command(page, 'Theme of the system')
  await page.waitForFunction((light) => getComputedStyle(document.body).backgroundColor === light, light)
})

test('a folder is watched as soon as it is set, and no longer once it is taken away', async (t) => {
  const server = await serve(t)
  const page = await open(t, server.ui, { refused: true })
  await page.getByTestId('nav-settings').click()
  const field = page.getByLabel('Watched folder')
  const save = page.locator('form', { has: field }).getByRole('button', { name: 'Save' })
  const stood = await save.boundingBox()
  await field.fill(join(server.folder, 'nothing-here'))
  await page.locator('form', { has: field }).getByText('not saved').waitFor()
  assert.deepEqual(await save.boundingBox(), stood, 'who is on the way to it meets it there')
  await field.press('Enter')
  await page.locator('.settings [role=alert]').waitFor()
  assert.equal(await field.inputValue(), join(server.folder, 'nothing-here'))

  const folder = join(server.folder, 'drop')
  mkdirSync(folder)
  await field.fill(folder)
  await field.press('Enter')
  await said(page, 'JSON files put there are captured once.')
  await page.locator('footer').getByText('watching drop/').waitFor()
  writeFileSync(join(folder, 'one.json'), instagram({ message: { mid: 'm1', text: 'from the folder' } }))
  await page.getByTestId('nav-captures').click()
  await page.getByTestId('capture-row').getByText('from the folder').waitFor()

  await page.getByTestId('nav-settings').click()
  await field.fill('')
  await field.press('Enter')
  await said(page, 'No folder is watched.')
  await page.locator('footer').getByText('watching drop/').waitFor({ state: 'detached' })
})

test('the last handshake stands in the top bar and leads to its request', async (t) => {
  const server = await serve(t)
  const page = await open(t, server.ui)
  const ask = (token) => fetch(`${server.receiver}?hub.mode=subscribe&hub.challenge=7&hub.verify_token=${token}`)
  assert.equal((await ask('wrong')).status, 403)
  await page.locator('header').getByText('handshake refused').waitFor()
  assert.equal(await (await ask(server.verify_token)).text(), '7')
  await page.locator('header').getByText('handshake answered').click()
  await page.locator('[data-thing="capture:2"][aria-selected=true]').waitFor()
  await page.getByTestId('tab-headers').click()
  await page.getByTitle('Copy all headers').click()
  await page.locator('.inspector .copy').filter({ hasText: 'copied' }).waitFor()
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^host: 127\.0\.0\.1:\d+$/m)
})

test('everything is deleted only when that is asked for twice, and settings stay', async (t) => {
  const { receiver, ui } = await serve(t)
  for (const mid of ['m1', 'm2']) await post(receiver, instagram({ message: { mid, text: mid } }), SECRET)
  const page = await open(t, ui)
  await page.getByTestId('conversation-row').waitFor()
  await page.getByTestId('nav-settings').click()
  await page.getByRole('radio', { name: 'light', exact: true }).check()
  await page.getByRole('button', { name: 'Delete everything…' }).click()
  await page.getByText('Every capture (2), conversation (1) and delivery (0) goes, for good. So do customers\' names').waitFor()
  await page.keyboard.press('Enter')
  await page.getByTestId('confirm-delete').waitFor({ state: 'detached' })
  await page.getByTestId('nav-conversations').click()
  assert.equal(await page.getByTestId('conversation-row').count(), 1)

  await command(page, 'Delete everything…')
  await page.getByTestId('confirm-delete').click()
  await page.getByTestId('first-sample').waitFor()
  assert.equal(await page.getByTestId('conversation-row').count(), 0)
  await page.getByTestId('nav-captures').click()
  await page.getByText('Nothing received yet').waitFor()
  await post(receiver, instagram({ message: { mid: 'm3', text: 'after it' } }), SECRET)
  await page.getByTestId('capture-row').getByText('after it').waitFor()
  await page.locator('.arrivals').getByText('1 in', { exact: true }).waitFor()
  await page.getByTestId('nav-settings').click()
  assert.ok(await page.getByRole('radio', { name: 'light', exact: true }).isChecked())
})

test('names of customers go with everything, also from the screen; those of own accounts stay', async (t) => {
  const { receiver, ui } = await serve(t)
  await post(receiver, instagram({ message: { mid: 'm1', text: 'hello' } }), SECRET)
  const page = await open(t, ui)
  await page.getByTestId('nav-settings').click()
  for (const [label, value] of [[`Name of ${ACCOUNT}`, 'Our shop'], [`Name of ${PEER}`, 'Maya Klein']]) {
    await page.getByLabel(label).fill(value)
    await Promise.all([page.waitForResponse('**/rpc/directory_list'), page.keyboard.press('Enter')])
  }
  await page.getByRole('button', { name: 'Delete everything…' }).click()
  await page.getByText('Settings stay, with the names and ids of your own accounts.').waitFor()
  await page.getByTestId('confirm-delete').click()
  await page.getByLabel(`Name of ${PEER}`).waitFor({ state: 'detached' })
  assert.equal(await page.getByLabel(`Name of ${ACCOUNT}`).inputValue(), 'Our shop')
})

test('a switch that could not be kept shows what is', async (t) => {
  const { ui } = await serve(t)
  const page = await open(t, ui, { refused: true })
  const why = 'The database cannot be written: the disk is full; free some space.'
  const refuse = (route) => route.fulfill({ status: 400, json: { code: 'invalid', message: why } })
  for (const [view, command, words] of [
    ['settings', 'settings_put', 'DoubleTick tells SENT on Instagram too'],
    ['connect', 'source_put', 'Answer 401 unless the signature is valid'],
  ]) {
    await page.getByTestId(`nav-${view}`).click()
    const box = page.getByLabel(words)
    await page.route(`**/rpc/${command}`, refuse)
    await box.click()
    await said(page, why)
    await page.waitForFunction((box) => !box.checked, await box.elementHandle())
    await page.unroute(`**/rpc/${command}`)
    await box.click()
    await page.getByTestId('said').getByText(why).waitFor({ state: 'detached' })
    assert.ok(await box.isChecked(), words)
  }
})
