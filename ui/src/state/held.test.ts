import { afterEach, describe, expect, it, vi } from 'vitest'

import type { Status } from '../host/contract'
import { app } from './app.svelte'
import { deliveries } from './deliveries.svelte'
import { attempts } from './attempts.svelte'
import { replays } from './replays.svelte'

let came = 3
const rows = () => Array.from({ length: came }, (_, at) => ({ id: `r${came - at}` }))

afterEach(() => vi.restoreAllMocks())

describe.each([
  ['attempts', attempts.list],
  ['forwarding', deliveries.queue],
  ['replays', replays.list],
] as const)('the list of %s', (part, list) => {
  it.each([
    ['follows at its top', true, true, 'r4 r3 r2 r1', 0],
    ['stands still while somebody reads further down', true, false, 'r3 r2 r1', 1],
    ['stands still while it is paused', false, true, 'r3 r2 r1', 1],
  ])('%s', async (_, live, top, shown, waiting) => {
    came = 3
    app.status = { counts: { attempts: 3 } } as Status
    vi.spyOn(app, 'ask').mockImplementation((async () => ({ attempts: rows(), rows: rows(), next: null })) as never)
    deliveries.part = part
    app.live = true
    list.reads(true)
    await list.refresh({ anew: true })
    list.reads(top)
    app.live = live
    came = 4
    app.status = { counts: { attempts: 4 } } as Status
    await deliveries.pull()
    expect([list.rows.map(({ id }) => id).join(' '), list.waiting]).toEqual([shown, waiting])
    expect(list.reads(true)).toBe(!top)
    app.live = true
    await deliveries.pull()
    expect([list.rows.length, list.waiting]).toEqual([4, 0])
  })

  it('loses what was deleted, also while it is held still and where as many came', async () => {
    came = 3
    let first = 1
    app.status = { counts: { attempts: 3 }, epoch: 1 } as Status
    vi.spyOn(app, 'ask').mockImplementation((async () => ({ attempts: rows().slice(0, came + 1 - first), rows: rows().slice(0, came + 1 - first), next: null })) as never)
    deliveries.part = part
    app.live = false
    await deliveries.pull()
    ;[came, first] = [4, 2]
    app.status = { counts: { attempts: 3 }, epoch: 2 } as Status
    await deliveries.pull()
    expect(list.rows.map(({ id }) => id).join(' ')).toBe('r4 r3 r2')
  })
})
