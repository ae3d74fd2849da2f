// What the Settings view shows and changes: settings, and the directory of names. Pulled when somebody wants to see them.

import type { ConversationPage, ConversationRow, DirectoryEntry, Settings, SettingsChange } from '../host/contract'
import { quoted } from '../lib/filter'
import { count } from '../lib/text'
import { app } from './app.svelte'
import { Latest } from './pulse'
import type { Asks } from './refused.svelte'

/** So many customers are asked for: who is further back is found by name or id. */
const PEOPLE = 200

class State {
  /** Null until they were asked for. */
  kept = $state.raw<Settings | null>(null)
  directory = $state.raw<DirectoryEntry[]>([])
  /** Those of the newest conversations, or of those that begin with what is looked for; null until they were asked for. */
  people = $state.raw<ConversationRow[] | null>(null)
  #latest = new Latest()

  async pull(): Promise<void> {
    const [kept, directory] = await Promise.all([app.try('settings_get', {} as never), app.try('directory_list', {})])
    if (kept) this.kept = kept
    if (directory) this.directory = directory.entries
  }

  /** What is looked for in the directory. */
  sought = $state('')
  /** Whoever fits is not known yet. */
  seeking = $state(false)
  /** There are more customers than are listed. */
  further = $state(false)

  /** Looks for it: what begins with it stands in the list. */
  seek(words: string): void {
    this.sought = words
    this.seeking = true
    void this.look().catch(app.refused)
  }

  /** Who may be named: whoever is in a conversation, whatever the list of conversations shows. */
  readonly look = async (): Promise<void> => {
    const fresh = this.#latest.ask('people')
    const words = this.sought.trim()
    const filter = words && `peer:${quoted(`${words}*`)} or account:${quoted(`${words}*`)} or name:${quoted(words)}`
    const people: ConversationRow[] = []
    let from: string | null = null
    // A page may be short and go on.
    do {
      const page: ConversationPage = await app.ask('conversations_list', { filter, limit: PEOPLE, ...(from === null ? {} : { from }) })
      if (!fresh()) return
      people.push(...page.rows)
      from = page.next
    } while (from !== null && people.length < PEOPLE)
    this.people = people
    this.seeking = false
    this.further = from !== null
  }

  async change(change: SettingsChange, done: string, at: Asks = app): Promise<boolean> {
    const kept = await at.try('settings_put', change)
    if (!kept) return false
    this.kept = kept
    app.say(done)
    app.wake()
    return true
  }

  /** Asks first: what is derived is empty at once, and comes back as it is made. */
  askRebuild(): void {
    const captures = app.status?.counts.captures ?? 0
    app.open({
      kind: 'sure',
      deed: 'Rebuild',
      no: 'Cancel',
      question: 'Rebuild what is derived?',
      rest: `Conversations, states and events are dropped, and made anew from ${captures === 1 ? '1 capture' : `${count(captures)} captures`}: until that is done they are not whole. Captures and deliveries stay.`,
      run: () => this.rebuild(),
    })
  }

  async rebuild(): Promise<void> {
    app.doing('Making everything derived anew…')
    const made = await app.try('rebuild', {} as never)
    if (made) app.say(`Made anew from ${made.captures} captures: ${made.messages} messages in ${made.conversations} conversations.`)
    app.wake()
  }

  #naming: Promise<unknown> = Promise.resolve()
  /** Keeps fields of a row. A row is kept whole: one goes after the other, each with what those before it left. */
  name(row: DirectoryEntry, change: Partial<DirectoryEntry>, at: Asks): Promise<boolean> {
    const turn = this.#naming.then(() => this.#name(row, change, at))
    this.#naming = turn.catch(() => {})
    return turn
  }

  async #name(row: DirectoryEntry, change: Partial<DirectoryEntry>, at: Asks): Promise<boolean> {
    const same = ({ platform, account, peer }: DirectoryEntry) => platform === row.platform && account === row.account && peer === row.peer
    const before = this.directory.find(same) ?? row
    const entry = { ...before, ...change }
    if (JSON.stringify(entry) === JSON.stringify(before)) return true
    const kept = await at.try('directory_put', entry)
    if (!kept) return false
    // The next one goes on from that, also where the list cannot be asked for.
    this.directory = [...this.directory.filter((one) => !same(one)), kept]
    await this.pull()
    app.wake()
    return true
  }
}

export const settings = new State()
app.pulls.settings = settings.look
