// An edit of a capture before it is sent: its own bytes, headers, method and path. The capture stays as it is; a draft stays in
// memory until it is given up.

import { SvelteMap } from 'svelte/reactivity'

import type { SendEdit } from '../host/contract'
import { fromBase64, toBase64 } from '../lib/bytes'
import { type Capture, passedOn } from '../lib/captures'
import { type Header, headerLines, headersIn, hexed, textOf, unhexed } from '../lib/edit'

export type Way = 'text' | 'hex'

/** What of it is typed and chosen. */
const PARTS = ['way', 'text', 'method', 'path', 'headers'] as const
type Typed = Pick<Draft, (typeof PARTS)[number]>

export class Draft {
  /** The body is typed as text, or as digits where it is none. */
  way = $state<Way>('text')
  /** What the editor holds. */
  text = $state('')
  method = $state('')
  /** In place of the URL's own path and query; empty: that. */
  path = $state('')
  /** One header a line. */
  headers = $state('')
  /** Grows when the editor is to begin anew. */
  turn = $state(0)

  /** What the editor held before anything was typed, in each way. */
  readonly #first: Partial<Record<Way, string>>
  readonly #headers: string
  /** What of it went last: that is kept with its delivery. */
  #went = $state.raw<Typed | null>(null)
  /** The digits are of an edited text, so nothing is packed any more. */
  #plain = false

  readonly bodyChanged = $derived.by(() => this.#plain || this.text !== this.first)
  readonly headersChanged = $derived.by(() => this.headers !== this.#headers)
  readonly changed = $derived.by(() => this.bodyChanged || this.headersChanged || this.method !== this.origin.row.method || this.path.trim() !== '')
  /** Nothing sent bears it: it is nowhere but here. */
  readonly unsent = $derived.by(() => this.changed && PARTS.some((part) => this.#went?.[part] !== this[part]))
  /** The line that is no header. */
  readonly wrongHeader = $derived.by(() => headersIn(this.headers).wrong)

  constructor(readonly origin: Capture) {
    this.#first = { text: origin.text ?? '' }
    this.way = origin.text === null ? 'hex' : 'text'
    this.text = this.first
    this.#headers = headerLines(passedOn(origin.headers))
    this.headers = this.#headers
    this.method = origin.row.method
  }

  /** What is written and chosen in the editor. */
  type(change: Partial<Pick<Draft, 'text' | 'method' | 'path' | 'headers'>>): void {
    Object.assign(this, change)
  }

  /** It is sent as it stands now: what is answered says that it went. */
  sends(): () => void {
    const now = this.#now()
    return () => (this.#went = now)
  }
  #now(): Typed {
    const { way, text, method, path, headers } = this
    return { way, text, method, path, headers }
  }

  /** Holds what was sent once; null: the body as it came. */
  resume({ body, headers, method, path }: { body: Uint8Array | null; headers: Header[]; method: string; path: string }): void {
    const sorted = (lines: string) => lines.split('\n').sort().join('\n')
    const lines = headerLines(headers)
    if (sorted(lines) !== sorted(this.#headers)) this.headers = lines
    Object.assign(this, { method, path })
    if (body !== null) {
      const text = textOf(body)
      this.way = text === null ? 'hex' : 'text'
      this.text = text ?? hexed(body)
      // Digits that are announced as packed are.
      this.#plain = this.origin.unpacked && text === null && !headers.some(({ name }) => name === 'content-encoding')
      this.turn += 1
    }
    this.#went = this.#now()
  }

  /** The text that came, as this way shows it: what the edit is compared with. */
  get first(): string {
    return this.#begun(this.way)
  }

  #begun(way: Way): string {
    return (this.#first[way] ??= hexed(fromBase64(this.origin.bodyBase64)))
  }

  /** The bytes of the edit; null while the digits are none. */
  bytes(): Uint8Array<ArrayBuffer> | null {
    return this.way === 'text' ? new TextEncoder().encode(this.text) : unhexed(this.text)
  }

  /** Shows the same bytes the other way; false where they cannot be. */
  show(way: Way): boolean {
    if (way === this.way) return true
    const kept = !this.unsent
    const changed = this.bodyChanged
    const bytes = this.bytes()
    const text = way === 'text' && bytes ? textOf(bytes) : null
    if (changed && (bytes === null || (way === 'text' && text === null))) return false
    if (!changed && way === 'text' && this.origin.text === null) return false
    this.text = !changed ? this.#begun(way) : way === 'text' ? (text ?? '') : hexed(bytes ?? new Uint8Array())
    this.#plain = changed && this.origin.unpacked && way === 'hex'
    this.way = way
    this.turn += 1
    if (kept) this.#went = this.#now()
    return true
  }

  /** What the sender is told; null while nothing is changed or the digits or headers are none. */
  edit(): SendEdit | null {
    const bytes = this.bodyChanged ? this.bytes() : null
    if (!this.changed || (this.bodyChanged && bytes === null) || this.wrongHeader !== null) return null
    // What was unpacked to be edited is not packed again.
    const unpackedNow = this.origin.unpacked && this.bodyChanged && (this.way === 'text' || this.#plain)
    const { headers } = headersIn(this.headers)
    const sent = unpackedNow ? headers.filter(({ name }) => name !== 'content-encoding') : headers
    // As they are shown they may not be as they came: bytes that are no text.
    const rewritten = this.headersChanged || sent.length < headers.length
    return {
      ...(bytes ? { bodyBase64: toBase64(bytes) } : {}),
      ...(rewritten ? { headers: sent } : {}),
      ...(this.method === this.origin.row.method ? {} : { method: this.method }),
      ...(this.path.trim() === '' ? {} : { path: this.path.trim() }),
    }
  }
}

/** The drafts by capture. */
class Drafts {
  #all = new SvelteMap<string, Draft>()

  of(capture: string | null | undefined): Draft | null {
    return (capture && this.#all.get(capture)) || null
  }

  begin(origin: Capture): Draft {
    const known = this.of(origin.row.id)
    if (known) return known
    const draft = new Draft(origin)
    this.#all.set(origin.row.id, draft)
    return draft
  }

  /** The captures with an edit. */
  get captures(): string[] {
    return [...this.#all.keys()]
  }

  /** Those with one that is nowhere but here. */
  get unsent(): string[] {
    return [...this.#all.values()].filter(({ unsent }) => unsent).map(({ origin }) => origin.row.id)
  }

  /** Gives it up; what it answers takes it back. */
  giveUp(capture: string): () => void {
    const draft = this.#all.get(capture)
    this.#all.delete(capture)
    // What was begun meanwhile stays.
    return () => void (draft && !this.#all.has(capture) && this.#all.set(capture, draft))
  }
}

export const drafts = new Drafts()
