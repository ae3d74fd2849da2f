import { afterEach, expect, it, vi } from 'vitest'

import { http } from './http'

/** What the browser tells of a stream. */
class Stream extends EventTarget {
  static readonly CLOSED = 2
  static last: Stream
  readyState = 0
  constructor(readonly url: string) {
    super()
    Stream.last = this
  }
}

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

it.each([
  ['nobody answers', 0, 'silent', 'The program does not answer'],
  ['it is refused', 2, 'stranger', 'The program does not know this browser'],
])('why there is no connection: %s', (_, readyState, code, words) => {
  vi.useFakeTimers()
  vi.stubGlobal('EventSource', Stream)
  const lost = vi.fn()
  http.follow(vi.fn(), lost)
  const first = Stream.last
  Object.assign(first, { readyState }).dispatchEvent(new Event('error'))
  expect(lost.mock.calls).toEqual([[expect.objectContaining({ code, message: expect.stringContaining(words), away: true })]])
  vi.advanceTimersByTime(10_000)
  expect(Stream.last === first, 'who was refused asks again').toBe(readyState === 0)
})

it.each([
  ['nobody answers', () => Promise.reject(new TypeError('failed to fetch')), 'silent'],
  ['the answer breaks off', async () => new Response('{"rev'), 'silent'],
  ['the browser is unknown', async () => new Response('', { status: 401 }), 'stranger'],
])('a command is told the same: %s', async (_, fetch, code) => {
  vi.stubGlobal('fetch', fetch)
  await expect(http.call('status_get', {} as never)).rejects.toMatchObject({ code, away: true })
})

it('a refusal names its field', async () => {
  vi.stubGlobal('fetch', async () => new Response('{"code":"invalid","message":"No URL.","field":"url"}', { status: 400 }))
  await expect(http.call('target_put', {} as never)).rejects.toMatchObject({ code: 'invalid', message: 'No URL.', field: 'url', away: false })
})
