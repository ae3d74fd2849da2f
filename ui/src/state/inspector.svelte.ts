// Whether the inspector is put away, so that what stands beside it takes its room: remembered for each view. Whatever has something to
// show in it brings it back.

import { remember, remembered } from '../lib/memory'
import { app } from './app.svelte'
import type { View } from './views'

/** The views that have one. */
const BESIDE: readonly View[] = ['conversations', 'captures']

/** The views in what was remembered. */
export const read = (text: string): View[] => BESIDE.filter((view) => text.split(' ').includes(view))

class Inspector {
  #away = $state.raw<readonly View[]>(read(remembered('inspector-away', '')))
  /** There is one in this view; until something was received, none has. */
  has = $derived(BESIDE.includes(app.view) && app.status?.counts?.captures !== 0)
  away = $derived(this.has && this.#away.includes(app.view))

  put(away: boolean): void {
    if (!this.has || away === this.away) return
    const others = this.#away.filter((view) => view !== app.view)
    this.#away = away ? [...others, app.view] : others
    remember('inspector-away', this.#away.join(' '))
  }

  /** Brings it back. */
  show(): void {
    this.put(false)
  }
}

export const inspector = new Inspector()
