import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import type { Annotate, CaptureRow, Status } from '../host/contract'
import { app } from './app.svelte'
import { captures } from './captures.svelte'
import { compare } from './compare.svelte'
import { replays } from './replays.svelte'
import { actionsOf, currentActions, offered, select } from './things'

/** What the engine has: captures by number, those that are pinned, labels, and how often something was deleted. */
const engine = { ids: [] as number[], pinned: new Set<string>(), labels: new Map<string, string[]>(), epoch: 0 }
const asked: Annotate[] = []
const row = (id: string) => ({ id, first: id, arrivals: 1, pinned: engine.pinned.has(id), labels: engine.labels.get(id) ?? [] }) as unknown as CaptureRow

function annotate({ captures: ids, pinned, label, unlabel }: Annotate) {
  for (const id of ids) {
    if (pinned !== undefined) engine.pinned[pinned ? 'add' : 'delete'](id)
    engine.labels.set(id, [...(engine.labels.get(id) ?? []), ...label].filter((name) => !unlabel.includes(name)))
  }
  return { rows: ids.map(row) }
}

function answer(command: string, request: Annotate & { id: string }): unknown {
  if (command === 'captures_list') return { rows: engine.ids.map(String).map(row), next: null, total: engine.ids.length, more: false }
  if (command === 'captures_annotate') return (asked.push(request), annotate(request))
  if (command === 'views_list') return { views: [] }
  if (command === 'events_list') return { events: [] }
  if (command === 'attempts_list') return { attempts: [], next: null }
  if (!engine.ids.includes(Number(request.id))) throw Object.assign(new Error('gone'), { code: 'not_found' })
  return command === 'capture_get' ? { row: row(request.id), headers: [] } : { bodyBase64: '', text: '{}' }
}

/** The engine has these now, and the page looks. */
async function came(ids: number[], epoch = engine.epoch): Promise<void> {
  Object.assign(engine, { ids, epoch })
  const newest = Math.max(...ids)
  app.status = { counts: { captures: newest, read: newest, signals: 0, conversations: 0, attempts: 0 }, backlog: 0, readTo: String(newest), epoch } as unknown as Status
  await captures.pull()
}
const chosen = () => captures.several.rows.map(({ id }) => id).join(' ')
const at = (id: number) => captures.lines.findIndex(({ row }) => row.id === String(id))
const does = (title: string) => offered(currentActions()).find((one) => one.title === title)?.run()
const titles = () => offered(currentActions()).map(({ title }) => title)

beforeEach(async () => {
  Object.assign(engine, { pinned: new Set(), labels: new Map() })
  asked.length = 0
  vi.spyOn(app, 'ask').mockImplementation((async (command: string, request: never) => answer(command, request)) as never)
  vi.spyOn(app, 'wake').mockReturnValue()
  app.view = 'captures'
  app.tab = 'summary'
  Object.assign(captures, { sort: 'time', ascending: false, filter: '', text: '', grouped: true })
  app.live = captures.list.atTop = true
  captures.latest()
  await came([5, 4, 3, 2, 1])
  captures.choose(row('4'))
  captures.several.also(at(2))
  captures.several.also(at(3))
  await app.inspecting()
})
afterEach(() => {
  app.inspect(null)
  app.dialog = app.said = null
  app.view = 'conversations'
  vi.restoreAllMocks()
})

it('the one that was chosen last is inspected', () => {
  expect([chosen(), app.captureId, captures.several.ids.join(' ')]).toEqual(['4 2 3', '3', '2 3 4'])
})

describe('what arrives', () => {
  it.each([
    ['at the top', true],
    ['while the table is held still', false],
  ])('changes nothing of what is chosen: %s', async (_, live) => {
    app.live = live
    await came([7, 6, 5, 4, 3, 2, 1])
    expect([chosen(), app.captureId]).toEqual(['4 2 3', '3'])
    expect([...captures.several.at].map((at) => captures.lines[at]?.row.id).join(' ')).toBe('4 2 3')
  })
})

describe('what is deleted elsewhere', () => {
  it.each([
    ['leaves what is chosen', [5, 4, 3, 1], '4 3', '3'],
    ['gives the one before to the inspector', [5, 4, 2, 1], '4 2', '2'],
    ['may leave one', [5, 4, 1], '', '4'],
    ['changes nothing where none of them was it', [4, 3, 2], '4 2 3', '3'],
  ])('%s', async (_, left, want, inspected) => {
    // In either order: what was inspected may be found gone before the table is looked at.
    for (const first of [true, false]) {
      captures.several.again(['4', '2', '3'].map(row))
      await app.inspecting()
      engine.ids = left
      if (first) await app.pullInspector().catch(() => {})
      await came(left, engine.epoch + 1)
      await app.pullInspector().catch(() => {})
      expect([chosen(), app.captureId]).toEqual([want, inspected])
      await came([5, 4, 3, 2, 1], engine.epoch + 1)
    }
  })
})

