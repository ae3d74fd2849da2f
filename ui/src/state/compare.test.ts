import { afterEach, expect, it, vi } from 'vitest'

import type { EventList } from '../host/contract'
import { app } from './app.svelte'
import { compare } from './compare.svelte'

afterEach(() => vi.restoreAllMocks())

const event = (n: number, messageId: string | null) => ({ id: `7-t${n}-texter`, format: 'texter.message-status-changed', captureId: '7', messageId, state: messageId && 'seen' })

it.each([
  ['their messages', ['m1', 'm2', 'm3'], ['message m2', 'message m3']],
  ['the end of their long ids', [1, 2, 3].map((n) => `${'a'.repeat(60)}${n}ZDZD`), [`message …${'a'.repeat(15)}2ZDZD`, `message …${'a'.repeat(15)}3ZDZD`]],
  ['nothing', ['m1', 'm1', 'm1'], ['message m1', 'message m1']],
  ['nothing, as openings', [null, null, null], ['', '']],
])('the other events of a capture can all be chosen where they differ by %s', async (_, messages, wanted) => {
  vi.spyOn(app, 'try').mockResolvedValue({ rows: [] } as never)
  app.events = { events: messages.map((id, n) => event(n, id)), withheld: [] } as unknown as EventList
  await compare.ask({ kind: 'event', id: '7-t0-texter' })
  const ask = app.dialog?.kind === 'palette' ? app.dialog.ask : undefined
  expect(ask?.answers('').map(({ title }) => title.split(', ').slice(1).join(', '))).toEqual(wanted)
})

it('that something is compared from is said as long as it is so', async () => {
  const [one, other] = ['1', '2'].map((id) => ({ kind: 'capture', id }) as const)
  vi.spyOn(app, 'try').mockImplementation((async (_: string, { id }: { id: string }) => ({ row: { id, method: 'POST', path: '/' }, headers: [], query: '', bodyBase64: '', text: '' })) as never)
  if (!one || !other) throw new Error('two')
  for (const end of [() => compare.step(one), () => compare.show(one, other)]) {
    compare.step(one)
    app.say('Something else.')
    await end()
    expect([compare.from, app.undoable]).toEqual([null, false])
  }
  app.close()
})

const request = { method: 'POST', path: '/', url: 'http://h/', truncated: false, responseTruncated: false, requestHeaders: [], responseHeaders: [] }
it.each([
  ['a capture', 'capture', {}, {}, false],
  ['a capture of which only the beginning is kept', 'capture', { truncated: true }, {}, true],
  ['a capture that could not be unpacked wholly', 'capture', {}, { unpacked: true, notUnpacked: 'It is cut.' }, true],
  ['an answer', 'answer', {}, {}, false],
  ['an answer of which only the beginning is kept', 'answer', { responseTruncated: true }, {}, true],
  ['what went, whatever of its answer is kept', 'sent', { responseTruncated: true }, {}, false],
] as const)('it is known whether all of it is compared: %s', async (_, kind, row, body, cut) => {
  vi.spyOn(app, 'try').mockResolvedValue({ row: { ...request, ...row }, headers: [], query: '', text: 'a', bodyBase64: '', unpacked: false, notUnpacked: null, responseBodyBase64: '', requestBodyBase64: '', ...body } as never)
  await compare.show({ kind, id: '1' }, { kind, id: '2' })
  expect(compare.pair?.map((side) => side.cut)).toEqual([cut, cut])
  app.close()
})
