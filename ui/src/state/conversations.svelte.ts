// The list of conversations: what it is filtered by, and how much of it is loaded. While somebody reads further down, rows
// are brought up to date where they stand; whoever writes comes to the top once the top is on the screen.

import type { ConversationRow } from '../host/contract'
import { refusal } from '../host/host'
import { neighbour, renewed } from '../lib/list'
import { app } from './app.svelte'
import { Latest } from './pulse'

const PAGE = 100
/** Rows that are looked for before somebody scrolls, and that are left below when more are asked for. */
const FILLED = 30

class Conversations {
  /** What stands in the field; it may be half written. */
  text = $state('')
  /** What is asked for. */
  filter = $state('')
  rows = $state.raw<ConversationRow[]>([])
  /** Where it goes on. */
  next = $state<string | null>(null)
  total = $state(0)
  /** At least so many: not all were looked at. */
  more = $state(false)
  /** Further ones are being looked for. */
  searching = $state(false)
  /** Whether the first ones are on the screen: what arrives moves nothing that somebody looks at. */
  atTop = true

  #latest = new Latest()
  #counted = 0

  pull = async (): Promise<void> => {
    const count = app.status?.counts.conversations ?? 0
    const gone = count < this.#counted
    this.#counted = count
    await this.#first(gone || this.atTop)
  }

  /** The first page: instead of what is shown, or only what is new about it. */
  async #first(anew: boolean): Promise<void> {
    const fresh = this.#latest.ask('rows')
    const page = await app.ask('conversations_list', { filter: this.filter, limit: PAGE })
    if (!fresh()) return
    this.total = page.total
    this.more = page.more
    if (anew) {
      this.rows = renewed(this.rows, page.rows)
      this.next = page.next
      if (this.rows.length < FILLED && this.next !== null) void this.older()
    } else {
      const now = new Map(page.rows.map((row) => [row.id, row]))
      this.rows = this.rows.map((row) => now.get(row.id) ?? row)
    }
  }

  /** Looks on until there is something to see, nothing is left, or something else is asked for. */
  async older(): Promise<void> {
    if (this.searching) return
    const { filter } = this
    this.searching = true
    try {
      for (let found = 0; found < FILLED && this.next !== null; ) {
        const from = this.next
        const page = await app.ask('conversations_list', { filter, from, limit: PAGE })
        if (this.next !== from || this.filter !== filter) break
        const known = new Set(this.rows.map(({ id }) => id))
        const rows = page.rows.filter(({ id }) => !known.has(id))
        this.rows = [...this.rows, ...rows]
        this.next = page.next
        if (page.next === null && this.more) {
          this.total = this.rows.length
          this.more = false
        }
        found += rows.length
      }
    } catch (thrown) {
      app.say(refusal(thrown).message, true)
    } finally {
      this.searching = false
    }
    // What was asked for meanwhile.
    if (this.filter !== filter && this.rows.length < FILLED && this.next !== null) void this.older()
  }

  setFilter(text: string): void {
    this.text = text
    this.settle(text)
  }

  /** Asks for what stands in the field, once it can be read. */
  settle(text: string): void {
    if (this.filter === text) return
    this.filter = text
    this.atTop = true
    this.next = null
    void this.#first(true).catch((thrown) => app.say(refusal(thrown).message, true))
  }

  /** The reader is there. */
  scrolled(offset: number, left: number, row: number): void {
    const came = offset < row && !this.atTop
    this.atTop = offset < row
    if (came) void this.pull().catch((thrown) => app.say(refusal(thrown).message, true))
    if (left < FILLED * row) void this.older()
  }

  move = (by: 1 | -1): void => {
    if (app.pane === 'timeline') return app.moveMessage(by)
    const next = neighbour(this.rows, (row) => row.id === app.conversationId, by)
    if (next) void app.select(next.id)
  }
}

export const conversations = new Conversations()
app.pulls.conversations = conversations.pull
app.moves.conversations = conversations.move
