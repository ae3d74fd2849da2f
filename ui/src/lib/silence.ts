// Why a vendor would send nothing, where nothing was withheld: what they send events for, and what came.

import { kind } from './insights'
import { state as stateWord } from './text'

interface Said {
  kind: string
  /** The state that it says a message has. */
  state: string | null
  flags: string[]
}

/** More kinds are no explanation any more. */
const MOST = 3

const tells = (vendor: string, name: string) =>
  vendor === 'doubletick' ? `${name} sends an event when a message of the business gets another state, and when a customer opens a conversation.` : `${name} sends an event when a message of the business gets another state, and for nothing else.`

const opened = (flags: string[]) =>
  flags.includes('duplicate') ? 'it came before' : flags.includes('before_done') ? 'it was said before the conversation was marked done' : 'it is open already'

function is(vendor: string, said: Said): string {
  if (said.state !== null) return `a “${stateWord(said.state)}” that changes no state: it came before, or the message had got further`
  if (said.kind === 'message') return vendor === 'doubletick' ? `an incoming message that opens no conversation: ${opened(said.flags)}` : 'an incoming message'
  if (said.kind === 'unknown') return 'something that was not understood'
  return kind(said.kind)
}

/** In sentences. */
export function silence(vendor: string, name: string, signals: readonly Said[]): string[] {
  if (signals.length === 0) return [tells(vendor, name), 'Nothing here was understood as an event of Meta’s.']
  const all = [...new Set(signals.map((said) => is(vendor, said)))]
  const rest = all.length - MOST
  return [tells(vendor, name), `What came: ${all.slice(0, MOST).join('; ')}${rest > 0 ? `; ${rest} other ${rest === 1 ? 'kind' : 'kinds'}` : ''}.`]
}
