// What WhatsApp alone has: groups whose members have names of their own, and messages of which only states are told.

import assert from 'node:assert/strict'
import { test as run } from 'node:test'

import { ailments, open, post, serve, status, timeout, whatsapp } from './rig.mjs'

const test = (name, job) => run(name, { timeout }, job)
const SECRET = 'app-secret'
const GROUP = 'Y2FwaV9ncm91cDoxNTU1MDAwMTIzNDoxMjAzNjMwMjUyNTI'
const PEOPLE = [['4915550000041', 'Zoë'], ['4915550000042', 'Ali'], ['4915550000043', 'Maya']]
const message = (page, mid) => page.locator(`[data-testid=message][data-message="${mid}"]`)
const row = (page) => page.getByTestId('conversation-row')
const seconds = (at) => String(Math.floor(at / 1000))

/** Each of them says something in one body, and Meta names all of them there. */
const said = (people, at, more = {}) =>
  whatsapp({
    contacts: people.map(([id, name]) => ({ profile: { name }, wa_id: id })),
    messages: people.map(([id, name], n) => ({ from: id, id: `wamid.${name}`, timestamp: seconds(at + n * 1_000), type: 'text', text: { body: `${name} here` }, ...more })),
  })

test('a group is called a group, by its id or the name it was given, and its members by their own', async (t) => {
  const { receiver, ui } = await serve(t)
  const at = Date.now() - 600_000
  await post(receiver, said([['4915550000041', 'Zoe B.']], at), SECRET)
  await post(receiver, said(PEOPLE, at + 60_000, { group_id: GROUP }), SECRET)
  const page = await open(t, ui)
  const group = row(page).filter({ hasText: 'Maya here' })
  await group.getByText('group', { exact: true }).waitFor()
  assert.match(await group.locator('.who').innerText(), /^Y2Fwa/)
  await group.click()
  await message(page, 'wamid.Maya').waitFor()
  for (const [, name] of PEOPLE) await message(page, `wamid.${name}`).locator('p').filter({ hasText: new RegExp(`^${name}$`) }).waitFor()
  const title = page.locator('.timeline header')
  await title.getByText('group', { exact: true }).waitFor()
  assert.equal(await title.locator('h1').getAttribute('title'), GROUP)
  await page.getByText('first message in this group').waitFor()

  const answer = await page.evaluate(async (entry) => (await fetch('/rpc/directory_put', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(entry) })).status, { platform: '', account: '106000000000606', peer: GROUP, name: 'Warehouse' })
  assert.equal(answer, 200)
  await title.locator('h1').getByText('Warehouse').waitFor()
  await group.locator('.who').getByText('Warehouse').waitFor()
  await title.getByText('group', { exact: true }).waitFor()
})

test('each member who reacted is named, and leads to the capture that told it', async (t) => {
  const { receiver, ui } = await serve(t)
  const at = Date.now() - 600_000
  await post(receiver, said(PEOPLE, at, { group_id: GROUP }), SECRET)
  for (const [n, emoji] of ['👍', '🎉'].entries()) await post(receiver, said([PEOPLE[n]], at + 60_000 + n, { group_id: GROUP, id: `wamid.r${n}`, type: 'reaction', text: undefined, reaction: { message_id: 'wamid.Maya', emoji } }), SECRET)
  const page = await open(t, ui)
  await row(page).click()
  const reactions = message(page, 'wamid.Maya').getByTestId('reaction')
  await reactions.nth(1).waitFor()
  assert.deepEqual(await reactions.allInnerTexts(), ['👍 by Zoë', '🎉 by Ali'])
  await reactions.nth(1).click()
  await page.locator('.inspector').getByText('Capture #3, received').waitFor()
})

