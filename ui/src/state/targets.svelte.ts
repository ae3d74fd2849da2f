// Saved targets: where things are sent again and again. Pulled while they are on the screen, and when one changes.

import type { TargetChange, TargetRow } from '../host/contract'
import { app } from './app.svelte'
import type { Asks } from './refused.svelte'
import { formOf, unsaved } from './unsaved'

class Targets {
  rows = $state.raw<TargetRow[]>([])
  /** The one whose form is open; `new` for one that is not kept yet. */
  open = $state<string | null>(null)

  chosen = $derived(this.rows.find(({ id }) => id === this.open) ?? null)

  /** Opens the form of a target, `new` for one that is not kept yet, or closes it. */
  choose(target: string | null): void {
    this.open = target
  }

  async pull(): Promise<void> {
    this.rows = (await app.ask('targets_list', {} as never)).rows
  }

  /** Keeps a target; its row, or null when it was refused. */
  async put(change: TargetChange, at: Asks, done = 'Kept.'): Promise<TargetRow | null> {
    const row = await at.try('target_put', change)
    if (!row) return null
    app.say(done)
    await this.pull()
    return row
  }

  /** Switches one on or off. */
  async turn({ id, name }: Pick<TargetRow, 'id' | 'name'>, enabled: boolean): Promise<void> {
    if (await this.put({ id, enabled }, app, enabled ? `${name} is on.` : `${name} is off: nothing is sent to it.`)) app.wake()
  }

  async remove(target: Pick<TargetRow, 'id' | 'name'>): Promise<void> {
    const left = await app.try('target_delete', { id: target.id })
    if (!left) return
    this.rows = left.rows
    this.open = null
    unsaved.done(formOf('target', target.id))
    app.say(`${target.name} is forgotten; what was sent to it stays.`)
    app.wake()
  }
}

export const targets = new Targets()
