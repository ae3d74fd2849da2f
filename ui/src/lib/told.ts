// By which captures a message is told, and what their signatures say to be wrong.

import type { MessageRow, RailStep } from '../host/contract'

/** The capture that told the words that are shown of it; else the first that speaks of it. */
export function toldBy({ edits, captures }: Pick<MessageRow, 'edits' | 'captures'>): string | undefined {
  return edits.at(-1)?.captureId || captures[0]?.captureId
}

/** The capture that told that it was deleted: on WhatsApp that is a status, so a step of the rail. */
export function deletedBy({ captures, rail }: Pick<MessageRow, 'captures' | 'rail'>): string | undefined {
  const event = captures.find(({ kind }) => kind === 'message_deleted')
  return (event ?? told(rail).find(({ state }) => state === 'deleted'))?.captureId ?? undefined
}

type Told = Pick<MessageRow, 'signature' | 'captures' | 'rail'>

/** States whose capture is here, which may speak of a later message; not those set by hand. */
const told = (rail: RailStep[]) => rail.filter(({ basis, captureId }) => basis !== 'simulated' && captureId !== null)

/** What is wrong with the message itself, or with all that is told of it: its parts need not say that again. */
export function ofAll(message: Told): string | null {
  if (message.signature !== null) return message.signature
  const [first, ...rest] = [...message.captures, ...told(message.rail)]
  return first && rest.every(({ signature }) => signature === first.signature) ? first.signature : null
}

/** Whether a verdict says that the signature is wrong; the others say that it is right, or that nobody could check. */
export const doubtful = (verdict: string) => ['invalid', 'missing', 'malformed'].includes(verdict)

/** The mark for it, which has words as flags have. */
export const mark = (signature: string) => `signature_${signature}`

/** The marks for all that is wrong, each once. */
export function wrongs(message: Told): string[] {
  const found = [...message.captures, ...told(message.rail)].flatMap(({ signature }) => signature ?? [])
  return [...new Set(found)].map(mark)
}
