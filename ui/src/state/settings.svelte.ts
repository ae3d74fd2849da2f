// What the Settings view shows and changes: settings, and the directory of names. Pulled when somebody wants to see them.

import type { DirectoryEntry, Settings, SettingsChange } from '../host/contract'
import { app } from './app.svelte'
import type { Asks } from './refused.svelte'

class State {
  /** Null until they were asked for. */
  kept = $state.raw<Settings | null>(null)
  directory = $state.raw<DirectoryEntry[]>([])

  async pull(): Promise<void> {
    const [kept, directory] = await Promise.all([app.try('settings_get', {} as never), app.try('directory_list', {})])
    if (kept) this.kept = kept
    if (directory) this.directory = directory.entries
  }

  async change(change: SettingsChange, done: string, at: Asks = app): Promise<boolean> {
    const kept = await at.try('settings_put', change)
    if (!kept) return false
    this.kept = kept
    app.say(done)
    app.wake()
    return true
  }

  async rebuild(): Promise<void> {
    app.doing('Making everything derived anew…')
    const made = await app.try('rebuild', {} as never)
    if (made) app.say(`Made anew from ${made.captures} captures: ${made.messages} messages in ${made.conversations} conversations.`)
    app.wake()
  }

  async name(entry: DirectoryEntry, at: Asks): Promise<boolean> {
    const kept = await at.try('directory_put', entry)
    if (!kept) return false
    await this.pull()
    app.wake()
    return true
  }
}

export const settings = new State()
