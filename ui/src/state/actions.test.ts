import { afterEach, expect, it, vi } from 'vitest'

import type { ReplayRow } from '../host/contract'
import { actions, pressed } from './actions'
import { app } from './app.svelte'
import { connect } from './connect.svelte'
import { conversations } from './conversations.svelte'
import { deliveries } from './deliveries.svelte'
import { places } from './places.svelte'
import { replays } from './replays.svelte'
import { captures } from './captures.svelte'
import { targets } from './targets.svelte'
import { timeRules } from './timerules.svelte'
import { actionsOf, showCapture } from './things'

const replay = (state: string) => ({ id: '7', what: '40 captures', to: 'dev', state, wants: [] }) as unknown as ReplayRow
const found = (word: string) => actions().filter(({ title }) => title.toLowerCase().includes(word))

const sure = () => (app.dialog?.kind === 'sure' ? app.dialog : null)

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  replays.list.rows = []
  targets.rows = []
  deliveries.rules = []
  timeRules.rows = null
  connect.sources = []
  app.status = app.dialog = null
  app.live = true
  app.said = null
  app.view = 'conversations'
  app.conversationId = null
  conversations.list.rows = []
  app.timeline = null
})

it.each(['conversations', 'captures', 'deliveries', 'insights'] as const)('“pause” in %s means the replay that runs before the lists of the page, and tells both apart', (view) => {
  app.view = view
  expect(found('pause').map(({ title }) => title)).toEqual(['Pause the lists'])
  replays.list.rows = [replay('running')]
  expect(found('pause').map(({ title }) => title)).toEqual(['Pause the replay: 40 captures, to dev', 'Pause the lists'])
  replays.list.rows = [replay('paused')]
  app.live = false
  expect(found('pause').map(({ title }) => title)).toEqual([])
  expect(found('replay:').map(({ title }) => title)).toEqual(['Resume the replay: 40 captures, to dev', 'Cancel the replay: 40 captures, to dev…'])
})

it('the menu of the window finds what holds the lists still by its own title', () => {
  for (const live of [true, false]) {
    app.live = live
    expect(actions().filter((one) => (one.menu ?? one.title) === 'Live or paused')).toHaveLength(1)
  }
})

it.each([
  ['Pause', 'running', 'The replay of 40 captures to dev is paused.'],
  ['Resume', 'paused', 'The replay of 40 captures to dev goes on.'],
  ['Cancel', 'running', 'The replay of 40 captures to dev is cancelled; what it sent stays listed.'],
])('what became of a replay is said wherever one is: %s', async (word, state, told) => {
  vi.spyOn(app, 'ask').mockResolvedValue({} as never)
  vi.spyOn(app, 'wake').mockReturnValue()
  replays.list.rows = [replay(state)]
  found(`${word.toLowerCase()} the replay`)[0]?.run()
  if (word === 'Cancel') expect(sure()?.question).toBe('Cancel the replay of 40 captures?')
  sure()?.run()
  await vi.waitFor(() => expect(app.said?.text).toBe(told))
})

it.each([
  ['conversations', 'Replay this conversation…'],
  ['captures', 'Replay the captures that the filter shows…'],
] as const)('“replay” in %s means first what is on the screen there', (view, first) => {
  app.view = view
  app.conversationId = 'c1'
  conversations.list.rows = [{ id: 'c1', state: 'open' }] as never
  expect(found('replay').map(({ title }) => title)).toContain('Replay this conversation…')
  expect(found('replay')[0]?.title).toBe(first)
})

const titles = (all: { title: string }[]) => all.map(({ title }) => title)

it.each([
  ['a target that is on', 'target', ['Open the target dev', 'Show what was sent to dev', 'Switch the target dev off', 'Forget the target dev…']],
  ['a rule that is off', 'rule', ['Open the forwarding rule all', 'Switch the forwarding rule all on', 'Remove the forwarding rule all…']],
  ['a time rule that is on', 'timerule', ['Open the time rule stuck', 'Switch the time rule stuck off', 'Remove the time rule stuck…']],
] as const)('what is kept is opened, switched and removed from its menu and by name: %s', async (_, kind, want) => {
  targets.rows = [{ id: '1', name: 'dev' }] as never
  app.status = { targets: [{ id: '1', name: 'dev', last: null }], tunnel: { phase: 'off' } } as never
  deliveries.rules = [{ id: '1', name: 'all', enabled: false, held: false }] as never
  timeRules.rows = [{ id: '1', name: 'stuck', enabled: true }] as never
  const asked: string[] = []
  vi.spyOn(app, 'ask').mockImplementation((async (command: string) => (asked.push(command), { rows: [] })) as never)
  vi.spyOn(app, 'wake').mockReturnValue()
  expect(titles(actionsOf({ kind, id: '1' }))).toEqual(want)
  expect(titles(actions())).toEqual(expect.arrayContaining([...want]))
  actionsOf({ kind, id: '1' }).at(-1)?.run()
  expect([asked, sure() !== null], 'nothing goes before it was asked').toEqual([[], true])
  await sure()?.run()
  expect(asked).toEqual([{ target: 'target_delete', rule: 'rule_delete', timerule: 'time_rule_delete' }[kind]])
})

