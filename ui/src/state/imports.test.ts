import { expect, it, vi } from 'vitest'

import { Refusal } from '../host/host'
import { app } from './app.svelte'
import { take } from './imports'

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
  vi.restoreAllMocks()
})

it('where nothing is handed over nothing is said', async () => {
  app.unsay()
  await take([])
  expect(app.said).toBe(null)
})
