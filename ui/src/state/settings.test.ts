import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import type { DirectoryEntry } from '../host/contract'
import { Refusal } from '../host/host'
import { app } from './app.svelte'
import { settings } from './settings.svelte'

const row: DirectoryEntry = { platform: 'instagram', account: '17', peer: '5', handle: null, name: null, dtCustomerId: null, texterChatId: null, zohoChannelId: null, zohoOrgId: null, zohoSessionId: null }
/** What the engine keeps. */
let kept: DirectoryEntry[]
let refused: string

beforeEach(() => {
  ;[kept, refused] = [[], '']
  settings.directory = []
  vi.spyOn(app, 'wake').mockReturnValue()
  vi.spyOn(app, 'ask').mockImplementation((async (command: string, entry: DirectoryEntry) => {
    if (command === 'directory_list') return { entries: kept }
    if (command !== 'directory_put') return {}
    if (entry.name === refused) throw new Refusal('invalid', 'No such name.')
    kept = [...kept.filter(({ peer }) => peer !== entry.peer), entry]
    return entry
  }) as never)
})
afterEach(() => {
  vi.restoreAllMocks()
  settings.directory = []
})

it('a second field of a row that is typed before the first is answered leaves that as it is', async () => {
  const both = [settings.name(row, { handle: 'maya' }, app), settings.name(row, { name: 'Maya Klein' }, app)]
  expect(await Promise.all(both)).toEqual([true, true])
  expect(kept).toEqual([{ ...row, handle: 'maya', name: 'Maya Klein' }])
})

it('what is taken back before it is answered is taken back', async () => {
  await Promise.all([settings.name(row, { handle: 'maya' }, app), settings.name(row, { handle: null }, app)])
  expect(kept).toEqual([row])
})

it('a field that is refused takes no other one with it', async () => {
  refused = 'Maya'
  expect(await Promise.all([settings.name(row, { name: 'Maya' }, app), settings.name(row, { handle: 'maya' }, app)])).toEqual([false, true])
  expect(kept).toEqual([{ ...row, handle: 'maya' }])
})

it('of what stands there already nothing is asked', async () => {
  expect(await settings.name(row, { handle: null }, app)).toBe(true)
  expect(vi.mocked(app.ask)).not.toHaveBeenCalled()
})
