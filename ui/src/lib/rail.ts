// The status rail under an outbound message: what was reached, what is still to come, and what the channel cannot say.

import type { MessageRow, ParticipantRow, RailStep } from '../host/contract'
import { failure, middle } from './text'
import { gap } from './time'

export interface Dot {
  state: string
  at: number | null
  /** `reached`, `waiting`, or `absent`: the channel has no such signal. */
  look: 'reached' | 'waiting' | 'absent'
  basis: string
  /** It was told after a later state: it stands where it belongs, and moved nothing. */
  late: boolean
  /** Members of a group of whom it was told; the time is that of the first, who is `who`. */
  members: number
  who: ParticipantRow | null
  /** Meta's code and words for it. */
  failure: string | null
  /** Time since the dot before, in words. */
  gap: string | null
  captureId: string | null
  /** What is wrong with the signature of what told it. */
  signature: string | null
}

/** What a member of a group is called. */
export const called = ({ id, name }: ParticipantRow): string => name ?? middle(id)

/** What comes after what. */
export const ORDER = ['accepted', 'delivered', 'seen']

/** What was told for the first time after a later state, and so moved nothing: it belongs among the dots all the same. */
function belated(rail: RailStep[]): RailStep[] {
  const told = new Set(rail.filter(({ moved }) => moved).map(({ state }) => state))
  return rail.filter(({ state, moved, basis, flags }) => {
    if (moved || basis === 'simulated' || flags.includes('duplicate') || !ORDER.includes(state) || told.has(state)) return false
    return told.add(state)
  })
}

/** Whether `one` stands behind what came late: a later state, but of a deletion only one that was later. */
function behind(one: Dot, late: RailStep): boolean {
  if (one.state === 'deleted') return one.at === null || late.at === null || one.at >= late.at
  if (one.state === 'failed' || one.state === 'channel_failed') return late.state === 'accepted'
  return ORDER.indexOf(one.state) > ORDER.indexOf(late.state)
}

const earlier = (step: RailStep, known: Dot) => step.at !== null && known.at !== null && step.at < known.at

/** Dots of what was reached, each state once and in its order. */
function told(rail: RailStep[]): Dot[] {
  const reached: Dot[] = []
  for (const step of rail.filter(({ moved }) => moved)) {
    const at = reached.findIndex(({ state }) => state === step.state)
    const known = reached[at]
    if (known) reached[at] = { ...(earlier(step, known) ? dot(step) : known), members: known.members + 1 }
    else reached.push(dot(step))
  }
  // One member of a group may be further than another: what they reached came in any order.
  const ordered = reached.filter(({ state }) => ORDER.includes(state)).sort((one, other) => ORDER.indexOf(one.state) - ORDER.indexOf(other.state))
  for (const [at, one] of reached.entries()) reached[at] = (ORDER.includes(one.state) && ordered.shift()) || one
  for (const late of belated(rail)) {
    const at = reached.findIndex((one) => behind(one, late))
    reached.splice(at < 0 ? reached.length : at, 0, { ...dot(late), late: true })
  }
  reached.forEach((one, index) => {
    const before = reached[index - 1]
    // From one member of a group to another, no time passes for anybody.
    const same = !before?.who || !one.who || before.who.id === one.who.id
    if (before && same && before.at !== null && one.at !== null) one.gap = gap(one.at - before.at)
  })
  return reached
}

/** Dots of an outbound message, then what is still to come. */
export function dots(message: Pick<MessageRow, 'rail' | 'hasDelivered' | 'state' | 'deleted'>): Dot[] {
  const reached = told(message.rail)
  const seen = reached.findIndex((one) => one.state === 'seen')
  if (seen >= 0 && !reached.some((one) => one.state === 'delivered') && !message.hasDelivered) reached.splice(seen, 0, coming('delivered', 'absent'))
  const ended = message.deleted || ['failed', 'channel_failed', 'seen', 'deleted'].includes(message.state ?? '')
  if (ended) return reached
  const highest = Math.max(-1, ...reached.map((one) => ORDER.indexOf(one.state)))
  const next = ORDER.slice(highest + 1)
  return [...reached, ...next.map((state) => coming(state, state === 'delivered' && !message.hasDelivered ? 'absent' : 'waiting'))]
}