it.each<[string, () => unknown, string | null]>([
  ['another one is chosen', () => captures.choose(row('1')), '1'],
  ['the last one is chosen alone', () => captures.choose(row('3')), '3'],
  ['a key goes on', () => captures.move(1), '2'],
  ['Escape is pressed', () => captures.several.end(), '3'],
  ['something is inspected from elsewhere', () => app.inspect('1'), '1'],
  ['a menu is opened on another row', () => select({ kind: 'capture', id: '1' }), '1'],
  ['another filter is asked for', () => captures.setFilter('kind:read'), '3'],
  ['another order is asked for', () => captures.sortBy('size'), '3'],
  ['arrivals are taken apart', () => captures.group(false), '3'],
  ['one goes back in history', () => captures.restore(captures.asked), '3'],
  ['all but one are given back', () => (captures.several.also(at(2)), captures.several.also(at(4))), '3'],
])('it is one again once %s', (_, act, inspected) => {
  act()
  expect([chosen(), app.captureId]).toEqual(['', inspected])
  expect(titles()).toContain('Delete this capture…')
})

it.each<[string, () => unknown]>([
  ['a menu is opened on one of them', () => select({ kind: 'capture', id: '2' })],
  ['one is away and comes back', () => ((app.view = 'insights'), expect(chosen()).toBe(''), (app.view = 'captures'))],
])('they stay chosen while %s', (_, act) => {
  act()
  expect([chosen(), app.captureId]).toEqual(['4 2 3', '3'])
})

it('keys with Shift go on from the last one, and stop at the ends', () => {
  captures.several.stretch(-1)
  expect(chosen()).toBe('3 4')
  for (let n = 0; n < 4; n += 1) captures.several.stretch(-1)
  expect([chosen(), app.captureId]).toEqual(['3 4 5', '5'])
})

it('what is done says with how many, in every menu', () => {
  const want = ['Replay 3 captures…', 'Pin 3 captures', 'Label 3 captures…', 'Save 3 captures as HAR…', 'Delete 3 captures…']
  expect(titles()).toEqual(want)
  expect(offered(actionsOf({ kind: 'capture', id: '2' })).map(({ title }) => title)).toEqual(want)
  expect(offered(actionsOf({ kind: 'capture', id: '1' })).map(({ title }) => title)).toContain('Delete this capture…')
  app.tab = 'texter'
  expect(titles()).toEqual(want)
})

it.each(['Resend', 'Edit and resend', 'Copy as curl', 'Delete this capture…'])('the menu of the window finds what it names for one: %s', (title) => {
  expect(currentActions().filter((one) => (one.menu ?? one.title) === title)).toHaveLength(1)
})

it('two are compared at once, the older one first; of more it is said why not', () => {
  const show = vi.spyOn(compare, 'show').mockResolvedValue()
  currentActions().find(({ key }) => key === 'm')?.run()
  expect(app.said?.text).toBe('Two captures are compared, and 3 are chosen.')
  captures.several.also(at(2))
  does('Compare the two')
  expect(show).toHaveBeenCalledExactlyOnceWith({ kind: 'capture', id: '3' }, { kind: 'capture', id: '4' })
})

it.each(['e', 'c', 'o'])('what is done with one only says so: %s', (key) => {
  currentActions().find((one) => one.key === key)?.run()
  expect(app.said).toMatchObject({ bad: true, text: expect.stringMatching(/one capture alone\. Esc gives back one\.$/) })
})

it('they are replayed in the order in which they came', () => {
  does('Replay 3 captures…')
  expect(replays.what).toEqual({ title: '3 captures', items: ['2', '3', '4'], filter: '' })
  replays.close()
})

it('all are pinned at once, and the undo gives back only those that were not', async () => {
  await captures.annotate({ captures: ['2'], pinned: true })
  does('Pin 3 captures')
  await vi.waitFor(() => expect(app.said?.text).toBe('3 captures are pinned: pinned:yes finds them.'))
  expect([...engine.pinned].sort()).toEqual(['2', '3', '4'])
  expect([chosen(), titles()[1]]).toEqual(['4 2 3', 'Unpin 3 captures'])
  app.undo()
  await vi.waitFor(() => expect([...engine.pinned]).toEqual(['2']))
  expect(asked.map(({ captures }) => captures.join(' '))).toEqual(['2', '4 3', '4 3'])
})

it('a label is asked for once, from those that are known or as it is written, and undone once', async () => {
  await captures.annotate({ captures: ['2'], label: ['slow'] })
  const answers = (words: string) => (does('Label 3 captures…'), app.dialog?.kind === 'palette' ? (app.dialog.ask?.answers(words) ?? []) : [])
  expect(answers('').map(({ title }) => title)).toEqual(['Label slow'])
  expect(answers(' odd ').map(({ title }) => title)).toEqual(['Label slow', 'Label odd'])
  answers('slow')[0]?.run()
  await vi.waitFor(() => expect(app.said?.text).toBe('3 captures are labelled slow.'))
  app.undo()
  await vi.waitFor(() => expect(['2', '3', '4'].map((id) => engine.labels.get(id)?.join())).toEqual(['slow', '', '']))
  expect(asked.map(({ captures }) => captures.join(' '))).toEqual(['2', '4 3', '4 3'])
})
