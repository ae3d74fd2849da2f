// Several captures of the table chosen at once, and what ends that: whatever else is chosen or inspected, another question, Escape.
// The last one is what is inspected, and what keys go on from. What arrives changes none of it. What is done with them is in together.ts.

import type { CaptureRow } from '../host/contract'
import { type Choice, NONE, type Table, all, also, one, places, still, upTo } from '../lib/choosing'
import { count } from '../lib/text'
import { app } from './app.svelte'

/** The table that they are chosen in. */
interface Of extends Table {
  /** What is inspected; null where it is not known. */
  readonly lead: CaptureRow | null
  /** Where that stands, or -1. */
  readonly chosen: number
  /** Chooses this one alone. */
  choose(row: CaptureRow): void
}

export class Several {
  #choice = $state.raw<Choice>(NONE)
  /** What was chosen or inspected last when it was made. */
  #made = $state.raw<object | null>(null)
  #epoch: number | undefined

  constructor(private readonly table: Of) {}

  /** Those that are chosen, the last one last; none where it is only one. */
  rows = $derived.by((): readonly CaptureRow[] => (app.view === 'captures' && this.#made === app.choice && this.#choice.rows.length > 1 ? this.#choice.rows : []))
  /** Their ids, in the order in which they came. */
  ids = $derived(this.rows.map(({ id }) => id).sort((one, other) => Number(one) - Number(other)))
  /** Where they stand in the table. */
  at = $derived.by((): ReadonlySet<number> => new Set(this.rows.length > 0 ? places(this.table, this.rows).values() : []))

  /** Whether it is one of them, or its line stands for one. */
  has(id: string): boolean {
    return this.rows.some((row) => row.id === id) || [...this.at].some((at) => this.table.lines[at]?.row.id === id)
  }

  get #now(): Choice {
    const { lead, chosen } = this.table
    return this.rows.length > 0 ? this.#choice : lead && chosen >= 0 ? one(lead) : NONE
  }

  #put(choice: Choice): void {
    const lead = choice.rows.at(-1)
    if (!lead) return void this.end()
    if (app.captureId !== lead.id) this.table.choose(lead)
    this.#choice = choice
    this.#made = app.choice
    this.#epoch = app.status?.epoch
    if (choice.rows.length > 1) app.tell(`${count(choice.rows.length)} captures are chosen.`)
  }

  /** One more, or one less: the one that stands there. */
  also(at: number): void {
    this.#put(also(this.#now, this.table, at))
  }

  /** All up to there. */
  upTo(at: number): void {
    this.#put(upTo(this.#now, this.table, at))
  }

  /** The next one too, or the one before. */
  stretch = (by: 1 | -1): void => {
    const { lines, chosen } = this.table
    const at = chosen >= 0 ? chosen + by : by > 0 ? 0 : lines.length - 1
    if (lines[at]) this.upTo(at)
  }

  /** All that the table has loaded. */
  all(): void {
    this.#put(all(this.#now, this.table))
  }

  /** These again, as they were. */
  again(rows: readonly CaptureRow[]): void {
    const lead = rows.at(-1)
    if (lead) this.#put({ rows, anchor: lead })
  }

  /** Back to one; false where it is one. */
  end(): boolean {
    const were = this.rows.length > 0
    this.#choice = NONE
    this.#made = null
    return were
  }

  /** What the table says of them now. */
  renew(rows: CaptureRow[]): void {
    const by = new Map(rows.map((row) => [row.id, row]))
    const now = (row: CaptureRow) => by.get(row.id) ?? row
    const { rows: chosen, anchor } = this.#choice
    this.#choice = { rows: chosen.map(now), anchor: anchor && now(anchor) }
  }

  /** The table was looked at anew: what was deleted meanwhile is not chosen. What was inspected may have gone with it already. */
  settle(): void {
    if (this.#made !== app.choice && app.captureId !== null) return void this.end()
    const epoch = app.status?.epoch
    if (this.#epoch === epoch || this.#choice.rows.length < 2) return
    this.#put(still(this.#choice, this.table))
  }
}
