// Which fields of vendor events came from which characters of a capture's text. Ranges only; the words are the engine's. Everything
// is looked up where it is asked for, so that a body of megabytes costs no more than a small one until somebody points at it.

import type { ByteRange, EventRow, FieldRow } from '../host/contract'
import { placesOfBytes } from './bytes'
import { type Token, tokens } from './json'
import { type Range, carried } from './ranges'

/** A field that was made of a part of the text. */
export interface Use {
  event: EventRow
  /** Of the field, in the vendor's document. */
  path: string
  note: string
  /** In the text as received. */
  range: Range
}

/** The fields that came from one capture. */
export interface Uses {
  /** In the order of the text. */
  all: Use[]
  /** Those that were made of a part of the text. */
  at: (range: Range) => Use[]
}

/** The places that were looked for last: events are told anew with whatever arrives, and mostly say the same. */
let last = { text: '', wanted: '', places: new Map<number, number>() }
function placesIn(text: string, bytes: number[]): Map<number, number> {
  const wanted = bytes.join()
  if (last.wanted !== wanted || last.text !== text) last = { text, wanted, places: placesOfBytes(text, bytes) }
  return last.places
}

const bytesOf = ({ start, end, further }: FieldRow): ByteRange[] => (start === null || end === null ? [] : [{ start, end }, ...further])

/** The fields that came from `captureId`, whose text for reading is `text`. */
export function uses(events: EventRow[], captureId: string, text: string): Uses {
  const fields = events.flatMap((event) => event.fields.filter((field) => field.captureId === captureId).map((field) => ({ event, field })))
  const parts = fields.flatMap(({ event, field }) => bytesOf(field).map((bytes) => ({ event, field, bytes })))
  const places = placesIn(text, parts.flatMap(({ bytes }) => [bytes.start, bytes.end]))
  const all = parts.flatMap(({ event, field, bytes }) => {
    const [start, end] = [places.get(bytes.start), places.get(bytes.end)]
    return start === undefined || end === undefined || start === end ? [] : [{ event, path: field.path, note: field.note, range: { start, end } }]
  })
  all.sort((one, other) => one.range.start - other.range.start)
  /** How far those up to each one reach. */
  const reach: number[] = []
  for (const { range } of all) reach.push(Math.max(range.end, reach.at(-1) ?? 0))
  return {
    all,
    at({ start, end }) {
      let [low, high] = [0, all.length]
      while (low < high) {
        const middle = (low + high) >> 1
        if ((all[middle]?.range.start ?? end) < end) low = middle + 1
        else high = middle
      }
      let from = low
      while (from > 0 && (reach[from - 1] ?? 0) > start) from -= 1
      // A field may have several places in one part.
      const met = new Map<object, Set<string>>()
      return all.slice(from, low).filter(({ event, path, range }) => {
        if (range.end <= start) return false
        const paths = met.get(event) ?? new Set()
        met.set(event, paths)
        return !paths.has(path) && paths.add(path)
      })
    },
  }
}

/** A text as received beside another writing of it: what stands where in both. */
export interface Writing {
  shown: string
  /** From the text as received to the one that is shown; null where that is not the same document. */
  there: (range: Range) => Range | null
  back: (range: Range) => Range | null
}

export function writing(text: string, shown: string): Writing {
  if (shown === text) return { shown, there: (range) => range, back: (range) => range }
  let both: [raw: Token[], shown: Token[]] | null = null
  const parts = () => (both ??= [tokens(text), tokens(shown)])
  return {
    shown,
    there: (range) => carried(range, parts()[0], parts()[1]),
    back: (range) => carried(range, parts()[1], parts()[0]),
  }
}

/** The values of a document that stand at these paths. */
export function valuesAt(document: string, paths: string[]): Range[] {
  const wanted = new Set(paths)
  return tokens(document).filter(({ path }) => path !== undefined && wanted.has(path))
}
