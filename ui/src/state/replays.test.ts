import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import type { ReplayRequest } from '../host/contract'
import { app } from './app.svelte'
import { replays } from './replays.svelte'
import { resend } from './resend.svelte'

const started: (string | undefined)[] = []
/** As the form has it now. */
let form: ReplayRequest
const asked = (chaos?: string) => ({ items: ['1'], filter: '', to: 'dev', ...(chaos ? { chaos } : {}) }) as unknown as ReplayRequest

beforeEach(() => {
  vi.useFakeTimers()
  started.length = 0
  vi.spyOn(replays, 'request', 'get').mockImplementation(() => form)
  vi.spyOn(app, 'wake').mockReturnValue()
  vi.spyOn(app, 'ask').mockImplementation((async (command: string, { chaos }: ReplayRequest) => {
    if (command === 'replay_preview') return { chaos: chaos ? `seed=7,${chaos}` : null, steps: 1 }
    if (command === 'replay_start') started.push(chaos)
    return { id: '1', total: 1, to: 'dev', rows: [] }
  }) as never)
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

async function look(request: ReplayRequest): Promise<void> {
  replays.look((form = request))
  await vi.runAllTimersAsync()
}

it('the seed that was shown is the one that is used', async () => {
  await look(asked('dup=50'))
  await replays.start()
  expect(started).toEqual(['seed=7,dup=50'])
})

it.each([
  ['another', 'dup=50', 'drop=10'],
  ['none', 'dup=50', undefined],
  ['some', undefined, 'drop=10'],
])('who starts at once after choosing %s disorder does not get the one before', async (_, before, now) => {
  await look(asked(before))
  form = asked(now)
  await replays.start()
  expect(started).toEqual([now])
})

it('where only something else was changed the seed that was shown stays', async () => {
  await look(asked('dup=50'))
  form = { ...asked('dup=50'), to: 'staging' }
  await replays.start()
  expect(started).toEqual(['seed=7,dup=50'])
})

const typed = { signing: 're-signed', secret: 'X' }
it.each([
  ['its own', {}, typed],
  ['its own of the bytes of Meta', { as: 'meta' }, typed],
  ['the one of the target', { signing: '' }, {}],
  ['another one', { signing: 'unsigned' }, { signing: 'unsigned' }],
  ['the format of a vendor', { as: 'texter.message-status-changed' }, {}],
])('a secret that was typed goes as long as its field stands: with %s', (_, change, goes) => {
  vi.restoreAllMocks()
  replays.ask({ title: 'captures', items: ['1'], filter: '' })
  replays.type({ to: 'dev', as: '', ...typed, ...change })
  const { signing, secret } = replays.request ?? {}
  expect({ signing, secret }).toEqual({ signing: undefined, secret: undefined, ...goes })
  replays.close()
})

it.each([
  ['its own', 're-signed', typed],
  ['the one of the target', 'as received', {}],
  ['none', 'unsigned', { signing: 'unsigned' }],
])('neither does the bar send a secret that is not asked for: with the signature %s', async (_, signing, goes) => {
  const asked = vi.spyOn(resend.refused, 'try').mockResolvedValue(null as never)
  resend.type({ url: 'dev', secret: 'X', signing })
  await resend.send('1', false)
  expect(asked).toHaveBeenCalledWith('send', { item: '1', to: 'dev', confirmed: false, as: 'meta', ...goes }, expect.anything())
})
