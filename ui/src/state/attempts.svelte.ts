// What was tried: the filter in the field, the page by page list, and which one is open. Pulled only while on the screen.

import type { AttemptQuery, AttemptRow } from '../host/contract'
import { app } from './app.svelte'
import { Pager } from './pager.svelte'

const PAGE = 200
/** The newest that a first page looks at for sure, as the engine has it. */
const REACH = 1_024

class Attempts {
  /** What stands in the field; it may be half written. */
  text = $state('')
  /** What is asked for. */
  filter = $state('')
  /** What stands in the field cannot be read: the rows are of the filter before. */
  outdated = $state(false)
  /** The one that is open. */
  id = $state<string | null>(null)

  readonly list = new Pager<AttemptQuery, AttemptRow>({
    query: () => ({ items: [], filter: this.filter, limit: PAGE }),
    pull: async (query, from) => {
      const { attempts, next } = await app.ask('attempts_list', { ...query, ...(from === null ? {} : { from }) })
      return { rows: attempts, next }
    },
    failed: app.refused,
    epoch: () => app.status?.epoch,
    page: PAGE,
    fill: 30,
    reach: REACH,
  })
  open = $derived(this.list.rows.find(({ id }) => id === this.id) ?? null)

  #counted = 0

  async pull(): Promise<void> {
    const count = app.status?.counts.attempts ?? 0
    const arrived = count - this.#counted
    this.#counted = count
    await this.list.follow(app.live, { arrived })
  }

  /** What is written in the field. */
  type(text: string): void {
    this.text = text
  }

  get asked(): { text: string; filter: string } {
    return { text: this.text, filter: this.filter }
  }

  /** As it was asked for before; the next look asks. */
  restore({ text, filter }: { text: string; filter: string }): void {
    this.text = text
    this.filter = filter
    this.outdated = false
    if (!this.list.known) this.list.atTop = true
  }

  setFilter(text: string): void {
    this.type(text)
    this.settle(text)
  }

  /** Opens one. */
  choose(id: string): void {
    this.id = id
  }

  /** It cannot be read as it stands. */
  misread(): void {
    this.outdated = true
  }

  /** Asks for what stands in the field, once it can be read. */
  settle(text: string): void {
    this.outdated = false
    if (this.filter === text) return
    this.filter = text
    this.list.atTop = true
    void this.pull().catch(app.refused)
  }
}

export const attempts = new Attempts()
