import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { Latest, Pulse } from './pulse'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

it('pulls at once, then once for everything that came during a pull', async () => {
  let running = 0
  let most = 0
  const pulls: number[] = []
  const pulse = new Pulse(async () => {
    running += 1
    most = Math.max(most, running)
    pulls.push(Date.now())
    await new Promise((done) => setTimeout(done, 50))
    running -= 1
  }, 100)
  for (let beat = 0; beat < 20; beat++) pulse.beat()
  await vi.advanceTimersByTimeAsync(1000)
  expect([pulls.length, most]).toEqual([2, 1])
  expect((pulls[1] ?? 0) - (pulls[0] ?? 0)).toBe(150)
})

it('lets keys go first, but not for ever', async () => {
  const pulls: number[] = []
  const pulse = new Pulse(async () => void pulls.push(Date.now()), 100)
  const began = Date.now()
  const type = async (keys: number) => {
    for (let turn = 0; turn < keys; turn++) {
      pulse.key()
      pulse.beat()
      await vi.advanceTimersByTimeAsync(90)
    }
  }
  await type(5)
  expect(pulls).toEqual([])
  await vi.advanceTimersByTimeAsync(1000)
  expect(pulls).toEqual([began + 4 * 90 + 250])
  await type(30)
  expect(pulls.length).toBe(3)
})

it('does what the user did without waiting for calm', async () => {
  const pull = vi.fn(async () => {})
  const pulse = new Pulse(pull, 100)
  pulse.now()
  await vi.advanceTimersByTimeAsync(0)
  pulse.now()
  await vi.advanceTimersByTimeAsync(0)
  expect(pull).toHaveBeenCalledTimes(2)
})

it('does what the user did by a key as soon as the pull that runs has ended', async () => {
  const pulls: number[] = []
  const pulse = new Pulse(async () => {
    pulls.push(Date.now())
    await new Promise((done) => setTimeout(done, 50))
  }, 100)
  const began = Date.now()
  pulse.beat()
  pulse.key()
  pulse.beat()
  pulse.now()
  await vi.advanceTimersByTimeAsync(60)
  expect(pulls).toEqual([began, began + 50])
})

it('lets only the last question of a name be answered', () => {
  const latest = new Latest()
  const first = latest.ask('timeline')
  const other = latest.ask('captures')
  const second = latest.ask('timeline')
  expect([first(), second(), other()]).toEqual([false, true, true])
})
