// Words, numbers and ids for people.

import type { AttemptPhases, AttemptRow, NotKeeping } from '../host/contract'
import { moment, took } from './time'

/** A long id, shortened in the middle; the whole one is for copying. */
export function middle(id: string, length = 18): string {
  if (id.length <= length) return id
  const half = Math.floor((length - 1) / 2)
  return `${id.slice(0, length - 1 - half)}…${id.slice(id.length - half)}`
}

/** 1 204 */
export function count(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, '\u202f')
}

/** The same where there is little room: 12k, 1.2M from ten thousand on. */
export function brief(n: number): string {
  if (n < 10_000) return count(n)
  return n < 999_500 ? `${Math.round(n / 1_000)}k` : `${(n / 1_000_000).toFixed(1).replace(/\.0$/, '')}M`
}

/** As a sentence or a title begins. */
export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)

/** The second half of a character that is written in two units. */
export const low = (text: string, at: number) => /^[\udc00-\udfff]/.test(text.charAt(at))

/** More of a message than so many units is shown when asked for: a chat is no place for a book. */
export const LONG = 2_000

/** At most so many units from the beginning; none is half a character. */
export function beginning(text: string, most: number): string {
  return text.slice(0, low(text, most) ? most - 1 : most)
}

/** Of a text of which no more is here than its beginning: how much of how many characters; null where it is whole. */
export function firstOf(text: string, all: number): string | null {
  const here = [...text].length
  return all > here ? `first ${count(here)} of ${count(all)} characters` : null
}

/** What is said of requests that could not be kept, until one is. */
export function notKept({ count: n, since, why }: NotKeeping): string {
  const requests = n === 1 ? `A request, at ${moment(since)},` : `${count(n)} requests since ${moment(since)}`
  return `${requests} could not be kept and ${n === 1 ? 'was' : 'were'} answered 503; Meta sends such again. ${why}`
}

const TUNNEL: Record<string, string> = {
  starting: 'starting: waiting for its address',
  checking: 'checking its address',
  unwell: 'does not answer',
  failed: 'failed, trying again',
}

/** How a tunnel is. */
export const tunnelWords = (phase: string): string => TUNNEL[phase] ?? phase

/** What is said of an answer that may not have been sent. */
export function unsent(status: number, why: string): string {
  return `${status} was meant; ${why === 'client_left' ? 'the client was gone before it was sent' : 'whether it was sent is not known'}`
}

/** 412 B, 1.2 kB, 3.4 MB */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}

const PLATFORMS: Record<string, string> = {
  instagram: 'Instagram',
  messenger: 'Messenger',
  whatsapp: 'WhatsApp',
  unknown: 'Unknown',
}

/** Instagram, WhatsApp… */
export function platform(word: string): string {
  return PLATFORMS[word] ?? word
}

/** Two letters for a round picture. */
export function initials(name: string): string {
  const words = name.replace(/^[@+]/, '').split(/[\s._-]+/).filter(Boolean)
  const [first = [], second] = words.map((word) => [...word])
  const letters = second ? [first[0], second[0]] : first.slice(0, 2)
  return letters.join('').toUpperCase() || '?'
}

const STATES: Record<string, string> = {
  sent: 'Sent',
  accepted: 'Accepted',
  delivered: 'Delivered',
  seen: 'Seen',
  failed: 'Failed',
  channel_failed: 'Channel failed',
  deleted: 'Deleted',
}

/** Accepted, Channel failed… */
export function state(word: string): string {
  return STATES[word] ?? word
}

/** Meta's words for a failure; null where it gave none, and the code stands in for them. */
export function spoken(code: number | null, words: string | null): string | null {
  return code !== null && words === `code ${code}` ? null : words || null
}

/** 131026 · Message Undeliverable.: Meta's code and words for a failure; null where it gave neither. */
export function failure({ code, error }: { code: number | null; error: string | null }): string | null {
  const words = spoken(code, error)
  if (code !== null && words !== null) return `${code} · ${words}`
  return error || (code === null ? null : String(code))
}

const FLAGS: Record<string, string> = {
  duplicate: 'repeated',
  late: 'arrived late',
  out_of_order: 'out of order',
  gap: 'no delivered before it',
  orphan: 'receipt before message',
  contradicted: 'failed and delivered',
  clock_skew: 'clock skew',
  placeholder: 'placeholder',
  sample: 'dashboard sample',
  standby: 'standby',
  time_from_entry: 'time of the entry',
  time_from_receipt: 'time of receipt',
  before_done: 'said before done',
  signature_invalid: 'signature invalid',
  signature_missing: 'no signature',
  signature_malformed: 'signature malformed',
}

/** A flag in words. */
export function flag(word: string): string {
  return FLAGS[word] ?? word.replaceAll('_', ' ')
}

/** What a flag means, in a sentence. */
export function why(word: string): string {
  const WHY: Record<string, string> = {
    duplicate: 'It came before: Meta sent it again, or it is a copy from here. It is kept and changes nothing.',
    late: 'It says less than what is known already, so the state stays.',
    out_of_order: 'It was said before something that arrived earlier.',
    gap: 'Seen without a delivered before it, on a channel that has one.',
    orphan: 'A receipt came before the message that it speaks of.',
    contradicted: 'A failure and a delivery were both told; the delivery counts.',
    clock_skew: 'Its time lies further ahead than clocks should differ.',
    placeholder: "Meta's num_edit 0 announces a new message; nothing was edited.",
    sample: "Sent by the App Dashboard's Test button, not by a customer.",
    standby: 'Another app owned the thread when this came.',
    time_from_entry: 'The item has no usable time; the time of its entry stands in.',
    time_from_receipt: 'Neither the item nor its entry has a usable time; the time of receipt stands in.',
    before_done: 'Said before the conversation was marked done, so it does not open it again.',
    signature_invalid: 'No app secret that was known when it came made its signature: it may not be from Meta. The summary of its capture says whether one that was entered later did.',
    signature_missing: 'It came without a signature: it may not be from Meta.',
    signature_malformed: 'Its signature is not one as Meta writes them: it may not be from Meta.',
  }
  return WHY[word] ?? flag(word)
}

/** What is said of an answer that points elsewhere: only who was asked is asked. Null of every other. */
export function redirected({ status, responseHeaders }: Pick<AttemptRow, 'status' | 'responseHeaders'>): string | null {
  if (status === null || status < 300 || status >= 400 || status === 304) return null
  const place = responseHeaders.find(({ name }) => name.toLowerCase() === 'location')?.value
  return place ? `points to ${place}, which was not followed: send there, if that is meant` : 'names no other place (Location), and nothing was followed'
}

/** Where the time of a delivery went: `connected in 1.2 ms`, `TLS 3 ms`… */
export function times(phases: AttemptPhases): string[] {
  const { connectUs, tlsUs, firstByteUs, totalUs } = phases
  const stood = tlsUs ?? connectUs ?? 0
  return [
    ...(connectUs !== null ? [`connected in ${took(connectUs)}`] : []),
    ...(connectUs !== null && tlsUs !== null ? [`TLS ${took(tlsUs - connectUs)}`] : []),
    ...(firstByteUs !== null ? [`first byte after ${took(firstByteUs - stood)}`] : []),
    ...(connectUs === null && firstByteUs !== null ? ['over the connection of the one before'] : []),
    totalUs !== null ? `${took(totalUs)} in all` : 'how long is not known',
  ]
}

/** What came and is not shown yet. */
export const processing = (backlog: number): string => `${count(backlog)} ${backlog === 1 ? 'capture is' : 'captures are'} being processed`
