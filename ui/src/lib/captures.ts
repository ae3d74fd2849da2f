// Rows of captures as the table shows them.

import type { CameHeader, CaptureBody, CaptureDetail, CaptureRow } from '../host/contract'

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