it("a listener's rule and the first source are not removed", () => {
  deliveries.rules = [{ id: '1', name: 'listen', enabled: true, held: true }] as never
  connect.sources = [{ id: 'default', name: 'Default' }, { id: '2', name: 'Shop' }] as never
  expect(titles(found('remove'))).toEqual(['Remove the source Shop…'])
})

it('a delivery that was given up is queued again by Undo', async () => {
  const asked: string[] = []
  vi.spyOn(app, 'ask').mockImplementation((async (command: string) => (asked.push(command), {})) as never)
  vi.spyOn(app, 'wake').mockReturnValue()
  await deliveries.giveUp({ id: '3', item: '17', format: 'meta' } as never)
  expect(app.said?.text).toBe('The delivery of #17 is given up.')
  app.undo()
  await vi.waitFor(() => expect(asked).toEqual(['delivery_cancel', 'delivery_retry']))
})

it.each([
  ['held', true, 'by held, Z to A'],
  ['held', false, 'by held, A to Z'],
  ['time', false, 'by time, oldest first'],
  ['size', true, 'by size, largest first'],
])('the palette says what the other order of a column is: %s, rising %s', (sort, ascending, want) => {
  app.view = 'captures'
  captures.sort = sort
  captures.ascending = ascending
  expect(titles(found('captures in order by')).filter((title) => title.includes(','))).toEqual([`Put captures in order ${want}`])
  captures.sort = 'time'
  captures.ascending = false
})

/** A page of which this pane has the keyboard. */
function page(pane: string): void {
  vi.stubGlobal('HTMLElement', class {})
  vi.stubGlobal('document', { activeElement: { closest: (of: string) => (of === '[data-pane]' ? { getAttribute: () => pane } : null), matches: () => false }, querySelector: () => null, querySelectorAll: () => [] })
}
const key = (key: string, more: Partial<KeyboardEvent> = {}) => ({ key, code: '', target: null, ...more }) as KeyboardEvent

it.each([
  ['what is undone', 'z', 'undo', 1],
  ['what is turned', 'l', 'setLive', 1],
  ['what is asked', '?', 'open', 1],
  ['moving', 'j', 'move', 3],
] as const)('of a key that is held, %s is done so often: %s', (_, letter, deed, times) => {
  page('list')
  app.say('Done.', false, () => {})
  const done = vi.spyOn(app, deed).mockReturnValue()
  expect([false, true, true].map((repeat) => pressed(key(letter, { repeat })))).toEqual([true, true, true])
  expect(done).toHaveBeenCalledTimes(times)
})

it('the palette does not come and go while its keys are held', () => {
  page('list')
  const held = [false, true, true].map((repeat) => key('k', { ctrlKey: true, repeat }))
  expect(held.map(pressed)).toEqual([true, true, true])
  expect(app.dialog?.kind).toBe('palette')
  app.close()
})

it('what was sent of a state set by hand leads to no capture, and says so', async () => {
  vi.spyOn(app, 'ask').mockRejectedValue({ code: 'not_found', message: 'There is no capture 3.', field: null })
  const say = vi.spyOn(app, 'say')
  showCapture('3')
  await vi.waitFor(() => expect(say.mock.lastCall?.[0]).toMatch(/^There is no capture #3: a state/))
})

it('a key that is held where it means nothing is left to the field or the browser', () => {
  page('list')
  expect([pressed(key('?')), pressed(key('y')), pressed(key('y', { repeat: true }))]).toEqual([true, false, false])
})

it.each([
  ['timeline', 1],
  ['inspector', 0],
])('End with the keyboard in the %s leads to the latest message %i times', (pane, times) => {
  page(pane)
  app.conversationId = 'c1'
  app.timeline = { conversation: { id: 'c1' }, items: [] } as never
  const latest = vi.spyOn(places, 'latest').mockResolvedValue(undefined as never)
  expect(pressed(key('End'))).toBe(times === 1)
  expect(latest).toHaveBeenCalledTimes(times)
})
