// The status rail under an outbound message: what was reached, what is still to come, and what the channel cannot say.

import type { MessageRow, RailStep } from '../host/contract'
import { gap } from './time'

export interface Dot {
  state: string
  at: number | null
  /** `reached`, `waiting`, or `absent`: the channel has no such signal. */
  look: 'reached' | 'waiting' | 'absent'
  basis: string
  flags: string[]
  error: string | null
  /** Time since the dot before, in words. */
  gap: string | null
  captureId: string | null
}

const ORDER = ['accepted', 'delivered', 'seen']

/** Dots of an outbound message, in the order of their arrival, then what is still to come. */
export function dots(message: Pick<MessageRow, 'rail' | 'hasDelivered' | 'state' | 'deleted'>): Dot[] {
  const reached = message.rail.filter((step) => step.moved).map(dot)
  reached.forEach((one, index) => {
    const before = reached[index - 1]
    if (before && before.at !== null && one.at !== null) one.gap = gap(one.at - before.at)
  })
  const ended = message.deleted || ['failed', 'channel_failed', 'seen', 'deleted'].includes(message.state ?? '')
  if (ended) return reached
  const highest = Math.max(-1, ...reached.map((one) => ORDER.indexOf(one.state)))
  const next = ORDER.slice(highest + 1)
  const coming = next.map((state): Dot => {
    const look = state === 'delivered' && !message.hasDelivered ? 'absent' : 'waiting'
    return { state, at: null, look, basis: '', flags: [], error: null, gap: null, captureId: null }
  })
  return [...reached, ...coming]
}

/** Signals that were kept and changed nothing. */
export function extras(rail: RailStep[]): RailStep[] {
  return rail.filter((step) => !step.moved)
}

function dot(step: RailStep): Dot {
  const { state, at, basis, flags, error, captureId } = step
  return { state, at, look: 'reached', basis, flags, error, gap: null, captureId }
}
