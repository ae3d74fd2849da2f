// How the body is shown, kept while captures change, and which vendor an event is of.

import type { EventRow } from '../../host/contract'
import { TAB_NAMES } from '../../state/views'

export type Way = 'raw' | 'formatted' | 'tree' | 'hex'

/** Null: text as received, anything else in hex. */
export const way = $state<{ chosen: Way | null }>({ chosen: null })

const NAMES: Record<string, string> = TAB_NAMES

/** The vendor's short word, which is also its tab. */
export const vendorWord = (event: EventRow): string => event.format.split('.')[0] ?? event.format

/** The vendor's name. */
export const vendorOf = (event: EventRow): string => NAMES[vendorWord(event)] ?? event.format
