// Lists.

import { count } from './text'

/** The row after or before the one that `is`; the first or last one when there is none. */
export function neighbour<T>(rows: T[], is: (row: T) => boolean, by: 1 | -1): T | undefined {
  const at = rows.findIndex(is)
  if (at < 0) return rows[by > 0 ? 0 : rows.length - 1]
  return rows[at + by]
}

/** One after the other; what is in both comes once, as `after` has it. */
export function merged<T extends { id: string }>(before: T[], after: T[]): T[] {
  const known = new Set(after.map(({ id }) => id))
  return [...before.filter(({ id }) => !known.has(id)), ...after]
}

/** Fresh rows; those that did not change are the old ones, so that nobody draws them anew. */
export function renewed<T extends { id: string }>(before: readonly T[], fresh: T[]): T[] {
  const old = new Map(before.map((row) => [row.id, row]))
  return fresh.map((row) => {
    const was = old.get(row.id)
    return was !== undefined && JSON.stringify(was) === JSON.stringify(row) ? was : row
  })
}

/** How many a list has: of what was looked for, or in all. */
export const amount = ({ total, more, asked }: { total: number; more: boolean; asked: { filter?: string } | null }): string =>
  `${count(total)}${more ? '+' : ''} ${asked?.filter ? 'found' : 'in all'}`

/** How many of a list stand there: all of them, or the newest. */
export const listed = ({ total, next, rows }: { total: number; next: string | null; rows: readonly unknown[] }): string =>
  next === null ? count(total) : `The newest ${count(rows.length)} of ${count(total)}`
