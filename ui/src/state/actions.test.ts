import { afterEach, expect, it, vi } from 'vitest'

import type { ReplayRow } from '../host/contract'
import { actions } from './actions'
import { app } from './app.svelte'
import { replays } from './replays.svelte'

const replay = (state: string) => ({ id: '7', what: '40 captures', to: 'dev', state, wants: [] }) as unknown as ReplayRow
const found = (word: string) => actions().filter(({ title }) => title.toLowerCase().includes(word))

afterEach(() => {
  vi.restoreAllMocks()
  replays.list.rows = []
  app.live = true
  app.said = null
  app.view = 'conversations'
})

it.each(['conversations', 'captures', 'deliveries', 'insights'] as const)('“pause” in %s means the replay that runs before the lists of the page, and tells both apart', (view) => {
  app.view = view
  expect(found('pause').map(({ title }) => title)).toEqual(['Pause arrivals on this page'])
  replays.list.rows = [replay('running')]
  expect(found('pause').map(({ title }) => title)).toEqual(['Pause the replay: 40 captures, to dev', 'Pause arrivals on this page'])
  replays.list.rows = [replay('paused')]
  app.live = false
  expect(found('pause').map(({ title }) => title)).toEqual([])
  expect(found('replay:').map(({ title }) => title)).toEqual(['Resume the replay: 40 captures, to dev', 'Cancel the replay: 40 captures, to dev'])
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
  await vi.waitFor(() => expect(app.said?.text).toBe(told))
})
