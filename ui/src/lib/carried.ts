// What of captures went in one request, by the name that the engine gives it.

import { count } from './text'

/** More are not named one by one. */
const MANY = 6

/** `7`, its second entry `7#1`, entries of two in one `7#0+8#0`. */
function pieces(item: string): { ids: string[]; entries: number[] } {
  const all = item.split('+').map((piece) => piece.split('#'))
  return { ids: [...new Set(all.map(([id]) => id ?? ''))], entries: all.flatMap(([, entry]) => (entry === undefined ? [] : [Number(entry) + 1])) }
}

/** In words. */
export function carried(item: string): string {
  const { ids, entries } = pieces(item)
  if (ids.length > MANY) return `entries of capture #${ids[0]} and ${count(ids.length - 1)} others in one`
  if (ids.length > 1) return `entries of captures #${ids.join(', #')} in one`
  const which = entries.length === 1 ? `entry ${entries[0]} of ` : entries.length > 1 ? `entries ${entries.join(', ')} of ` : ''
  return `${which}capture #${ids[0]}`
}

/** The same where many stand in a line. */
export function carriedBriefly(item: string): string {
  const { ids, entries } = pieces(item)
  return ids.length > 1 ? ids.join('+') : entries.length > 0 ? `${ids[0]} (${entries.length > 1 ? 'entries' : 'entry'} ${entries.join(', ')})` : item
}
