// Which fields of vendor events came from which characters of a capture's text. Ranges only; the words are the engine's.

import type { EventRow } from '../host/contract'
import { placesOfBytes } from './bytes'
import { type Token, tokens } from './json'
import { type Range, carried } from './ranges'

/** A field that was made of a part of the text. */
export interface Use {
  event: EventRow
  /** Of the field, in the vendor's document. */
  path: string
  note: string
  /** In the text as it is shown. */
  range: Range
}

/** A text as received beside another writing of it, with the tokens of both. */
export interface Writing {
  shown: string
  raw: Token[]
  tokens: Token[]
}

export function writing(text: string, shown: string): Writing {
  const raw = tokens(text)
  return { shown, raw, tokens: shown === text ? raw : tokens(shown) }
}

/** The fields that came from `captureId`, whose text for reading is `text`, shown as `as`. */
export function uses(events: EventRow[], captureId: string, text: string, as: Writing): Use[] {
  const fields = events.flatMap((event) => event.fields.filter((field) => field.captureId === captureId).map((field) => ({ event, field })))
  const places = placesOfBytes(text, fields.flatMap(({ field: { start, end } }) => (start === null || end === null ? [] : [start, end])))
  return fields.flatMap(({ event, field }) => {
    const [start, end] = [places.get(field.start ?? -1), places.get(field.end ?? -1)]
    if (start === undefined || end === undefined || start === end) return []
    const range = as.raw === as.tokens ? { start, end } : carried({ start, end }, as.raw, as.tokens)
    return range ? [{ event, path: field.path, note: field.note, range }] : []
  })
}

/** The values of a document that stand at these paths. */
export function valuesAt(document: string, paths: string[]): Range[] {
  const wanted = new Set(paths)
  return tokens(document).filter(({ path }) => path !== undefined && wanted.has(path))
}
