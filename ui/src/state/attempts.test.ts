import { afterEach, expect, it, vi } from 'vitest'

import { app } from './app.svelte'
import { attempts } from './attempts.svelte'

afterEach(() => {
  vi.restoreAllMocks()
  attempts.restore({ text: '', filter: '' })
})

it('another filter begins at the top, and one that cannot be read says so until it can', () => {
  vi.spyOn(app, 'ask').mockResolvedValue({ attempts: [], next: null } as never)
  attempts.list.atTop = false
  attempts.type('status:')
  attempts.misread()
  expect([attempts.outdated, attempts.list.atTop, attempts.filter]).toEqual([true, false, ''])
  attempts.setFilter('status:500')
  expect([attempts.outdated, attempts.list.atTop, attempts.filter]).toEqual([false, true, 'status:500'])
})
