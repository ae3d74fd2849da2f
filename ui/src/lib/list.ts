// Lists.

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