function coming(state: string, look: Dot['look']): Dot {
  return { state, at: null, look, basis: '', late: false, members: 1, who: null, failure: null, gap: null, captureId: null, signature: null }
}

/** How far each member of a group is; those of whom something was told first stand first. */
export function members(rail: RailStep[]): { who: ParticipantRow; dots: Dot[] }[] {
  const all = new Map<string, [ParticipantRow, RailStep[]]>()
  for (const step of rail) {
    const who = step.participant
    if (!who) continue
    const known = all.get(who.id)
    if (known) known[1].push(step)
    else all.set(who.id, [who, [step]])
  }
  return [...all.values()].map(([who, steps]) => ({ who, dots: told(steps) })).filter(({ dots }) => dots.length > 0)
}

/** Signals that were kept and changed nothing, all that say the same: a state, and what is odd about it. */
export interface Kept {
  state: string
  byHand: boolean
  flags: string[]
  signature: string | null
  /** As they arrived. */
  steps: [RailStep, ...RailStep[]]
}

/** What was kept, changed nothing and is no dot, in the order in which each was first told. */
export function extras(rail: RailStep[]): Kept[] {
  const all = new Map<string, Kept>()
  const late = new Set(belated(rail))
  for (const step of rail.filter((step) => !step.moved && !late.has(step))) {
    const { state, flags, signature } = step
    const byHand = step.basis === 'simulated'
    const key = [state, byHand, signature, ...flags].join(' ')
    const known = all.get(key)
    if (known) known.steps.push(step)
    else all.set(key, { state, byHand, flags, signature, steps: [step] })
  }
  return [...all.values()]
}

/** Why it failed, in Meta's words and each once, with those of a group for whom; for nobody where it was told of the message.
    Also where the state did not move; what was set by hand says so itself. */
export function failures(rail: RailStep[]): { words: string; who: ParticipantRow[] }[] {
  const all = new Map<string, Map<string, ParticipantRow> | null>()
  for (const step of rail) {
    const words = step.moved || step.basis !== 'simulated' ? failure(step) : null
    if (words === null) continue
    const { participant } = step
    const who = all.has(words) ? all.get(words) : new Map<string, ParticipantRow>()
    all.set(words, (participant && who?.set(participant.id, participant)) ?? null)
  }
  return [...all].map(([words, who]) => ({ words, who: [...(who?.values() ?? [])] }))
}

/** The first and the last of many, and how many lie between that nobody asked for. */
export function ends<T>(all: T[], most: number): { first: T[]; between: number; last: T[] } {
  // Hiding one saves no room.
  if (all.length <= most + 1) return { first: all, between: 0, last: [] }
  const half = Math.floor(most / 2)
  return { first: all.slice(0, most - half), between: all.length - most, last: all.slice(all.length - half) }
}

/** What came of a state that the user set, in words. */
export function setByHand(word: string, message: Pick<MessageRow, 'rail' | 'state' | 'deleted'>): string {
  const step = message.rail.findLast((step) => step.state === word && step.basis === 'simulated')
  const set = `Set by you: ${word.replace('_', ' ')}. It is marked as simulated`
  if (step?.moved) return `${set}.`
  return `${set} and has vendor events; the message itself stays ${message.deleted ? 'deleted' : (message.state ?? 'as it was').replace('_', ' ')}.`
}

function dot(step: RailStep): Dot {
  const { state, at, basis, captureId, signature, participant } = step
  return { state, at, look: 'reached', basis, late: false, members: 1, who: participant, failure: failure(step), gap: null, captureId, signature }
}
