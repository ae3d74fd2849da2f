import { expect, it, vi } from 'vitest'

import type { CaptureDetail } from '../host/contract'
import { app } from './app.svelte'
import { places } from './places.svelte'

it.each([
  ['not JSON', 'Capture #5 is of no conversation (not JSON).'],
  ['template_status', 'Capture #5 is of no conversation (template status).'],
  ['', 'Capture #5 is still being read: try again in a moment.'],
])('a capture that leads nowhere says why: %j', async (held, said) => {
  vi.spyOn(app, 'ask').mockResolvedValue({ row: { id: '5', held }, signals: [] } as unknown as CaptureDetail as never)
  const say = vi.spyOn(app, 'say')
  await places.ofCapture('5')
  expect(say.mock.lastCall?.[0]).toBe(said)
  vi.restoreAllMocks()
})

it('a capture that was shown before it was read is asked for again', async () => {
  app.capture = { row: { id: '5', held: '' }, signals: [] } as unknown as CaptureDetail
  vi.spyOn(app, 'ask').mockResolvedValue({ row: { id: '5', held: 'binary' }, signals: [] } as unknown as CaptureDetail as never)
  const say = vi.spyOn(app, 'say')
  await places.ofCapture('5')
  expect(say.mock.lastCall?.[0]).toBe('Capture #5 is of no conversation (binary).')
  app.capture = null
  vi.restoreAllMocks()
})
