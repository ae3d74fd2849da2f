import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { Refusal } from '../host/host'
import { app } from './app.svelte'
import { take } from './imports'
import { unsaved } from './unsaved'

class Element {
  isContentEditable = false
  matches = () => true
}
beforeEach(() => {
  vi.stubGlobal('HTMLElement', Element)
  vi.stubGlobal('document', { activeElement: null })
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

const file = (name: string, size = 3) => ({ name, size, bytes: async () => new Uint8Array(size) })

it('what is refused is said, ends what was being done, and nothing more is handed over', async () => {
  const asked: number[] = []
  vi.spyOn(app, 'ask').mockImplementation((async (_: string, { files }: { files: unknown[] }) => {
    asked.push(files.length)
    if (asked.length === 2) throw new Refusal('storage', 'The disk is full.')
    return { captures: ['1'], problems: [] }
  }) as never)
  await take(['1', '2', '3'].map((name) => file(name, 3 << 20)))
  expect([asked, app.said]).toEqual([[1, 1], { text: 'Stopped: 1 of 3 files captured. The disk is full.', bad: true }])
})

it('where nothing is handed over nothing is said', async () => {
  app.unsay()
  await take([])
  expect(app.said).toBe(null)
})

it.each([
  ['shows the last one', 'captures', () => {}],
  ['leaves who writes in a field where they are', 'settings', () => vi.stubGlobal('document', { activeElement: new Element() })],
  ['leaves who has a note half written where they are', 'settings', () => (unsaved.begin('note:1', { text: '' }), unsaved.write('note:1', { text: 'Broken' }))],
] as const)('an import that ends %s', async (_, view, write) => {
  vi.spyOn(app, 'ask').mockResolvedValue({ captures: ['7'], problems: [] } as never)
  const inspect = vi.spyOn(app, 'inspect').mockReturnValue()
  vi.spyOn(app, 'wake').mockReturnValue()
  app.view = 'settings'
  write()
  await take([file('1')])
  unsaved.done('note:1')
  expect([app.view, inspect.mock.calls, app.said?.text]).toEqual([view, view === 'captures' ? [['7']] : [], '1 file captured.'])
})
