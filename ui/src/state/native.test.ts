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
  const save = vi.fn(async () => '/tmp/x.har')
  native.start({ save } as unknown as Host)
  const what = { attempts: [], captures: ['1'] }
  let answer = (_: unknown) => {}
  const ask = vi.spyOn(app, 'try').mockImplementation(() => new Promise((done) => (answer = done)) as never)
  const saved = native.saveHar(what)
  expect(app.said?.text).toBe('Gathering what is to be saved…')
  answer({ name: 'x.har', bodyBase64: '', note: null })
  await saved
  expect(app.said?.text).toBe('Saved as /tmp/x.har.')
  expect(save.mock.calls).toEqual([['x.har', new Uint8Array()]])

  ask.mockImplementation(async () => (app.say('The disk is full.', true), null) as never)
  await native.saveHar(what)
  expect(app.said?.text).toBe('The disk is full.')
  ask.mockImplementation(async () => null as never)
  await native.saveHar(what)
  expect(app.said).toBe(null)
  ask.mockRestore()
})

/** What is written, and what became of it. */
function writing() {
  const parts: string[] = []
  const file = { add: async (text: string) => void parts.push(text), done: async () => (parts.push('done'), '/tmp/mine.csv'), drop: async () => void parts.push('dropped') }
  native.start({ write: async (name: string) => (parts.push(name), file) } as unknown as Host)
  return parts
}
const part = (n: number, last: boolean) => ({ text: `${n}\n`, rows: 1, next: last ? null : { after: String(n), columns: [] } })
const rows = { of: 'events', filter: '', name: 'mine' }

it('rows are saved part by part, and how many there are so far is said', async () => {
  const parts = writing()
  const said: unknown[] = []
  const ask = vi.spyOn(app, 'try').mockImplementation((async (_: string, { next }: { next?: { after: string } }) => {
    said.push(app.said?.text)
    return part(Number(next?.after ?? 0) + 1, next !== undefined)
  }) as never)
  await native.saveRows(rows, 'csv')
  ask.mockRestore()
  expect(parts).toEqual(['mine.csv', '1\n', '2\n', 'done'])
  expect([...said, app.said?.text]).toEqual(['Saving… 0 rows so far.', 'Saving… 1 row so far.', 'Saved as /tmp/mine.csv.'])
})

it('how far it is stands over no refusal that nobody has read yet', async () => {
  writing()
  const said: unknown[] = []
  const ask = vi.spyOn(app, 'try').mockImplementation((async (_: string, { next }: { next?: { after: string } }) => {
    said.push(app.said?.text)
    if (!next) app.say('The capture cannot be sent.', true)
    return part(Number(next?.after ?? 0) + 1, next !== undefined)
  }) as never)
  await native.saveRows(rows, 'csv')
  ask.mockRestore()
  expect(said).toEqual(['Saving… 0 rows so far.', 'The capture cannot be sent.'])
})

it.each<[string, () => unknown, string | undefined]>([
  ['are stopped', () => (app.said?.stop?.(), part(1, false)), 'Stopped: nothing was saved.'],
  ['are refused', () => (app.say('The disk is full.', true), null), 'The disk is full.'],
  ['are refused elsewhere', () => null, undefined],
])('nothing of rows stays that %s', async (_, answer, words) => {
  const parts = writing()
  const ask = vi.spyOn(app, 'try').mockImplementation((async () => answer()) as never)
  await native.saveRows(rows, 'csv')
  ask.mockRestore()
  expect(parts.at(-1)).toBe('dropped')
  expect(app.said?.text).toBe(words)
})

it('files to capture may be several, of any ending', async () => {
  const open = vi.fn(async () => [])
  native.start({ open } as unknown as Host)
  await native.captureFiles()
  expect(open.mock.calls).toEqual([[[], true]])
})

it('names of a file that is no UTF-8 are not taken in damaged: what to do is said', async () => {
  const ask = vi.spyOn(app, 'ask').mockResolvedValue({ entries: 1 } as never)
  const file = (...bytes: number[]) => native.start({ open: async () => [{ name: 'names.csv', size: 1, bytes: async () => Uint8Array.of(...bytes) }] } as unknown as Host)
  file(0x4a, 0xf6, 0x72, 0x67)
  await native.importNames()
  expect([app.said?.text, app.said?.bad, ask.mock.calls]).toEqual(['names.csv is no UTF-8 text, so its names would be damaged: save it as UTF-8 and import it again.', true, []])
  file(0xef, 0xbb, 0xbf, 0x4a, 0xc3, 0xb6)
  await native.importNames()
  expect(ask.mock.calls[0]).toEqual(['directory_import', { text: 'Jö' }])
  ask.mockRestore()
})
