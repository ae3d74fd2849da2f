import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import type { ConversationRow, Status } from '../host/contract'
import { app } from './app.svelte'
import { conversations } from './conversations.svelte'
import { Found } from './found'

const row = (n: number, state = 'open') => ({ id: `c${n}`, lastAt: 1_000 - n, state, peer: `p${n}`, name: null }) as ConversationRow

beforeEach(() => vi.useFakeTimers())
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

it('a conversation that is marked done shows it, also below the first page', async () => {
  const all = Array.from({ length: 90 }, (_, n) => row(n))
  vi.spyOn(app, 'ask').mockImplementation((async (command: string, request: { from?: string; limit: number }) => {
    if (command === 'conversation_done') return row(70, 'done')
    if (command !== 'conversations_list') throw new Error(command)
    const from = Number(request.from ?? 0)
    const next = from + request.limit
    return { revision: 1, rows: all.slice(from, next), next: next < all.length ? String(next) : null, total: all.length, more: false }
  }) as never)
  await conversations.pull()
  await conversations.list.older()
  expect([conversations.rows.length, conversations.rows[70]?.state]).toEqual([90, 'open'])
  await conversations.markDone(row(70))
  expect([conversations.rows[70]?.state, conversations.rows[69]?.state]).toEqual(['done', 'open'])
})

it('one body that moves more conversations than a first page looks at hides none of them', async () => {
  /** Where those stand that fit, the first at 0; a look goes 256 places far. */
  let fits = new Map([['known', 5]])
  let signals = 10
  const came = () => (app.status = { counts: { captures: signals > 10 ? 2 : 1, read: signals > 10 ? 2 : 1, signals, conversations: 5_000, attempts: 0 } } as Status)
  vi.spyOn(app, 'ask').mockImplementation((async (command: string, request: { from?: string }) => {
    if (command !== 'conversations_list') throw new Error(command)
    const from = Number(request.from ?? 0)
    const rows = [...fits].filter(([, at]) => at >= from && at < from + 256).map(([id, at]) => ({ id, lastAt: id === 'known' ? 1 : 5_000 - at }) as ConversationRow)
    return { revision: 1, rows, next: from + 256 < 5_000 ? String(from + 256) : null, total: 1, more: true }
  }) as never)
  const ids = () => conversations.rows.map(({ id }) => id).join(' ')
  conversations.filter = 'x'
  came()
  await conversations.pull()
  await vi.waitFor(() => expect([ids(), conversations.list.searching]).toEqual(['known', false]))
  fits = new Map([['moved', 700], ['known', 1_005]])
  signals += 1_000
  came()
  await conversations.pull()
  await vi.waitFor(() => expect(ids()).toBe('moved known'))
})

it.each<[string, [filter: string, after: number][], string[]]>([
  ['nothing is asked', [['', 5_000]], []],
  ['it is asked once, and much arrives', [['a', 2_000], ['a', 2_000], ['a', 2_000]], ['7 captures fit the filter.']],
  ['it is being typed', [['a', 200], ['ab', 200], ['abc', 1_000]], ['7 captures fit the filter.']],
  ['it is taken back', [['a', 1_000], ['', 1_000]], ['7 captures fit the filter.', '7 captures.']],
])('what a question found is heard once it stands: %s', (_, asked, heard) => {
  const told: string[] = []
  vi.spyOn(app, 'heard', 'set').mockImplementation((words) => void told.push(words))
  const found = new Found('capture', 'captures', { total: 7, more: false, searching: false })
  for (const [filter, after] of asked) {
    found.tell(filter)
    vi.advanceTimersByTime(after)
  }
  expect(told).toEqual(heard)
})

it.each([
  [0, false, 'a', '0 captures fit the filter.'],
  [1, false, 'a', '1 capture fits the filter.'],
  [1, true, 'a', 'At least 1 capture fits the filter.'],
  [1, false, '', '1 capture.'],
])('how many were found is told in a sentence: %i (more: %s) of “%s”', (total, more, filter, heard) => {
  const told: string[] = []
  vi.spyOn(app, 'heard', 'set').mockImplementation((words) => void told.push(words))
  const found = new Found('capture', 'captures', { total, more, searching: false })
  found.tell('before')
  found.tell(filter)
  vi.advanceTimersByTime(1_000)
  expect(told).toEqual([heard])
})

it('while it is still looked for, no number is told', () => {
  const told: string[] = []
  vi.spyOn(app, 'heard', 'set').mockImplementation((words) => void told.push(words))
  const list = { total: 0, more: true, searching: true }
  new Found('capture', 'captures', list).tell('a')
  vi.advanceTimersByTime(5_000)
  expect(told).toEqual([])
  Object.assign(list, { total: 3, more: false, searching: false })
  vi.advanceTimersByTime(1_000)
  expect(told).toEqual(['3 captures fit the filter.'])
})

it('a question whose answer something else took is answered all the same', async () => {
  const answers: (() => void)[] = []
  vi.spyOn(app, 'ask').mockImplementation((() => new Promise((done) => answers.push(() => done({ revision: 1, rows: [row(1)], next: null, total: 1, more: false })))) as never)
  conversations.setFilter('mug')
  const answered = conversations.answered()
  // What came has the list looked at before that was answered.
  const other = conversations.list.refresh()
  answers[0]?.()
  await vi.waitFor(() => expect(answers.length).toBe(3))
  for (const answer of answers) answer()
  await other
  expect(await answered).toBe(true)
  conversations.setFilter('')
})
