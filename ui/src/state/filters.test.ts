import { expect, it, vi } from 'vitest'

import { app } from './app.svelte'
import { filters } from './filters'

it('what a filter means is asked for once it is known which was used before', async () => {
  const asked: string[] = []
  let kept = () => {}
  vi.spyOn(app, 'ask').mockImplementation(((command: string) => {
    asked.push(command)
    return command === 'filter_used' ? new Promise<void>((done) => (kept = done)) : Promise.resolve({ recent: [] })
  }) as never)
  const { describe, used } = filters('captures')
  used('sig:invalid')
  const answer = describe('')
  await Promise.resolve()
  expect(asked).toEqual(['filter_used'])
  kept()
  await answer
  expect(asked).toEqual(['filter_used', 'filter_describe'])
  vi.restoreAllMocks()
})
