// Insights in words and shares. Pure.

import type { InsightBar, InsightQuery, InsightStep } from '../host/contract'
import { quoted } from './filter'
import { local } from './time'

/** 10 s, 5 min, 6 h, 1 d: a length of time. */
export function span(ms: number): string {
  if (ms < 1000) return `${ms} ms`
  if (ms < 60_000) return `${round(ms / 1000)} s`
  if (ms < 3_600_000) return `${round(ms / 60_000)} min`
  if (ms < 86_400_000) return `${round(ms / 3_600_000)} h`
  return `${round(ms / 86_400_000)} d`
}

const round = (n: number) => (n < 10 ? n.toFixed(1).replace(/\.0$/, '') : String(Math.round(n)))

/** How much of a whole, 0 to 100; nothing of nothing. */
export function share(part: number, whole: number): number {
  return whole === 0 ? 0 : (100 * part) / whole
}

/** 43 %; never 100 % unless it is all, never 0 % unless it is none. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return '–'
  const exact = share(part, whole)
  if (part > 0 && exact < 1) return '< 1 %'
  if (part < whole && exact > 99) return '> 99 %'
  return `${Math.round(exact)} %`
}

/** up to 10 s, 10 s – 1 min, over 1 d: the range of each bar. */
export function ranges(bars: readonly Pick<InsightBar, 'upToMs'>[]): string[] {
  return bars.map(({ upToMs }, index) => {
    const from = bars[index - 1]?.upToMs ?? null
    if (upToMs === null) return from === null ? 'any time' : `over ${span(from)}`
    return from === null ? `up to ${span(upToMs)}` : `${span(from)} – ${span(upToMs)}`
  })
}

type Within = Pick<InsightQuery, 'platform' | 'account' | 'from' | 'until'>

/** The filter of rows that asks for what is counted. */
export function filterOf({ platform, account, from, until }: Within): string {
  return [
    ...(platform === undefined ? [] : [`platform:${quoted(platform)}`]),
    ...(account === undefined ? [] : [`account:${quoted(account)}`]),
    ...(from === undefined ? [] : [`said>=${new Date(from).toISOString()}`]),
    ...(until === undefined ? [] : [`said<${new Date(until).toISOString()}`]),
  ].join(' ')
}

/** What a file of such rows is called, by the reader's days, without its ending: transitions-whatsapp-106-2026-06-09-to-2026-06-16, or transitions-all. */
export function fileOf(of: string, { platform, account, from, until }: Within, now: number): string {
  const day = (at: number) => local(at).slice(0, 10)
  const parts = [platform, account, ...(from === undefined ? [] : [day(from)]), ...(from === undefined && until === undefined ? [] : ['to', day(until === undefined ? now : until - 1)])].filter((part) => part !== undefined)
  return [of, ...(parts.length > 0 ? parts : ['all'])].join('-').replace(/[^\w.-]+/g, '_')
}

const STEPS: Record<string, string> = { outbound: 'Sent', accepted: 'Accepted', delivered: 'Delivered', seen: 'Seen' }

/** A step's name. */
export function step(of: Pick<InsightStep, 'mark'>): string {
  return STEPS[of.mark] ?? of.mark
}

/** message_echo → message echo */
export function kind(word: string): string {
  return word.replaceAll('_', ' ')
}

/** Kinds that are shown as one. */
export interface Group {
  kinds: string[]
  counts: number[]
}

/** The most frequent kinds, and the rest as one; a picture with more colours cannot be read. */
export function grouped(kinds: readonly { kind: string; counts: number[] }[], most: number): Group[] {
  const alone = kinds.slice(0, kinds.length <= most ? most : most - 1)
  const rest = kinds.slice(alone.length)
  const counts = (rest[0]?.counts ?? []).map((_, bar) => rest.reduce((sum, one) => sum + (one.counts[bar] ?? 0), 0))
  return [...alone.map(({ kind, counts }) => ({ kinds: [kind], counts })), ...(rest.length > 0 ? [{ kinds: rest.map(({ kind }) => kind), counts }] : [])]
}