test('of a message to a group it is told how far each member is, and for whom it failed', async (t) => {
  const { receiver, ui } = await serve(t)
  const start = new Date(2026, 5, 16, 9, 0).getTime()
  await post(receiver, said(PEOPLE.slice(0, 2), start - 60_000, { group_id: GROUP }), SECRET)
  const of = (id, word, after, errors) =>
    whatsapp({ statuses: [{ id: 'wamid.all', status: word, timestamp: seconds(start + after * 1_000), recipient_id: GROUP, recipient_type: 'group', recipient_participant_id: id, ...(errors ? { errors } : {}) }] })
  const [[zoe], [ali], [maya]] = PEOPLE
  for (const told of [of(zoe, 'sent', 0), of(ali, 'delivered', 5), of(zoe, 'delivered', 7), of(zoe, 'read', 60), of(maya, 'failed', 90, [{ code: 131026, title: 'Message undeliverable' }])]) await post(receiver, told, SECRET)
  const page = await open(t, ui)
  await row(page).click()
  const all = message(page, 'wamid.all')
  await all.getByText('131026').waitFor()
  assert.equal((await all.getByTestId('rail-failure').innerText()).trim(), `${maya}: 131026 · Message undeliverable`)
  // Between one member and another no time passes for anybody.
  const flat = (text) => text.replace(/\s+/g, ' ').trim()
  assert.match(flat(await all.locator('.steps').innerText()), /^Accepted 09:00:00 Delivered 09:00:05 ×2 Seen 09:01:00/)
  assert.equal(await all.getByText('failed and delivered').count(), 0, 'for one it failed, of others it was told')
  const members = all.getByTestId('rail-member')
  await all.locator('.bubble').click()
  await members.first().waitFor()
  assert.deepEqual((await members.allInnerTexts()).map(flat), ['Zoë Accepted 09:00:00 Delivered +7 s Seen +53 s', 'Ali Delivered 09:00:05', `${maya} Failed 09:01:30`])
  assert.match(await all.getByTestId('rail-dot').nth(1).getAttribute('title'), /for Ali, the first of 2 members/)
  await members.nth(1).getByRole('button').click()
  await page.getByRole('tabpanel').getByText('#3', { exact: true }).waitFor()
  for (const colorScheme of ['dark', 'light']) {
    await page.emulateMedia({ colorScheme })
    if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/members-${colorScheme}.png` })
    assert.deepEqual(await ailments(page), [])
  }
})

test('states that came late stand with their times where they belong, and nothing contradicts', async (t) => {
  const { receiver, ui } = await serve(t)
  const start = new Date(2026, 5, 16, 9, 0).getTime()
  for (const [word, after] of [['read', 400], ['delivered', 300], ['sent', 100]]) await post(receiver, status('wamid.late', word, start + after * 1_000), SECRET)
  const page = await open(t, ui)
  await row(page).click()
  const late = message(page, 'wamid.late')
  const rail = late.locator('.steps')
  await rail.getByText('09:01:40').waitFor()
  const words = (await rail.innerText()).replace(/\s+/g, ' ').trim()
  assert.equal(words, 'Accepted 09:01:40 late +3 min Delivered 09:05:00 late +100 s Seen 09:06:40')
  assert.equal(await late.locator('.rail .tag').count(), 0, 'no pill beside them')
  assert.match(await rail.getByTestId('rail-dot').first().getAttribute('title'), /arrived after a later state/)
  await late.locator('.bubble').click()
  await late.getByText('It says less than what is known already').waitFor()
  assert.equal(await late.getByText('Seen without a delivered before it').count(), 0)
  // The one that is odd here is chosen: the key says so.
  await page.keyboard.press('n')
  await page.getByTestId('said').getByText('No other anomaly in this conversation.').waitFor()
})

test('a failure that nothing came before is a failure, and no anomaly beside it', async (t) => {
  const { receiver, ui } = await serve(t)
  await post(receiver, status('wamid.lost', 'failed', Date.now() - 60_000, [{ code: 131047, title: 'Re-engagement message' }]), SECRET)
  const page = await open(t, ui)
  await row(page).click()
  await message(page, 'wamid.lost').getByTestId('rail-failure').waitFor()
  assert.equal(await message(page, 'wamid.lost').locator('.rail .tag').count(), 0)
})

test('the field for a time begins with that of the chosen message, and names its zone', async (t) => {
  const { receiver, ui } = await serve(t)
  const start = new Date(2026, 5, 16, 9, 0, 5).getTime()
  await post(receiver, said(PEOPLE, start, { group_id: GROUP }), SECRET)
  const page = await open(t, ui)
  await row(page).click()
  await message(page, 'wamid.Ali').locator('.bubble').click()
  await page.keyboard.press('g')
  const field = page.getByLabel('Go to')
  await page.waitForFunction(() => document.activeElement?.type === 'datetime-local')
  assert.equal(await field.inputValue(), '2026-06-16T09:00:06')
  assert.match(await page.getByTestId('zone').innerText(), /^UTC([+-]\d\d:\d\d)?$/)
  const gap = await field.evaluate((input) => {
    const words = document.createRange()
    words.selectNodeContents(input.parentElement.firstChild)
    return input.getBoundingClientRect().left - words.getBoundingClientRect().right
  })
  assert.ok(gap >= 6, `${gap} px between the label and the field`)
  // Whoever has seen badges of unread messages does not take this for one.
  await page.locator('footer').getByText('all processed').waitFor()
})

test('how far a message is has a shape and a word in the list, not a colour alone', async (t) => {
  const { receiver, ui } = await serve(t)
  const at = Date.now() - 600_000
  const far = ['sent', 'delivered', 'read', 'failed']
  for (const [n, word] of far.entries()) {
    for (const told of new Set(['sent', word])) await post(receiver, whatsapp({ statuses: [{ id: `wamid.${n}`, status: told, timestamp: seconds(at + n * 1_000), recipient_id: `491555000005${n}` }] }), SECRET)
  }
  const page = await open(t, ui)
  const reached = row(page).getByTestId('reached')
  await reached.nth(3).waitFor()
  await reached.filter({ hasText: 'Failed' }).waitFor()
  const shapes = await reached.evaluateAll((all) => all.map((one) => [one.innerText.trim(), [...one.querySelectorAll('i')].map((dot) => (getComputedStyle(dot).rotate !== 'none' ? '◆' : getComputedStyle(dot).backgroundColor === 'rgba(0, 0, 0, 0)' ? '○' : '●')).join('')]))
  assert.deepEqual(new Map(shapes), new Map([['Failed', '◆'], ['Seen', '●●●'], ['Delivered', '●●○'], ['Accepted', '●○○']]))
})

test('in the table statuses, which have no words, are told apart by what they tell', async (t) => {
  const { receiver, ui } = await serve(t)
  const at = Date.now() - 600_000
  const errors = [{ code: 131026, title: 'Message undeliverable' }]
  for (const [n, word] of ['sent', 'delivered', 'read'].entries()) await post(receiver, status('wamid.1', word, at + n * 1_000), SECRET)
  await post(receiver, status('wamid.2', 'failed', at, errors), SECRET)
  const page = await open(t, ui)
  await page.getByTestId('nav-captures').click()
  const told = page.getByTestId('told')
  await told.nth(3).waitFor()
  await page.waitForFunction(() => [...document.querySelectorAll('[data-testid=told]')].map((one) => one.textContent).join() === 'Failed 131026,Seen,Delivered,Accepted')
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('checkbox', { name: /^Words/ }).uncheck()
  await page.locator('[data-testid=capture-row]').first().getByText('Failed 131026').waitFor()
})
