import { afterEach, expect, it, vi } from 'vitest'

import { app } from './app.svelte'
import { attempts } from './attempts.svelte'
import { deliveries } from './deliveries.svelte'
import { actionsOf } from './things'

afterEach(() => {
  vi.restoreAllMocks()
  attempts.restore({ text: '', filter: '' })
  app.status = null
  app.view = 'conversations'
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

it('while one filter is asked for only the last of those written meanwhile is asked for next', async () => {
  const asked: (string | undefined)[] = []
  let answer = () => {}
  vi.spyOn(app, 'ask').mockImplementation((async (command: string, { filter }: { filter?: string }) => {
    if (command !== 'attempts_list') return {}
    asked.push(filter)
    await new Promise<void>((done) => (answer = done))
    return { attempts: [], next: null }
  }) as never)
  for (const text of ['a', 'ab', 'abc']) attempts.setFilter(text)
  expect(asked).toEqual(['a'])
  answer()
  await vi.waitFor(() => expect(asked).toEqual(['a', 'abc']))
  attempts.setFilter('abcd')
  answer()
  await vi.waitFor(() => expect(asked).toEqual(['a', 'abc', 'abcd']))
  answer()
  await vi.waitFor(() => expect(attempts.list.known).toBe(true))
  expect(asked).toHaveLength(3)
})

it('how many there are is known once all were looked at, and at least so many before', async () => {
  const ids = (from: number, many: number) => Array.from({ length: many }, (_, at) => ({ id: String(from - at) }))
  vi.spyOn(app, 'ask').mockImplementation((async (_: string, { from }: { from?: string }) => (from ? { attempts: ids(3, 3), next: null } : { attempts: ids(203, 200), next: '4' })) as never)
  attempts.restore({ text: 'status:500', filter: 'status:500' })
  await attempts.pull()
  expect([attempts.list.total, attempts.list.more]).toEqual([200, true])
  await attempts.list.older()
  expect([attempts.list.total, attempts.list.more]).toEqual([203, false])
})

it('one of another list is open also where the filter does not show it, until something was deleted', async () => {
  vi.spyOn(app, 'ask').mockResolvedValue({ attempts: [{ id: '7' }], next: null } as never)
  vi.spyOn(app, 'wake').mockReturnValue()
  app.status = { epoch: 1, counts: { attempts: 1 } } as never
  await attempts.pull()
  const row = { id: '3', status: 500, responseBody: '', responseCharacters: 0 }
  deliveries.openAttempt(row as never)
  expect([deliveries.part, app.view, attempts.open]).toEqual(['attempts', 'deliveries', row])
  expect(actionsOf({ kind: 'attempt', id: '3' }).find(({ title }) => title === 'Resend')?.key).toBe('r')
  attempts.choose('7')
  expect(attempts.open).toEqual({ id: '7' })
  attempts.choose('3')
  app.status = { epoch: 2, counts: { attempts: 1 } } as never
  expect(attempts.open).toBe(null)
})

it('what was sent of a delivery is asked for by what it carried', () => {
  vi.spyOn(app, 'ask').mockResolvedValue({ attempts: [], next: null } as never)
  vi.spyOn(app, 'wake').mockReturnValue()
  deliveries.listOf({ item: '17-t1-texter' })
  expect([attempts.filter, deliveries.part]).toEqual(['item:17-t1-texter', 'attempts'])
})
