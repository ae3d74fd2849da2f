// Two bodies that are compared, as far as they are shown: how many differences there are, some of them, and the texts around one.
// Takes its time with large ones: it lives in a worker. Knows no page.

import { fromBase64 } from './bytes'
import { type Change, difference } from './difference'
import { hexed } from './edit'
import { type Excerpt, alike, excerpt } from './excerpt'
import { indented } from './json'
import type { Range } from './ranges'
import { beginning, low } from './text'
import { type Node, tree } from './tree'

/** A text; or the bytes that are none, as base64. */
export type Content = { text: string } | { base64: string }

export interface Outline {
  /** What differs can be told by path. */
  json: boolean
  /** To the character; in its values; null: not. */
  same: 'text' | 'values' | null
  counts: Record<Change['kind'], number>
  /** Elements of lists were taken in pairs by their place. */
  byPlace: boolean
}

/** A stretch of a value. */
export interface Brief {
  text: string
  /** So many characters are left out before it. */
  before: number
  /** Of the whole value. */
  length: number
}

export interface Row {
  kind: Change['kind']
  path: string
  left: Brief | null
  right: Brief | null
}

/** So many differences at a time: more help nobody, and cost. */
export const STEP = 200
/** More characters of a value or a path are shown when asked for. */
const LONG = 300
/** What two long values have alike is not shown before where they part, but for so much. */
const LEAD = 40

export interface Texts extends Excerpt {
  /** In which of them a difference that is asked for is picked out. */
  side: 'left' | 'right'
}

/** Both texts as they are shown, and what is in them once a difference is looked for there. */
interface Laid {
  formatted: boolean
  texts: [left: string, right: string]
  trees?: [left: Node[] | null, right: Node[] | null]
}

export class Comparison {
  readonly #left: string
  readonly #right: string
  /** Null: not both are JSON. */
  readonly #changes: Change[] | null
  #byPlace = false
  /** Both are texts, or both the digits of bytes. */
  readonly #comparable: boolean
  /** As they were shown last. */
  #laid: Laid | null = null

  constructor(left: Content, right: Content) {
    const read = (one: Content) => ('text' in one ? one.text : hexed(fromBase64(one.base64)))
    ;[this.#left, this.#right] = [read(left), read(right)]
    this.#comparable = 'text' in left === 'text' in right
    this.#changes = 'text' in left && 'text' in right ? difference(this.#left, this.#right, () => (this.#byPlace = true)) : null
  }

  outline(): Outline {
    const counts = { added: 0, removed: 0, changed: 0 }
    for (const { kind } of this.#changes ?? []) counts[kind] += 1
    const same = this.#comparable && this.#left === this.#right ? 'text' : this.#changes?.length === 0 ? 'values' : null
    return { json: this.#changes !== null, same, counts, byPlace: this.#byPlace }
  }

  rows(from: number): Row[] {
    return (this.#changes ?? []).slice(from, from + STEP).map(({ kind, path, left, right }) => {
      const [head] = left !== null && right !== null ? alike(left, right) : [0]
      const lead = head > LONG / 2 ? head - LEAD : 0
      // No character is halved at either end; up to where they part, both are alike.
      const before = low(left ?? '', lead) ? lead + 1 : lead
      const end = before + LONG
      const brief = (text: string | null) => (text === null ? null : { text: beginning(text, end).slice(before), before: Math.min(before, text.length), length: text.length })
      return { kind, path: path.length > LONG ? `${path.slice(0, LONG / 3)}…${path.slice(-LONG / 2)}` : path, left: brief(left), right: brief(right) }
    })
  }

  /** Both values of a difference, whole. */
  values(index: number): Pick<Change, 'left' | 'right'> {
    const { left = null, right = null } = this.#changes?.[index] ?? {}
    return { left, right }
  }

  /** The texts, from a difference on where one is named. */
  texts(formatted: boolean, index: number | null): Texts {
    const laid = this.#lay(formatted)
    const [left, right] = laid.texts
    const change = index === null ? undefined : this.#changes?.[index]
    // Laid out or not, a text has the same nodes.
    const trees = change && (laid.trees ??= [tree(left), tree(right)])
    const [one, other] = change && trees ? [trees[0]?.[change.nodes[0]], trees[1]?.[change.nodes[1]]] : []
    const at = (node: Range): Range => ({ start: node.start, end: node.end })
    return { ...excerpt(left, right, one && other ? [at(one), at(other)] : null), side: change?.kind === 'removed' ? 'left' : 'right' }
  }

  /** Once for all differences that are looked at one after the other. */
  #lay(formatted: boolean): Laid {
    if (this.#laid?.formatted === formatted) return this.#laid
    const shown = (text: string) => (this.#changes && formatted ? indented(text) : text)
    return (this.#laid = { formatted, texts: [shown(this.#left), shown(this.#right)] })
  }
}
