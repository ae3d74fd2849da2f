// Filters as they are written: places are characters, not UTF-16 units. What a filter means is the engine's business.

import type { FilterAnswer, FilterProblem, FilterSuggestion } from '../host/contract'

/** Characters before a place that the browser counts in UTF-16 units. */
export function characters(text: string, units: number): number {
  return [...text.slice(0, units)].length
}

/** UTF-16 units before so many characters. */
export function units(text: string, characters: number): number {
  return [...text].slice(0, characters).join('').length
}

/** A value as a filter has it. No quote can stand in one: what holds it is meant by its beginning. */
export function quoted(value: string): string {
  const [start = '', ...rest] = value.split('"')
  const meant = rest.length > 0 ? `${start}*` : value
  return /^[^\s()"]+$/.test(meant) ? meant : `"${meant}"`
}

const BOUNDS = /^received>=\S+Z received<\S+Z\s*/

/** What a filter finds of a time, ms; in place of the time that this put before it last. */
export function within(filter: string, from: number, until: number): string {
  const rest = filter.trim().replace(BOUNDS, '')
  const one = !/\bor\b/i.test(rest) || /^\([^()"]*\)$/.test(rest)
  return `received>=${new Date(from).toISOString()} received<${new Date(until).toISOString()} ${one ? rest : `(${rest})`}`.trim()
}

/** The filter with a suggestion written into it, and where the cursor stands then. */
export function written(text: string, { text: put, open, start, end }: Pick<FilterSuggestion, 'text' | 'open' | 'start' | 'end'>): { text: string; cursor: number } {
  const all = [...text]
  const rest = all.slice(end).join('')
  const gap = open || rest.startsWith(' ') ? '' : ' '
  const before = all.slice(0, start).join('') + put + gap
  return { text: before + rest, cursor: before.length + (!open && rest.startsWith(' ') ? 1 : 0) }
}

/** The one way to end what is being written, where it is a mistake as it stands; a filter that can be read has none. */
export function onlyEnd({ problem, suggestions }: Pick<FilterAnswer, 'problem' | 'suggestions'>): FilterSuggestion | null {
  const [only, another] = suggestions
  return only && !another && problem?.start === only.start ? only : null
}

/** The filter in three parts: before the mistake, the mistake, behind it. */
export function around(text: string, { start, end }: Pick<FilterProblem, 'start' | 'end'>): [string, string, string] {
  const all = [...text]
  return [all.slice(0, start).join(''), all.slice(start, end).join(''), all.slice(end).join('')]
}
