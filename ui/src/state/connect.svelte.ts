// What the Connect view shows: the sources, and how far connecting Meta is. Pulled only while it is on the screen.

import type { ChecklistItem, SourceChange, SourceRow } from '../host/contract'
import { remember, remembered } from '../lib/memory'
import { app } from './app.svelte'

export const PLATFORMS = ['instagram', 'messenger', 'whatsapp'] as const
export type Platform = (typeof PLATFORMS)[number]

class Connect {
  platform = $state<Platform>(remembered('platform', 'instagram') as Platform)
  sourceId = $state('default')
  sources = $state.raw<SourceRow[]>([])
  items = $state.raw<ChecklistItem[]>([])

  source = $derived(this.sources.find(({ id }) => id === this.sourceId) ?? this.sources[0] ?? null)

  pull = async (): Promise<void> => {
    const asked = [this.sourceId, this.platform]
    const [sources, list] = await Promise.all([
      app.ask('sources_list', {} as never),
      app.ask('connect_get', { source: this.sourceId, platform: this.platform }),
    ])
    if (asked[0] !== this.sourceId || asked[1] !== this.platform) return
    this.sources = sources.rows
    this.items = list.items
  }

  choose(platform: Platform): void {
    this.platform = platform
    remember('platform', platform)
    app.wake()
  }

  open(source: string): void {
    this.sourceId = source
    app.wake()
  }

  async put(change: SourceChange, done: string): Promise<boolean> {
    const kept = await app.try('source_put', change)
    if (!kept) return false
    this.sourceId = kept.id
    app.say(done)
    app.wake()
    return true
  }

  async remove(source: SourceRow): Promise<void> {
    const left = await app.try('source_delete', { id: source.id })
    if (!left) return
    this.sourceId = 'default'
    app.say(`${source.name} receives no more; what it received stays.`)
    app.wake()
  }
}

export const connect = new Connect()
app.pulls.connect = connect.pull
