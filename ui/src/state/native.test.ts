import { expect, it, vi } from 'vitest'

import type { Host, Leads } from '../host/host'
import { app } from './app.svelte'
import { native } from './native'
import { replays } from './replays.svelte'

it('what somebody was told of comes on the screen, and nothing stands above it', () => {
  const lead = vi.fn()
  native.start({ window: { menu: vi.fn(), lead } } as unknown as Host)
  const clicked = lead.mock.calls[0]?.[0] as (leads: Leads) => void
  const again = vi.fn()
  replays.what = { title: 'captures', items: [], filter: '' }
  replays.type({ secret: 'hush-hush' })
  app.open({ kind: 'replay' })
  app.agree('Send there?', again)
  clicked({ to: 'forwarding' })
  expect([app.dialog, app.asked, again.mock.calls.length, app.view, replays.what, replays.secret]).toEqual([null, null, 0, 'deliveries', null, ''])
})
