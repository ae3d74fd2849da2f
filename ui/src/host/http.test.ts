import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { http } from './http'

/** What the browser tells of a stream. */
class Stream extends EventTarget {
  static readonly CLOSED = 2
  static last: Stream
  static all: Stream[] = []
  readyState = 0
  constructor(readonly url: string) {
    super()
    Stream.last = this
    Stream.all.push(this)
  }
  close(): void {
    this.readyState = Stream.CLOSED
  }
}

/** The page as the browser shows it. */
let page: EventTarget & { hidden: boolean }
function turn(hidden: boolean): void {
  Object.assign(page, { hidden }).dispatchEvent(new Event('visibilitychange'))
}

beforeEach(() => {
  Stream.all = []
  page = Object.assign(new EventTarget(), { hidden: false })
  vi.stubGlobal('document', page)
  vi.stubGlobal('EventSource', Stream)
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

it.each([
  ['nobody answers', 0, 'silent', 'The program does not answer'],
  ['it is refused', 2, 'stranger', 'The program does not know this browser'],
])('why there is no connection: %s', (_, readyState, code, words) => {
  vi.useFakeTimers()
  const lost = vi.fn()
  http.follow(vi.fn(), lost)
  const first = Stream.last
  Object.assign(first, { readyState }).dispatchEvent(new Event('error'))
  expect(lost.mock.calls).toEqual([[expect.objectContaining({ code, message: expect.stringContaining(words), away: true })]])
  vi.advanceTimersByTime(10_000)
  expect(Stream.last === first, 'who was refused asks again').toBe(readyState === 0)
})

it('a page that nobody sees holds no connection, and hears what it missed once it is seen', () => {
  const changed = vi.fn()
  http.follow(changed, vi.fn())
  const open = () => Stream.all.map(({ readyState }) => readyState !== Stream.CLOSED)
  turn(true)
  expect(open()).toEqual([false])
  turn(false)
  turn(false)
  expect(open()).toEqual([false, true])
  Stream.last.dispatchEvent(new MessageEvent('changed', { data: '{"revision":"7"}' }))
  expect(changed.mock.calls).toEqual([[{ revision: '7' }]])
})

it('a page that is opened unseen follows once it is seen', () => {
  page.hidden = true
  http.follow(vi.fn(), vi.fn())
  expect(Stream.all).toEqual([])
  turn(false)
  expect(Stream.all.length).toBe(1)
})

it('who was refused asks again only while somebody looks, and once', () => {
  vi.useFakeTimers()
  http.follow(vi.fn(), vi.fn())
  Object.assign(Stream.last, { readyState: Stream.CLOSED }).dispatchEvent(new Event('error'))
  turn(true)
  vi.advanceTimersByTime(10_000)
  expect(Stream.all.length).toBe(1)
  turn(false)
  vi.advanceTimersByTime(10_000)
  expect(Stream.all.length).toBe(2)
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
