// Two things side by side: which one was marked to compare from, and the texts of the pair that is shown.

import type { AttemptRow, CaptureRow, HeaderRow } from '../host/contract'
import { fromBase64 } from '../lib/bytes'
import type { Content } from '../lib/comparison'
import { textOf } from '../lib/edit'
import { capital } from '../lib/text'
import { moment } from '../lib/time'
import { app } from './app.svelte'
import { attempts } from './attempts.svelte'
import type { Action } from './things'

/** Anything with a text that can be compared. */
export type Comparable =
  | { kind: 'capture'; id: string }
  | { kind: 'event'; id: string }
  | { kind: 'answer'; id: string }
  | { kind: 'sent'; id: string }

export interface Side {
  title: string
  content: Content
  /** Only its beginning is kept, or could be unpacked. */
  cut: boolean
  /** What stands around the body, as JSON; null where nothing does. */
  around: { title: string; text: string } | null
}

const NOUNS = { capture: 'capture', event: 'event', answer: 'the answer to attempt', sent: 'what went with attempt' } as const
const short = (id: string) => (id.length > 14 ? `…${id.slice(-6)}` : id)
/** Ids of Meta's messages begin and end alike. */
const ofMessage = (id: string | null) => (id === null ? '' : `, message ${id.length > 24 ? `…${id.slice(-20)}` : id}`)

/** What it is called in a menu. */
export function called({ kind, id }: Comparable): string {
  return `${NOUNS[kind]} ${kind === 'capture' ? '#' : ''}${short(id)}`
}

const same = (one: Comparable, other: Comparable) => one.kind === other.kind && one.id === other.id

function side(of: Comparable, text: string | null, base64: string, cut: boolean, around: Side['around']): Side {
  return { title: capital(called(of)), content: text === null ? { base64 } : { text }, cut, around }
}

/** Of a request or an answer: its line and its headers, by name; of a name that comes more than once, all values. */
function around(title: string, line: Record<string, string | number | null>, headers: HeaderRow[]): Side['around'] {
  const named = new Map<string, string | string[]>()
  for (const { name, value } of headers) {
    const before = named.get(name.toLowerCase())
    named.set(name.toLowerCase(), before === undefined ? value : [before, value].flat())
  }
  return { title, text: JSON.stringify({ ...line, headers: Object.fromEntries(named) }) }
}
const REQUEST = 'request and headers'
const ANSWER = 'status and headers'

async function loaded(of: Comparable): Promise<Side | null> {
  if (of.kind === 'capture') {
    const [capture, body] = await Promise.all([app.try('capture_get', { id: of.id }), app.try('capture_body', { id: of.id })])
    if (!capture || !body) return null
    const { method, path, status } = capture.row
    return side(of, body.text, body.bodyBase64, capture.row.truncated || (body.unpacked && body.notUnpacked !== null), around(REQUEST, { method, path, query: capture.query, answered: status || null }, capture.headers))
  }
  if (of.kind === 'event') {
    const list = await app.try('events_list', { capture: of.id.split('-')[0] ?? '' })
    const event = list?.events.find(({ id }) => id === of.id)
    if (list && !event) app.say(`There is no event ${of.id} any more.`, true)
    return event ? { title: `${capital(event.format)} event of capture #${event.captureId}${ofMessage(event.messageId)}`, content: { text: event.body }, cut: false, around: null } : null
  }
  const detail = await app.try('attempt_get', { id: of.id })
  if (!detail) return null
  const { method, url, status, error, requestHeaders, responseHeaders, responseTruncated } = detail.row
  if (of.kind === 'answer') return side(of, textOf(fromBase64(detail.responseBodyBase64)), detail.responseBodyBase64, responseTruncated, around(ANSWER, { status, ...(error ? { error } : {}) }, responseHeaders))
  const { pathname, search } = URL.canParse(url) ? new URL(url) : { pathname: url, search: '' }
  return side(of, textOf(fromBase64(detail.requestBodyBase64)), detail.requestBodyBase64, false, around(REQUEST, { method, path: pathname, query: search.slice(1), answered: status }, requestHeaders))
}

/** What it can be compared with, the most like it first; `rows` are the newest captures. */
function others(it: Comparable, rows: CaptureRow[]): { title: string; of: Comparable }[] {
  const answers = [...attempts.list.rows, ...app.sent.rows].map((row) => ({ title: `Answer ${row.status ?? row.error ?? 'none'} of ${row.url}, ${moment(row.startedAt)} (${short(row.id)})`, of: { kind: 'answer', id: row.id } as const }))
  const events = (app.events?.events ?? []).map((event) => ({ title: `${capital(event.format)} ${event.state ?? 'opening'} of capture #${event.captureId}${ofMessage(event.messageId)}`, of: { kind: 'event', id: event.id } as const }))
  const captures = rows.map((row) => ({ title: `Capture #${row.id}: ${row.held}, ${moment(row.receivedAt)}${row.words ? ` · ${row.words}` : ''}`, of: { kind: 'capture', id: row.id } as const }))
  return (it.kind === 'answer' ? [...answers, ...captures] : it.kind === 'event' ? [...events, ...captures] : captures).filter(({ of }) => !same(of, it))
}

class Compare {
  from = $state.raw<Comparable | null>(null)
  pair = $state.raw<[left: Side, right: Side] | null>(null)

  /** What is marked, if `it` can be compared with it. */
  against(it: Comparable): Comparable | null {
    return this.from && !same(this.from, it) ? this.from : null
  }

  mark(it: Comparable): void {
    this.#unmark()
    this.from = it
    app.say(`Comparing from ${called(it)}: choose another and press m.`, false, this.#unmark)
  }

  #unmark = (): void => {
    this.from = null
    app.forget(this.#unmark)
  }

  /** Marks it, or compares it with what is marked. */
  step(it: Comparable): void {
    const from = this.against(it)
    if (from) void this.show(from, it)
    else if (this.from) this.#unmark()
    else this.mark(it)
  }

  /** Asks for the other one; any capture can be named by its number. */
  async ask(it: Comparable): Promise<void> {
    const page = await app.try('captures_list', { filter: '', sort: 'time', ascending: false, grouped: false, limit: 100 })
    if (!page) return
    const known = others(it, page.rows)
    const answers = (words: string): Action[] => {
      const number = /^#?(\d+)$/.exec(words.trim())?.[1]
      const named: typeof known = number && number !== it.id ? [{ title: `Capture #${number}`, of: { kind: 'capture', id: number } }] : []
      return [...known, ...named].map(({ title, of }) => ({ title, run: () => void this.show(of, it) }))
    }
    app.open({ kind: 'palette', ask: { title: `Compare ${called(it)} with`, answers } })
  }

  async show(left: Comparable, right: Comparable): Promise<void> {
    const [one, other] = await Promise.all([loaded(left), loaded(right)])
    if (!one || !other) return
    this.pair = [one, other]
    this.#unmark()
    app.unsay()
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
