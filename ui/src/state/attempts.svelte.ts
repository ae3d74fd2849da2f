// What was tried: the filter in the field, the page by page list, and which one is open. Pulled only while on the screen.

import type { AttemptQuery, AttemptRow } from '../host/contract'
import { app } from './app.svelte'
import { Filtered } from './filtered.svelte'
import { Found } from './found'
import { Pager } from './pager.svelte'

const PAGE = 200
/** The newest that a first page looks at for sure, as the engine has it. */
const REACH = 1_024

class Attempts extends Filtered {
  /** The one that is open. */
  id = $state<string | null>(null)
  /** One of another list, which the filter here may not show; after a deletion it may be gone. */
  #other = $state.raw<{ row: AttemptRow; epoch: number | undefined } | null>(null)
  #brought = $derived(this.#other?.row.id === this.id && this.#other.epoch === app.status?.epoch ? this.#other.row : null)
  #bringing = false
  /** Grows when the list has what was there when one of another list was opened: it may stand anywhere in it. */
  beat = $state(0)

  readonly list = new Pager<AttemptQuery, AttemptRow>({
    query: () => ({ items: [], filter: this.filter, limit: PAGE }),
    pull: async (query, from) => {
      const { attempts, next } = await app.ask('attempts_list', { ...query, ...(from === null ? {} : { from }) })
      // How many there are is known once all were looked at.
      return { rows: attempts, next, total: attempts.length, more: next !== null }
    },
    failed: app.refused,
    epoch: () => app.status?.epoch,
    page: PAGE,
    fill: 30,
    reach: REACH,
  })
  open = $derived(this.list.rows.find(({ id }) => id === this.id) ?? this.#brought)

  #found = new Found('attempt', 'attempts', this.list)
  #counted = 0

  async pull(): Promise<void> {
    const count = app.status?.counts.attempts ?? 0
    const arrived = count - this.#counted
    this.#counted = count
    await this.list.follow(app.live, { arrived })
    if (this.#bringing) this.beat += 1
    this.#bringing = false
    this.#found.tell(this.filter)
  }

  /** Opens one. */
  choose(id: string): void {
    this.id = id
  }

  /** Opens one of another list. */
  bring(row: AttemptRow): void {
    this.#bringing = true
    this.#other = { row, epoch: app.status?.epoch }
    this.choose(row.id)
  }
}

export const attempts = new Attempts()
