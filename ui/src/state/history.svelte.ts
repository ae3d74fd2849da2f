// Where the user is, as an entry of the browser's history: so a reload keeps it, and back and forward lead through the views. It lies
// in the entry's state, never in the address, which browsers pass on: ids name customers, and filters hold ids and words. No secret
// belongs in it.

import { untrack } from 'svelte'

import { refusal } from '../host/host'
import { COLUMNS } from '../lib/columns'
import { uncover } from './above'
import { app } from './app.svelte'
import { attempts } from './attempts.svelte'
import { type Asked, captures } from './captures.svelte'
import { conversations } from './conversations.svelte'
import { PARTS as DELIVERIES, deliveries } from './deliveries.svelte'
import type { Written } from './filtered.svelte'
import { PARTS as INSIGHTS, insights } from './insights.svelte'
import { places } from './places.svelte'
import { TABS, type Tab, VIEWS, type View } from './views'

export interface Place {
  view: View
  /** Of a view that has parts. */
  part: string
  tab: Tab
  conversation: string | null
  message: string | null
  capture: string | null
  attempt: string | null
  /** What each view was asked for. */
  captures: Asked
  conversations: Written
  attempts: Written
  insights: string
}

/** Between two writes into one entry, ms: browsers refuse those of a page that writes too often. */
const CALM = 400
/** After that a browser which refused takes another, ms. */
const REFUSED = 30_000

const SORTS = COLUMNS.map(({ sort }) => sort)
const one = <T>(all: readonly T[], word: unknown): T | undefined => all.find((known) => known === word)
const id = (value: unknown): string | null => (typeof value === 'string' ? value : null)
const fields = (value: unknown): Record<string, unknown> => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {})
const written = ({ text, filter }: Record<string, unknown>) => ({ text: id(text) ?? '', filter: id(filter) ?? '' })

/** What an entry says, as far as this page knows it; null where another one wrote it. */
export function read(state: unknown): Place | null {
  const kept = fields(state)
  const table = fields(kept['captures'])
  const view = one(VIEWS, kept['view'])
  if (!view) return null
  return {
    view,
    part: id(kept['part']) ?? '',
    tab: one(TABS, kept['tab']) ?? 'summary',
    conversation: id(kept['conversation']),
    message: id(kept['message']),
    capture: id(kept['capture']),
    attempt: id(kept['attempt']),
    captures: { ...written(table), sort: one(SORTS, table['sort']) ?? 'time', ascending: table['ascending'] === true },
    conversations: written(fields(kept['conversations'])),
    attempts: written(fields(kept['attempts'])),
    insights: id(kept['insights']) ?? '',
  }
}

const here = (): Place => ({
  view: app.view,
  part: app.view === 'deliveries' ? deliveries.part : app.view === 'insights' ? insights.part : '',
  tab: app.tab,
  conversation: app.conversationId,
  message: app.messageId,
  capture: app.captureId,
  attempt: attempts.id,
  captures: captures.asked,
  conversations: conversations.asked,
  attempts: attempts.asked,
  insights: insights.of,
})

let timer: ReturnType<typeof setTimeout> | undefined
let wrote = -CALM
/** What is still to be written into the current entry. */
let pending: Place | null = null
/** Which entry is gone to; while one is, what is on the screen is not the place yet. */
let turn = 0
let going = false

/** Another view is an entry of its own; what is chosen in it belongs to that entry. */
export function write(place: Place): void {
  if (going) return
  clearTimeout(timer)
  const entry = read(history.state)
  const another = entry !== null && (entry.view !== place.view || entry.part !== place.part)
  const rest = another ? 0 : wrote + CALM - performance.now()
  if (rest > 0) {
    pending = place
    timer = setTimeout(() => write(place), rest)
    return
  }
  wrote = performance.now()
  try {
    // What was left is come back to as it was left.
    if (another && pending) history.replaceState(pending, '')
    pending = null
    if (another) history.pushState(place, '')
    else history.replaceState(place, '')
  } catch {
    // All else works meanwhile.
    timer = setTimeout(() => write(place), REFUSED)
  }
}

async function go(to: Place, first = false): Promise<void> {
  const now = ++turn
  clearTimeout(timer)
  pending = null
  going = true
  ask(to, first)
  show(to)
  try {
    await choose(to, () => now !== turn)
    if (now !== turn) return
    going = false
    write(here())
  } catch (thrown) {
    if (now !== turn) return
    // Nobody knows whether it is there: the entry keeps it.
    going = false
    app.refused(thrown)
  }
}

/** What the view was asked for; what the others were, once the page is loaded anew: the user left them so. */
function ask(to: Place, all: boolean): void {
  if (all || to.view === 'captures') captures.restore(to.captures)
  if (all || to.view === 'conversations') conversations.restore(to.conversations)
  if (all || to.view === 'deliveries') attempts.restore(to.attempts)
  if (all || to.view === 'insights') insights.restore(to.insights)
}

function show({ view, part, tab }: Place): void {
  const [delivered, counted] = [one(DELIVERIES, part), one(INSIGHTS, part)]
  if (view === 'deliveries' && delivered) deliveries.show(delivered)
  else if (view === 'insights' && counted) insights.show(counted)
  else app.show(view)
  app.showTab(tab)
}

/** False where the engine says that it is gone; whatever else it refuses goes on. */
async function there(asked: Promise<unknown>): Promise<boolean> {
  try {
    return (await asked) !== false
  } catch (thrown) {
    if (refusal(thrown).code === 'not_found') return false
    throw thrown
  }
}

/** What is gone meanwhile is not chosen, as if it had been deleted on the screen. */
async function choose({ view, conversation, message, capture, attempt }: Place, elsewhere: () => boolean): Promise<void> {
  if (attempt !== null) attempts.choose(attempt)
  if (view !== 'conversations') {
    // Loaded anew, it is shown as soon as one comes to that view.
    if (app.conversationId === null) app.choose(conversation, message)
    if (app.captureId !== capture) app.inspect(capture)
    return
  }
  // What the user chose meanwhile stays chosen.
  const left = (at: string | null) => elsewhere() || app.view !== view || (app.conversationId !== null && app.conversationId !== at)
  const before = app.conversationId
  if (conversation === null || !(await there(app.ask('timeline_get', { conversation, limit: 1 }))) || left(before)) return
  await app.select(conversation)
  if (left(conversation)) return
  if (message === null) return app.inspect(capture)
  if (app.message?.id !== message && (!(await there(places.find(message))) || left(conversation))) return
  const chosen = app.message
  if (chosen?.id === message && capture !== app.captureId && chosen.captures.some(({ captureId }) => captureId === capture)) app.selectMessage(chosen, capture ?? undefined)
}

/** Shows the message that was chosen in another view before the page was loaded anew; where it is gone, the last one. */
async function meet(): Promise<void> {
  const [conversation, message] = [app.conversationId, app.messageId]
  if (going || conversation === null || message === null || app.timeline?.conversation.id === conversation) return
  if ((await there(places.find(message))) || app.conversationId !== conversation || app.messageId !== message) return
  app.choose(conversation)
  await app.pullTimeline()
}

/** Begins, with the first look: at where the page was before it was loaded anew. Then writes down where one is. */
export function follow(): void {
  const kept = read(history.state)
  if (kept) void go(kept, true)
  else app.wake()
  addEventListener('popstate', (event) => {
    const to = read(event.state)
    if (!to) return
    uncover()
    void go(to)
  })
  $effect.root(() => {
    $effect(() => write(here()))
    $effect(() => {
      if (app.view === 'conversations') untrack(() => void meet().catch(app.refused))
    })
  })
}
