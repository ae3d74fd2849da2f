import { expect, it, vi } from 'vitest'

import type { Host, Leads } from '../host/host'
import { app } from './app.svelte'
import { native } from './native'
import { replays } from './replays.svelte'

it('what somebody was told of comes on the screen, and nothing stands above it', () => {
  const lead = vi.fn()
  native.start({ window: { menu: vi.fn(), lead } } as unknown as Host)
  const clicked = lead.mock.calls[0]?.[0] as (leads: Leads) => void
  const again = vi.fn()
  replays.what = { title: 'captures', items: [], filter: '' }
  replays.type({ secret: 'hush-hush' })
  app.open({ kind: 'replay' })
  app.agree('Send there?', again)
  clicked({ to: 'forwarding' })
  expect([app.dialog, app.asked, again.mock.calls.length, app.view, replays.what, replays.secret]).toEqual([null, null, 0, 'deliveries', null, ''])
})

it.each([
  ['a dialog that is only looked at goes', () => app.open({ kind: 'keys' }), ['captures', null]],
  ['a half written edit is closed first', () => app.open({ kind: 'edit', capture: '3' }), ['conversations', 'edit']],
  ['a question is answered first', () => app.agree('Send there?', () => {}), ['conversations', null]],
])('the menu, where something stands above: %s', (_, above, then) => {
  const menu = vi.fn()
  native.start({ window: { menu, lead: vi.fn() } } as unknown as Host)
  const choose = menu.mock.calls[0]?.[0] as (title: string) => void
  app.show('conversations')
  above()
  choose('Go to captures')
  expect([app.view, app.dialog?.kind ?? null]).toEqual(then)
  if (then[0] === 'conversations') expect(app.said).toMatchObject({ text: 'Go to captures: close what is open first.', bad: true })
  app.answer(false)
  app.close()
})

it('the key of all commands closes them again, also from the menu', () => {
  const menu = vi.fn()
  native.start({ window: { menu, lead: vi.fn() } } as unknown as Host)
  const choose = menu.mock.calls[0]?.[0] as (title: string) => void
  choose('Commands')
  expect(app.dialog?.kind).toBe('palette')
  choose('Commands')
  expect(app.dialog).toBe(null)
  choose('Undo')
  expect(app.said?.text).toBe('There is nothing to undo.')
})

it('says that much is gathered until it is there, and what was said meanwhile stays', async () => {
  const save = vi.fn(async () => '/tmp/x.csv')
  native.start({ save } as unknown as Host)
  let answer = (_: unknown) => {}
  const ask = vi.spyOn(app, 'try').mockImplementation(() => new Promise((done) => (answer = done)) as never)
  const saved = native.saveRows({ of: 'events', filter: '', name: 'mine' }, 'csv')
  expect(app.said?.text).toBe('Gathering what is to be saved…')
  answer({ name: 'x', bodyBase64: '', note: null })
  await saved
  expect(app.said?.text).toBe('Saved as /tmp/x.csv.')
  expect(save.mock.calls).toEqual([['mine.csv', new Uint8Array()]])

  ask.mockImplementation(async () => (app.say('The disk is full.', true), null) as never)
  await native.saveRows({ of: 'events', filter: '', name: 'mine' }, 'csv')
  expect(app.said?.text).toBe('The disk is full.')
  ask.mockImplementation(async () => null as never)
  await native.saveRows({ of: 'events', filter: '', name: 'mine' }, 'csv')
  expect(app.said).toBe(null)
  ask.mockRestore()
})
