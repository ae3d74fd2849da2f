// How the body is shown, kept while captures change, and what the vendors are called.

import type { EventRow } from '../../host/contract'

export type Way = 'raw' | 'formatted' | 'tree' | 'hex'

/** Null: text as received, anything else in hex. */
export const way = $state<{ chosen: Way | null }>({ chosen: null })

const VENDORS: Record<string, string> = { doubletick: 'DoubleTick', texter: 'Texter', zoho: 'Zoho Desk' }

/** The vendor's short word, which is also its tab. */
export const vendorWord = (event: EventRow): string => event.format.split('.')[0] ?? event.format

/** The vendor's name. */
export const vendorOf = (event: EventRow): string => VENDORS[vendorWord(event)] ?? event.format
