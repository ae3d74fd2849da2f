// Rows of captures: what a fresh first page makes of those that are shown.

import type { CaptureRow } from '../host/contract'

/** What is shown, and where it goes on. */
export interface Shown {
  rows: CaptureRow[]
  next: string | null
}

/** Puts a fresh first page before what was shown; null when they do not meet, so that something would be missing between. */
export function joined(fresh: Shown, before: Shown, grouped: boolean): Shown | null {
  const last = fresh.rows.at(-1)
  if (!last || fresh.next === null || before.rows.length === 0) return fresh
  const at = before.rows.findIndex((row) => row.id === last.id)
  if (at < 0) return null
  const ids = new Set(fresh.rows.map((row) => (grouped ? row.first : row.id)))
  const rest = before.rows.slice(at + 1).filter((row) => !ids.has(grouped ? row.first : row.id))
  return rest.length === 0 && at === before.rows.length - 1 ? fresh : { rows: [...fresh.rows, ...rest], next: before.next }
}

/** A row for the table: a capture, or another arrival of the one above it. */
export interface Line {
  row: CaptureRow
  /** It stands under another one: the same event came before. */
  under: boolean
}

/** The captures with the other arrivals of those that are open. */
export function lines(rows: CaptureRow[], open: ReadonlyMap<string, CaptureRow[]>): Line[] {
  return rows.flatMap((row) => [
    { row, under: false },
    ...(open.get(row.first) ?? []).filter((other) => other.id !== row.id).map((other) => ({ row: other, under: true })),
  ])
}
