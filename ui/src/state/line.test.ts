import { expect, it, vi } from 'vitest'

import { type Host, Refusal } from '../host/host'
import { Line } from './line.svelte'

const silent = new Refusal('silent', 'The program does not answer.')

/** A line to a host that answers so. */
function line(answer: () => unknown): { line: Line; lost: (why: Refusal | null) => void; changed: () => void } {
  const follow = vi.fn()
  class Own extends Line {
    begin(host: Host): void {
      this.follow(host, () => {})
    }
  }
  const line = new Own()
  line.begin({ call: async () => answer(), follow } as unknown as Host)
  const [changed, lost] = follow.mock.calls[0] as [() => void, (why: Refusal | null) => void]
  return { line, lost, changed }
}

it('while there is no connection it says so once, and what is shown counts as what it was', async () => {
  const { line: one, lost } = line(() => {
    throw silent
  })
  lost(silent)
  expect([one.away, one.trouble]).toEqual([true, silent.message])
  one.refused(silent)
  expect(one.said).toBe(null)
  expect(await one.try('status_get', {} as never)).toBe(null)
  expect(one.said?.text).toBe('No answer came: whether it was done is seen once the program can be asked again.')
  lost(null)
  expect([one.away, one.trouble, one.said]).toEqual([false, null, null])
})

it('who is not let in knows that nothing was done', async () => {
  const { line: one } = line(() => {
    throw new Refusal('stranger', 'The program does not know this browser.')
  })
  expect(await one.try('status_get', {} as never)).toBe(null)
  expect([one.away, one.said?.text]).toEqual([true, 'Nothing was done: the program cannot be asked now.'])
})

it('what is refused for another reason is an answer: it is said, and there is a connection', async () => {
  const { line: one, lost } = line(() => {
    throw new Refusal('invalid', 'There is no such state.')
  })
  lost(silent)
  expect(await one.try('status_get', {} as never)).toBe(null)
  expect([one.away, one.trouble, one.said?.text]).toEqual([false, null, 'There is no such state.'])
})

it('what was done since stays said when there is a connection again', async () => {
  const { line: one, lost } = line(() => {
    throw silent
  })
  await one.try('status_get', {} as never)
  one.say('The theme is dark.')
  lost(null)
  expect(one.said?.text).toBe('The theme is dark.')
})

it('an answer ends it too', async () => {
  const { line: one, lost } = line(() => ({}))
  lost(silent)
  await one.ask('status_get', {} as never)
  expect([one.away, one.trouble]).toEqual([false, null])
})

it('what is refused otherwise says nothing of the connection', () => {
  const { line: one } = line(() => ({}))
  one.refused(new Refusal('unavailable', 'The disk is full.'))
  expect([one.away, one.trouble, one.said?.text]).toEqual([false, null, 'The disk is full.'])
})

it('what was done can be taken back for a minute, the last one first, whatever is said meanwhile', () => {
  vi.useFakeTimers()
  const { line: one } = line(() => ({}))
  const back: string[] = []
  const done = (what: string) => one.say(what, false, () => back.push(what))
  done('#1 is pinned.')
  done('#2 is pinned.')
  one.say('Copied as curl.')
  vi.advanceTimersByTime(12_000)
  expect(one.said?.text, 'the sentence before it is said again').toBe('#2 is pinned.')
  one.say('Copied as curl.')
  one.undo()
  expect([one.said?.text, back], 'what the line does not say is named').toEqual(['Taken back: #2 is pinned.', ['#2 is pinned.']])
  vi.advanceTimersByTime(12_000)
  expect(one.said?.text).toBe('#1 is pinned.')
  one.undo()
  expect([one.said, one.undoable, back]).toEqual([null, false, ['#2 is pinned.', '#1 is pinned.']])
  done('#3 is pinned.')
  one.say('Copied as curl.')
  vi.advanceTimersByTime(60_000)
  expect([one.said, one.undoable]).toEqual([null, false])
  vi.useRealTimers()
})

it('what was done to something that is gone is neither named again nor taken back', () => {
  vi.useFakeTimers()
  const { line: one } = line(() => ({}))
  one.say('Anna Smith is marked done.', false, () => {})
  one.say('Deleted for good.')
  one.forget()
  expect([one.said?.text, one.undoable]).toEqual(['Deleted for good.', false])
  vi.advanceTimersByTime(12_000)
  expect(one.said).toBe(null)
  vi.useRealTimers()
})
