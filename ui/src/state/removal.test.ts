import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { app } from './app.svelte'
import { remove } from './removal'
import type { Dialog } from './views'

const dialog: Extract<Dialog, { kind: 'delete-captures' }> = { kind: 'delete-captures', ids: ['7'] }
const body = {}
const field = {}
/** The list, which was given the keyboard so often. */
const list = { matches: () => true, querySelector: () => null, focus: vi.fn() }
let page: { body: object; activeElement: object; querySelector: () => object }
let answer: { done: (gone: object | null) => void }

beforeEach(() => {
  page = { body, activeElement: body, querySelector: () => list }
  vi.stubGlobal('document', page)
  vi.spyOn(app, 'wake').mockReturnValue()
  vi.spyOn(app, 'refresh').mockResolvedValue()
  vi.spyOn(app, 'pullInspector').mockResolvedValue()
  vi.spyOn(app, 'try').mockImplementation((() => new Promise((done) => (answer = { done }))) as never)
  app.view = 'captures'
  app.inspect('7')
  app.open(dialog)
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  list.focus.mockClear()
  app.dialog = null
})

it.each([
  ['who waits for it', () => {}, true],
  ['who left it and does nothing else', () => app.close(), true],
  ['who left it and types elsewhere', () => (app.close(), (page.activeElement = field)), false],
  ['who left it and is asked something else', () => app.open({ kind: 'about' }), false],
] as const)('the end of a deletion gives the list the keyboard of %s: %s', async (_, meanwhile, given) => {
  const removed = remove(dialog)
  meanwhile()
  answer.done({ captures: 1, attempts: 0 })
  await removed
  expect(list.focus.mock.calls.length > 0).toBe(given)
})

it.each([
  ['who waits for it has it chosen again', () => {}, '7'],
  ['who left it and chose another one keeps that', () => (app.close(), app.inspect('9')), '9'],
] as const)('of what was not deleted, %s', async (_, meanwhile, inspected) => {
  const removed = remove(dialog)
  meanwhile()
  answer.done(null)
  await removed
  expect(app.captureId).toBe(inspected)
})
