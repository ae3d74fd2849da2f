// Two things side by side: which one was marked to compare from, and the texts of the pair that is shown.

import type { AttemptRow } from '../host/contract'
import { unpacked } from '../lib/bytes'
import { hexed, textOf } from '../lib/edit'
import { app } from './app.svelte'

/** Anything with a text that can be compared. */
export type Comparable =
  | { kind: 'capture'; id: string }
  | { kind: 'event'; id: string }
  | { kind: 'answer'; id: string }
  | { kind: 'sent'; id: string }

export interface Side {
  title: string
  text: string
  /** The bytes are no text, so these are their digits. */
  hex: boolean
}

const NOUNS = { capture: 'capture', event: 'event', answer: 'the answer to delivery', sent: 'what went with delivery' } as const
const short = (id: string) => (id.length > 14 ? `…${id.slice(-6)}` : id)

/** What it is called in a menu. */
export function called({ kind, id }: Comparable): string {
  return `${NOUNS[kind]} ${kind === 'capture' ? '#' : ''}${short(id)}`
}

const same = (one: Comparable, other: Comparable) => one.kind === other.kind && one.id === other.id
const title = (words: string) => words.charAt(0).toUpperCase() + words.slice(1)

function side(of: Comparable, text: string | null, base64: string): Side {
  return { title: title(called(of)), text: text ?? hexed(unpacked(base64)), hex: text === null }
}

async function loaded(of: Comparable): Promise<Side | null> {
  if (of.kind === 'capture') {
    const capture = await app.try('capture_get', { id: of.id })
    return capture && side(of, capture.text, capture.bodyBase64)
  }
  if (of.kind === 'event') {
    const list = await app.try('events_list', { capture: of.id.split('-')[0] ?? '' })
    const event = list?.events.find(({ id }) => id === of.id)
    if (list && !event) app.say(`There is no event ${of.id} any more.`, true)
    return event ? { title: `${title(event.format)} event of capture #${event.captureId}`, text: event.body, hex: false } : null
  }
  const detail = await app.try('attempt_get', { id: of.id })
  if (!detail) return null
  const body = of.kind === 'sent' ? detail.requestBodyBase64 : detail.responseBodyBase64
  return side(of, textOf(unpacked(body)), body)
}

class Compare {
  from = $state.raw<Comparable | null>(null)
  pair = $state.raw<[left: Side, right: Side] | null>(null)

  /** What is marked, if `it` can be compared with it. */
  against(it: Comparable): Comparable | null {
    return this.from && !same(this.from, it) ? this.from : null
  }

  mark(it: Comparable): void {
    this.from = it
    app.say(`Comparing from ${called(it)}: choose another and press m.`, false, () => (this.from = null))
  }

  /** Marks it, or compares it with what is marked. */
  step(it: Comparable): void {
    const from = this.against(it)
    if (from) void this.show(from, it)
    else if (this.from) this.from = null
    else this.mark(it)
  }

  async show(left: Comparable, right: Comparable): Promise<void> {
    const [one, other] = await Promise.all([loaded(left), loaded(right)])
    if (!one || !other) return
    this.pair = [one, other]
    this.from = null
    app.said = null
    app.open({ kind: 'compare' })
  }

  /** The answer before, beside this one. */
  answers({ id, before }: AttemptRow): void {
    if (before) void this.show({ kind: 'answer', id: before.id }, { kind: 'answer', id })
  }

  /** What went, beside the capture that it came from. */
  sent({ id, item }: AttemptRow): void {
    void this.show({ kind: 'capture', id: item }, { kind: 'sent', id })
  }
}

export const compare = new Compare()
