// Where the user is, as an entry of the browser's history: so a reload keeps it, and back and forward lead through the views. It lies
// in the entry's state, never in the address, which browsers pass on: ids name customers. No secret and no text belongs in it.

import { app } from './app.svelte'
import { attempts } from './attempts.svelte'
import { PARTS as DELIVERIES, deliveries } from './deliveries.svelte'
import { PARTS as INSIGHTS, insights } from './insights.svelte'
import { places } from './places.svelte'
import { replays } from './replays.svelte'
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
}

/** Between two writes into one entry, ms: browsers refuse those of a page that writes too often. */
const CALM = 250

const one = <T>(all: readonly T[], word: unknown): T | undefined => all.find((known) => known === word)
const id = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** What an entry says, as far as this page knows it; null where another one wrote it. */
export function read(state: unknown): Place | null {
  const kept = (typeof state === 'object' && state !== null ? state : {}) as Record<string, unknown>
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
})

let timer: ReturnType<typeof setTimeout> | undefined
let wrote = 0
/** Which entry is gone to; while one is, what is on the screen is not the place yet. */
let turn = 0
let going = false

/** Another view is an entry of its own; what is chosen in it belongs to that entry. */
function write(place: Place): void {
  if (going) return
  clearTimeout(timer)
  const entry = read(history.state)
  const another = entry !== null && (entry.view !== place.view || entry.part !== place.part)
  const rest = another ? 0 : wrote + CALM - Date.now()
  if (rest > 0) {
    timer = setTimeout(() => write(here()), rest)
    return
  }
  wrote = Date.now()
  try {
    if (another) history.pushState(place, '')
    else history.replaceState(place, '')
  } catch {
    // A browser that refuses forgets where one was, and all else works.
  }
}

async function go(to: Place): Promise<void> {
  const now = ++turn
  clearTimeout(timer)
  going = true
  show(to)
  await choose(to, () => now !== turn).catch(app.refused)
  if (now !== turn) return
  going = false
  write(here())
}

function show({ view, part, tab }: Place): void {
  const [delivered, counted] = [one(DELIVERIES, part), one(INSIGHTS, part)]
  if (view === 'deliveries' && delivered) deliveries.show(delivered)
  else if (view === 'insights' && counted) insights.show(counted)
  else app.show(view)
  app.showTab(tab)
}

const known = (conversation: string): Promise<boolean> => app.ask('timeline_get', { conversation, limit: 1 }).then(() => true, () => false)

/** What is gone meanwhile is not chosen, as if it had been deleted on the screen. */
async function choose({ view, conversation, message, capture, attempt }: Place, elsewhere: () => boolean): Promise<void> {
  if (attempt !== null) attempts.choose(attempt)
  if (view !== 'conversations') {
    // Loaded anew, it is shown as soon as one comes to that view.
    if (app.conversationId === null) app.choose(conversation)
    if (app.captureId !== capture) app.inspect(capture)
    return
  }
  if (conversation === null || !(await known(conversation)) || elsewhere()) return
  await app.select(conversation)
  if (elsewhere()) return
  const there = message === null || app.messageId === message || (await places.item(message))
  const chosen = app.message
  if (there && message === null) app.inspect(capture)
  else if (there && chosen?.id === message && capture !== app.captureId && chosen.captures.some(({ captureId }) => captureId === capture)) app.selectMessage(chosen, capture ?? undefined)
}

/** Begins: to where the page was before it was loaded anew, then writes down where one is. */
export function follow(): void {
  const kept = read(history.state)
  if (kept) void go(kept)
  addEventListener('popstate', (event) => {
    const to = read(event.state)
    if (!to) return
    if (app.dialog?.kind === 'replay') replays.close()
    else app.close()
    void go(to)
  })
  $effect.root(() => {
    $effect(() => write(here()))
  })
}
