// Of two texts that are too long to be shown side by side: their ends, and what is around where they differ. What is left out is
// numbered by its content, so that nobody takes for the same what is not. Cuts only; changes no character that it shows.

import type { Range } from './ranges'
import { count, low } from './text'

export interface Excerpt {
  texts: [left: string, right: string]
  /** Something is left out. */
  short: boolean
  /** Where what was asked for stands in what is shown. */
  at: [left: Range, right: Range] | null
}

/** Texts within this, and lines, are shown whole: with them the page stood still for no longer than with short ones. */
export const WHOLE = 500_000
const LINE = 20_000
/** Around a difference, and at the ends. */
const [NEAR, FAR, END] = [1_000, 3_000, 500]
/** A stretch begins and ends with a line where one is so near. */
const SNAP = 1_000

/** `at`: the places that are to be shown, one in each. */
export function excerpt(left: string, right: string, at: [left: Range, right: Range] | null): Excerpt {
  const fits = (text: string) => text.length <= WHOLE && longest(text) <= LINE
  if (fits(left) && fits(right)) return { texts: [left, right], short: false, at }
  const [head, tail] = alike(left, right)
  const numbers = new Map<string, number>()
  const [one, other] = [cut(left, head, tail, at?.[0] ?? null, numbers), cut(right, head, tail, at?.[1] ?? null, numbers)]
  return { texts: [one.text, other.text], short: one.short || other.short, at: one.at && other.at ? [one.at, other.at] : null }
}

function longest(text: string): number {
  let most = 0
  for (let start = 0; start <= text.length; ) {
    const end = text.indexOf('\n', start)
    most = Math.max(most, (end < 0 ? text.length : end) - start)
    if (end < 0) break
    start = end + 1
  }
  return most
}

/** How many characters are the same at the beginning, and at the end of the rest. */
export function alike(left: string, right: string): [head: number, tail: number] {
  const most = Math.min(left.length, right.length)
  let head = 0
  while (head < most && left.charCodeAt(head) === right.charCodeAt(head)) head += 1
  let tail = 0
  while (tail < most - head && left.charCodeAt(left.length - 1 - tail) === right.charCodeAt(right.length - 1 - tail)) tail += 1
  return [head, tail]
}

function cut(text: string, head: number, tail: number, at: Range | null, numbers: Map<string, number>) {
  const last = text.length - tail
  const wanted: Range[] = [
    { start: 0, end: END },
    { start: head - NEAR, end: head + FAR },
    { start: last - FAR, end: last + NEAR },
    { start: text.length - END, end: text.length },
    ...(at ? [{ start: at.start - NEAR, end: at.start + FAR }] : []),
  ]
  const kept: Range[] = []
  for (const { start, end } of wanted.map((range) => snapped(text, range)).sort((a, b) => a.start - b.start)) {
    const before = kept.at(-1)
    if (before && start <= before.end + SNAP) before.end = Math.max(before.end, end)
    else kept.push({ start, end })
  }
  let [out, short] = ['', false]
  let place: Range | null = null
  kept.forEach(({ start, end }, index) => {
    const from = kept[index - 1]?.end ?? 0
    if (start > from) {
      const gone = text.slice(from, start)
      const number = numbers.get(gone) ?? numbers.size + 1
      numbers.set(gone, number)
      short = true
      out += `⟨left out, ${number}: ${count(gone.length)} characters⟩${gone.endsWith('\n') ? '\n' : ''}`
    }
    if (at && start <= at.start && at.start <= end) place = { start: out.length + at.start - start, end: out.length + Math.min(at.end, end) - start }
    out += text.slice(start, end)
  })
  return { text: out, short, at: place }
}

/** Within the text, from the beginning of a line to the end of one where they are near; no character is halved. */
function snapped(text: string, { start, end }: Range): Range {
  let [from, to] = [Math.max(0, start), Math.max(0, Math.min(text.length, end))]
  const line = from === 0 ? -1 : text.lastIndexOf('\n', from - 1)
  if (from - line - 1 <= SNAP) from = line + 1
  const next = text.slice(to, to + SNAP).indexOf('\n')
  if (next >= 0 && to > 0 && text[to - 1] !== '\n') to += next + 1
  if (low(text, from)) from -= 1
  if (low(text, to)) to += 1
  return { start: from, end: to }
}
