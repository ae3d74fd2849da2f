import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { actions } from './actions'
import { app } from './app.svelte'
import { inspector, read } from './inspector.svelte'
import { actionsOf, current, showCapture } from './things'

const setItem = vi.fn()

beforeEach(() => {
  vi.stubGlobal('localStorage', { setItem })
  vi.spyOn(app, 'ask').mockReturnValue(new Promise(() => {}) as never)
  app.view = 'conversations'
})
afterEach(() => {
  for (const view of ['conversations', 'captures'] as const) {
    app.view = view
    inspector.show()
  }
  app.view = 'conversations'
  app.tab = 'summary'
  app.status = app.inspected = app.eventId = null
  setItem.mockClear()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

test.each([
  ['captures conversations', ['conversations', 'captures']],
  ['captures', ['captures']],
  ['', []],
  ['deliveries nonsense', []],
])('what was remembered is read: %j', (text, views) => {
  expect(read(text)).toEqual(views)
})

test('it is put away in one view, and that is remembered', () => {
  inspector.put(true)
  expect(inspector.away).toBe(true)
  app.view = 'captures'
  expect(inspector.away).toBe(false)
  inspector.put(true)
  app.view = 'conversations'
  inspector.show()
  inspector.show()
  expect([inspector.away, setItem.mock.calls.map(([, views]) => views)]).toEqual([false, ['conversations', 'conversations captures', 'captures']])
  app.view = 'captures'
  expect(inspector.away).toBe(true)
})

const offered = () => actions().filter(({ key }) => key === 'i').map(({ title }) => title)

test.each([
  ['conversations', 3, ['Hide the inspector']],
  ['captures', 3, ['Hide the inspector']],
  ['captures', 0, []],
  ['deliveries', 3, []],
  ['settings', 3, []],
] as const)('it is offered where there is one: %s with %d captures', (view, captures, titles) => {
  app.view = view
  app.status = { counts: { captures }, targets: [], tunnel: { phase: 'off' } } as never
  expect(offered()).toEqual(titles)
  inspector.put(true)
  expect([inspector.away, offered()]).toEqual([titles.length > 0, titles.length > 0 ? ['Show the inspector'] : []])
})

test('a capture that is asked for is shown', () => {
  app.view = 'captures'
  inspector.put(true)
  app.view = 'deliveries'
  showCapture('7')
  expect([app.view, app.captureId, inspector.away]).toEqual(['captures', '7', false])
})

test("while it is away keys act on the capture, not on the vendor's event that was last seen", () => {
  app.status = { counts: { captures: 3 }, targets: [], tunnel: { phase: 'off' } } as never
  app.tab = 'texter'
  app.inspect('7')
  inspector.put(true)
  expect(current()).toEqual({ kind: 'capture', id: '7' })
  const keys = (all: { key?: string; cannot?: boolean }[]) => all.filter(({ key, cannot }) => key && !cannot).map(({ key }) => key)
  expect(keys(actions())).toEqual(expect.arrayContaining(keys(actionsOf({ kind: 'capture', id: '7' }))))
})
