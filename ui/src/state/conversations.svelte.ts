// The list of conversations: what it is filtered by, and how much of it is loaded. While somebody reads further down, rows
// are brought up to date where they stand; whoever writes comes to the top once the top is on the screen.

import type { ConversationQuery, ConversationRow, MessageRow } from '../host/contract'
import { neighbour, renewed } from '../lib/list'
import { setByHand } from '../lib/rail'
import { app } from './app.svelte'
import { Filtered } from './filtered.svelte'
import { Found } from './found'
import { Pager } from './pager.svelte'
import { places } from './places.svelte'

/** Three screens: what a filter brings is there at once. */
const PAGE = 50
/** Rows that are looked for before somebody scrolls, and that are left below when more are asked for. */
const FILLED = 30
/** Those that were active last and that a first page looks at for sure, as the engine has it. */
const REACH = 256

class Conversations extends Filtered {
  readonly list: Pager<ConversationQuery, ConversationRow> = new Pager<ConversationQuery, ConversationRow>({
    query: () => ({ filter: this.filter, limit: PAGE }),
    pull: async (query, from, limit) => {
      const page = await app.ask('conversations_list', { ...query, limit, ...(from === null ? {} : { from }) })
      return { ...page, rows: renewed(this.list.rows, page.rows) }
    },
    failed: app.refused,
    epoch: () => app.status?.epoch,
    page: PAGE,
    fill: FILLED,
    reach: REACH,
    place: ({ lastAt }) => lastAt,
  })

  #found = new Found('conversation', 'conversations', this.list)
  /** What captures said at the last look. A body may speak of thousands of conversations. */
  #came = 0

  get rows(): ConversationRow[] {
    return this.list.rows
  }

  pull = async (): Promise<void> => {
    const came = app.status?.counts.signals ?? 0
    const arrived = came - this.#came
    this.#came = came
    await this.list.follow(app.live, { arrived })
    this.#found.tell(this.filter)
  }

  /** The reader is there. */
  scrolled(offset: number, left: number, row: number): void {
    if (this.list.reads(offset < row)) void this.pull().catch(app.refused)
    if (left < FILLED * row) void this.list.older()
  }

  /** To the newest ones, and live from then on. */
  latest(): void {
    this.list.atTop = true
    app.setLive(true)
  }

  async markDone({ account, peer, platform, state }: ConversationRow): Promise<void> {
    if (state === 'done') return
    const done = this.#now(await app.try('conversation_done', { account, peer, platform }))
    if (done) app.say(`${done.name ?? done.peer} is marked done; their next message opens it again.`, false, () => void this.markUndone(done, false))
  }

  /** `again`: it can be marked done again at once, because taking it back was no undoing. */
  async markUndone({ account, peer, platform }: ConversationRow, again = true): Promise<void> {
    const open = this.#now(await app.try('conversation_undone', { account, peer, platform }))
    if (open) app.say(`${open.name ?? open.peer} is as it was before it was marked done.`, false, again ? () => void this.markDone(open) : undefined)
  }

  /** Sets a state that Meta never says; it is marked as simulated. */
  async simulate(message: MessageRow, state: string): Promise<void> {
    const marked = await app.try('message_mark', { message: message.id, state })
    if (marked) app.say(setByHand(state, marked))
    app.wake()
  }

  /** Shows it as it is now, also where it stands far below what a first page brings. */
  #now(row: ConversationRow | null): ConversationRow | null {
    if (row) this.list.renew([row])
    app.wake()
    return row
  }

  /** From the list: at what is looked for there, else at its end. */
  open({ id }: ConversationRow): Promise<void> {
    return this.filter === '' ? app.select(id) : places.said(id, this.filter)
  }

  /** What is open is shown where it says what is looked for. */
  reopen(): void {
    const row = this.rows.find(({ id }) => id === app.conversationId)
    if (row) void this.open(row)
  }

  move = (by: 1 | -1): void => {
    if (app.pane === 'timeline') return places.move(by)
    const next = neighbour(this.rows, (row) => row.id === app.conversationId, by)
    if (next) void this.open(next)
  }
}

export const conversations = new Conversations()
app.pulls.conversations = conversations.pull
app.moves.conversations = conversations.move
