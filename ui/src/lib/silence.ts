// Why a vendor would send nothing, where nothing was withheld: what they send events for, and what came. Why that moved
// nothing the engine says; here are the words for it.

import type { SignalRow } from '../host/contract'
import { kind } from './insights'
import { state as stateWord } from './text'

type Said = Pick<SignalRow, 'kind' | 'state' | 'unmoved'>

interface Vendor {
  name: string
  /** Whether they tell that a conversation was opened. */
  opens: boolean
}

/** More kinds are no explanation any more. */
const MOST = 3

const tells = ({ name, opens }: Vendor) => `${name} sends an event when a message of the business gets another state, and ${opens ? 'when a customer opens a conversation' : 'for nothing else'}.`

/** What it says of a message, and why no state moved. */
const STATES: Record<string, (word: string) => string> = {
  sample: (word) => `${word} in a sample of Meta’s: no message stands behind it`,
  repeated: (word) => `${word} that came before`,
  inbound: (word) => `${word} of the customer’s own message: only those of the business have states`,
  conflict: (word) => `${word} of a message that the other side sent`,
  unbelieved: (word) => `${word} up to a time that is too far in the future to be believed`,
  uncovered: (word) => `${word} up to a time before which no message of the business is known`,
  orphan: (word) => `${word} of a message of which nothing else is known`,
  contradicted: (word) => `${word} that changes no state: it contradicts what was told before`,
  behind: (word) => `${word} that changes no state: the message had got as far, or further`,
}

/** Why an incoming message opened no conversation. */
const OPENINGS: Record<string, string> = {
  sample: 'a sample of Meta’s, which no customer sent',
  repeated: 'an incoming message that opens no conversation: it came before',
  open: 'an incoming message that opens no conversation: it is open already',
  before_done: 'an incoming message that opens no conversation: it was said before the conversation was marked done',
}

function is({ opens }: Vendor, { kind: what, state, unmoved }: Said): string {
  if (unmoved === 'unprocessed') return 'something that is not processed yet'
  if (state !== null) {
    const name = stateWord(state)
    const word = `${/^[AEIOU]/.test(name) ? 'an' : 'a'} “${name}”`
    return unmoved === null ? `${word} of another message` : (STATES[unmoved]?.(word) ?? `${word} that names no message`)
  }
  if (what === 'unknown') return 'something that was not understood'
  const said = what === 'message' || what === 'postback'
  return (said && (opens || unmoved === 'sample') && OPENINGS[unmoved ?? '']) || (what === 'message' ? 'an incoming message' : kind(what))
}

/** In sentences. */
export function silence(vendor: Vendor, signals: readonly Said[]): string[] {
  if (signals.length === 0) return [tells(vendor), 'Nothing here was understood as an event of Meta’s.']
  const all = [...new Set(signals.map((said) => is(vendor, said)))]
  const rest = all.length - MOST
  return [tells(vendor), `What came: ${all.slice(0, MOST).join('; ')}${rest > 0 ? `; ${rest} other ${rest === 1 ? 'kind' : 'kinds'}` : ''}.`]
}
