// Rows of captures as the table shows them.

import type { CameHeader, CaptureBody, CaptureDetail, CaptureRow } from '../host/contract'
import { count } from './text'

/** A capture whole. */
export type Capture = CaptureDetail & CaptureBody

/** The headers that go along when it is sent again, as the engine says; an older one says nothing of any. */
export const passedOn = (headers: CameHeader[]): CameHeader[] => headers.filter(({ goesAlong }) => goesAlong !== false)

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
    ...(open.get(row.first) ?? []).filter((other) => Number(other.id) < Number(row.id)).map((other) => ({ row: other, under: true })),
  ])
}

/** What went in one request, of the name that the engine gives it: `7`, its second entry `7#1`, of two in one `7#0+8#0`. */
function pieces(item: string): { ids: string[]; entries: number[] } {
  const all = item.split('+').map((piece) => piece.split('#'))
  return { ids: [...new Set(all.map(([id]) => id ?? ''))], entries: all.flatMap(([, entry]) => (entry === undefined ? [] : [Number(entry) + 1])) }
}

/** The same in words. */
export function carried(item: string): string {
  const { ids, entries } = pieces(item)
  if (ids.length > 2) return `capture #${ids[0]} and ${count(ids.length - 1)} others in one`
  if (ids.length === 2) return `captures #${ids.join(' and #')} in one`
  const which = entries.length === 1 ? `entry ${entries[0]} of ` : entries.length > 1 ? `entries ${entries.join(', ')} of ` : ''
  return `${which}capture #${ids[0]}`
}

/** The same where many stand in a line. */
export function carriedBriefly(item: string): string {
  const { ids, entries } = pieces(item)
  return ids.length > 1 ? ids.join('+') : entries.length > 0 ? `${ids[0]} (${entries.length > 1 ? 'entries' : 'entry'} ${entries.join(', ')})` : item
}
