// The vocabulary of what can be shown.

import type { ConversationRow } from '../host/contract'
import type { Action } from './things'

export const VIEWS = ['conversations', 'captures', 'deliveries', 'insights', 'simulator', 'connect', 'settings'] as const
export type View = (typeof VIEWS)[number]
const VENDORS = ['doubletick', 'texter', 'zoho'] as const
export const TABS = ['summary', 'meta', ...VENDORS, 'headers', 'deliveries'] as const
export type Tab = (typeof TABS)[number]
/** The tab shows what a vendor would have sent. */
export const ofVendor = (tab: Tab) => VENDORS.some((vendor) => vendor === tab)
export const TAB_NAMES: Record<Tab, string> = {
  summary: 'Summary',
  meta: 'Meta',
  doubletick: 'DoubleTick',
  texter: 'Texter',
  zoho: 'Zoho Desk',
  headers: 'Headers',
  deliveries: 'Deliveries',
}
export type Pane = 'list' | 'timeline'
/** What the palette asks instead of what to do: its title, and what can be answered to the words typed so far. */
export interface Question {
  title: string
  answers: (words: string) => Action[]
}
/** A deed that cannot be taken back: what it is called, and what is asked, with what goes. */
export interface Sure {
  deed: string
  question: string
  rest: string
  /** The harmless answer, where nothing is taken away: not *Keep*. */
  no?: string
  run: () => unknown
}
export type Dialog =
  | { kind: 'delete-captures'; ids: string[] }
  | { kind: 'delete-conversation'; conversation: ConversationRow }
  | { kind: 'delete-all' }
  | ({ kind: 'sure' } & Sure)
  | { kind: 'about' }
  | { kind: 'edit'; capture: string }
  | { kind: 'compare' }
  | { kind: 'replay' }
  | { kind: 'keys' }
  | { kind: 'palette'; ask?: Question }
