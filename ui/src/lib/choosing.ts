// Several rows of a table chosen at once: what a click or a key makes of those that are. Rows are known by what they are, not by
// their place, which changes with whatever arrives. Knows neither the list nor what is done with them.

import type { Line } from './captures'

type Row = Line['row']

/** What is chosen, the last one last: that is shown, and keys go on from it. `anchor`: a range begins there. */
export interface Choice {
  rows: readonly Row[]
  anchor: Row | null
}

/** The table as it stands; `grouped`: the arrivals of an event stand for each other. */
export interface Table {
  lines: readonly Line[]
  grouped: boolean
}

export const NONE: Choice = { rows: [], anchor: null }
export const one = (row: Row): Choice => ({ rows: [row], anchor: row })

/** Where each of these rows stands: by itself, else as one of the arrivals that a line stands for. Who stands nowhere is left out. */
export function places({ lines, grouped }: Table, rows: readonly Row[]): Map<Row, number> {
  const ids = new Set(rows.map(({ id }) => id))
  const events = new Set(grouped ? rows.map(({ first }) => first) : [])
  const [own, stood] = [new Map<string, number>(), new Map<string, number>()]
  lines.forEach(({ row, under }, at) => {
    if (ids.has(row.id)) own.set(row.id, at)
    if (!under && events.has(row.first)) stood.set(row.first, at)
  })
  return new Map(
    rows.flatMap((row): [Row, number][] => {
      const at = own.get(row.id) ?? stood.get(row.first)
      return at === undefined ? [] : [[row, at]]
    }),
  )
}

/** The rows of these lines; what is chosen there stays what it is, also where another arrival stands for it. */
function rowsOf(table: Table, chosen: readonly Row[], from: number, to: number): Row[] {
  const there = new Map<number, Row[]>()
  for (const [row, at] of places(table, chosen)) there.set(at, [...(there.get(at) ?? []), row])
  const way = Array.from({ length: Math.abs(to - from) + 1 }, (_, n) => (from <= to ? from + n : from - n))
  return way.flatMap((at) => there.get(at) ?? table.lines[at]?.row ?? [])
}

/** One more, or one less where it is chosen already; the last one stays. */
export function also({ rows, anchor }: Choice, table: Table, at: number): Choice {
  const row = table.lines[at]?.row
  if (!row) return { rows, anchor }
  const where = places(table, rows)
  const rest = rows.filter((row) => where.get(row) !== at)
  if (rest.length === rows.length) return { rows: [...rows, row], anchor: row }
  return rest.length === 0 ? { rows, anchor } : { rows: rest, anchor: rest.at(-1) ?? null }
}

/** All from where a range begins to there, in place of what is chosen. */
export function upTo({ rows, anchor }: Choice, table: Table, at: number): Choice {
  const from = (anchor && places(table, [anchor]).get(anchor)) ?? at
  const range = rowsOf(table, rows, from, at)
  return { rows: range, anchor: range[0] ?? null }
}

/** All of the table; the last one stays the last. */
export function all({ rows }: Choice, table: Table): Choice {
  const every = new Set(rowsOf(table, rows, 0, table.lines.length - 1))
  const lead = rows.findLast((row) => every.has(row)) ?? [...every][0]
  if (!lead) return NONE
  every.delete(lead)
  return { rows: [...every, lead], anchor: lead }
}

/** Those that still stand by themselves: of what another arrival stands for, nobody knows whether it is still there. */
export function still({ rows, anchor }: Choice, { lines }: Table): Choice {
  const there = new Set(lines.map(({ row }) => row.id))
  const rest = rows.filter(({ id }) => there.has(id))
  return { rows: rest, anchor: anchor && there.has(anchor.id) ? anchor : (rest.at(-1) ?? null) }
}
