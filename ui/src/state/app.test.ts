import { afterEach, expect, it, vi } from 'vitest'

import type { Command } from '../host/host'
import { app } from './app.svelte'

/** An engine that refuses some commands. */
function refusing(...commands: Command[]): void {
  vi.spyOn(app, 'ask').mockImplementation((async (command: Command) => {
    if (commands.includes(command)) throw { code: 'database', message: 'It cannot be read.' }
    if (command === 'capture_get') return { row: { id: '7' } }
    if (command === 'events_list') return { events: [], withheld: [] }
    throw new Error(command)
  }) as never)
}

afterEach(() => {
  vi.restoreAllMocks()
  app.said = null
})

it('a conversation that cannot be read says so', async () => {
  refusing('timeline_get')
  await app.select('c1')
  expect([app.said?.text, app.said?.bad]).toEqual(['It cannot be read.', true])
})

it('a capture is shown also where what was sent of it cannot be listed', async () => {
  refusing('attempts_list')
  app.inspect('7')
  await app.inspecting()
  await vi.waitFor(() => expect(app.said?.text).toBe('It cannot be read.'))
  expect([app.capture?.row.id, app.settled]).toEqual(['7', true])
})
