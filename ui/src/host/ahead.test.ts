import { beforeEach, expect, it, vi } from 'vitest'

import { FIRST } from '../state/first'
import { ahead } from './ahead'
import type { Changed } from './contract'
import { type Host, Refusal } from './host'

const CHANGED: Changed = { revision: 1, captures: [] }
const SILENT = new Refusal('silent', 'The program does not answer.')

/** A host: what it was asked, and how it tells. */
function fake() {
  const asked: string[] = []
  let tells: { changed: (changed: Changed) => void; lost: (why: Refusal | null) => void } | null = null
  const host = {
    call: vi.fn(async (command: string) => asked.push(command)),
    follow: (changed, lost) => (tells = { changed, lost }),
  } as Partial<Host> as Host
  return { host, asked, changed: () => tells?.changed(CHANGED), lost: (why: Refusal | null) => tells?.lost(why) }
}

const tick = Promise.resolve()

let program: ReturnType<typeof fake>
let host: Host
const status = () => host.call('status_get', {} as never)

beforeEach(() => {
  program = fake()
  host = ahead(program.host, FIRST)
})

it('asks once it hears of changes, not before, and each question is answered once', async () => {
  expect(program.asked).toEqual([])
  program.changed()
  expect(program.asked).toEqual(['status_get', 'conversations_list'])
  expect(await status()).toBe(1)
  expect(await host.call('conversations_list', { filter: '', limit: 50 })).toBe(2)
  expect(program.asked.length).toBe(2)
  expect(await status()).toBe(3)
})

it.each([
  ['something changed', () => program.changed()],
  ['the connection was lost', () => program.lost(SILENT)],
  ['something else was asked, which may change it', () => void host.call('captures_clear' as never, {} as never)],
  ['it is asked otherwise', () => void host.call('status_get', { other: 1 } as never)],
])('an answer from before is none once %s', async (_, happens) => {
  program.changed()
  host.follow(vi.fn(), vi.fn())
  await tick
  happens()
  const before = program.asked.length
  await status()
  expect(program.asked.slice(before)).toEqual(['status_get'])
})

it('asks ahead once only', () => {
  program.changed()
  program.changed()
  expect(program.asked.length).toBe(2)
})

it('what changed before somebody follows is told after the beginning: the answers are shown first, and asked for again', async () => {
  program.changed()
  program.changed()
  const shown: unknown[] = []
  host.follow(() => void status().then((number) => shown.push(number)), vi.fn())
  await vi.waitFor(() => expect(shown).toEqual([1, 3]))
})

it('whoever follows later hears how it stands', async () => {
  const [changed, lost] = [vi.fn(), vi.fn()]
  host.follow(changed, lost)
  await tick
  expect([changed.mock.calls, lost.mock.calls]).toEqual([[], []])
  program.changed()
  expect(changed.mock.calls).toEqual([[CHANGED]])

  program = fake()
  host = ahead(program.host, [])
  program.lost(SILENT)
  const [another, why] = [vi.fn(), vi.fn()]
  host.follow(another, why)
  expect(why).not.toHaveBeenCalled()
  await tick
  expect([another.mock.calls, why.mock.calls]).toEqual([[], [[SILENT]]])
  program.lost(null)
  program.changed()
  expect([another.mock.calls, why.mock.calls]).toEqual([[[CHANGED]], [[SILENT], [null]]])
})

it('a refusal is told to whoever asks, and to nobody else', async () => {
  vi.mocked(program.host.call).mockRejectedValue(SILENT)
  program.changed()
  await expect(status()).rejects.toBe(SILENT)
})
