import { expect, it, vi } from 'vitest'

import { Skim } from './skim'

it.each([
  ['opens as fast as keys come', 80, [0, 150, 300], [0, 0, 0]],
  ['is held down', 80, [0, 30, 60], [0, 120, 120]],
  ['cannot open as fast as keys come', 200, [0, 150, 300], [0, 300, 300]],
  ['took ages once', 9_000, [0, 399, 800], [0, 400, 0]],
])('whoever %s: %j ms each, keys at %j rest for %j', (_, took, keys, rests) => {
  vi.useFakeTimers({ now: 1_000 })
  const skim = new Skim()
  skim.took(took)
  const left = keys.map((at, index) => {
    vi.advanceTimersByTime(at - (keys[index - 1] ?? 0))
    skim.press(1_000 + at)
    return skim.left
  })
  expect(left).toEqual(rests)
  vi.useRealTimers()
})
