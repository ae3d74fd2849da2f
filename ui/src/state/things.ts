// What can be done with one thing: the same in its menu, in the palette and by key.

import { tick } from 'svelte'

import type { AttemptRow, ConversationRow, MessageRow, TimelineItem } from '../host/contract'
import { curl, eventCurl } from '../lib/curl'
import { firstOf, state } from '../lib/text'
import { toldBy } from '../lib/told'
import { editAgain, sendAgain } from './again'
import { app } from './app.svelte'
import { attachments } from './attachments.svelte'
import { attempts } from './attempts.svelte'
import { captures } from './captures.svelte'
import { type Comparable, called, compare } from './compare.svelte'
import { connect } from './connect.svelte'
import { conversations } from './conversations.svelte'
import { deliveries } from './deliveries.svelte'
import { inspector } from './inspector.svelte'
import { ofRule, ofSource, ofTarget, ofTimeRule, ofView } from './kept'
import { native } from './native'
import { enter } from './panes'
import { places } from './places.svelte'
import { replays } from './replays.svelte'
import { resend } from './resend.svelte'
import { ofDelivery, ofReplay } from './sending'
import { timeRules } from './timerules.svelte'
import { ofSeveral } from './together'
import { TAB_NAMES, ofVendor } from './views'

export interface Action {
  title: string
  /** What the menu of the window calls it, where that is another title. */
  menu?: string
  /** As `KeyboardEvent.key`; shown where it works. */
  key?: string
  /** It cannot be taken back. */
  danger?: boolean
  /** Its key says why it cannot be done here; nothing offers it. */
  cannot?: boolean
  run: () => void
}

export const KINDS = ['capture', 'message', 'note', 'conversation', 'attempt', 'event', 'replay', 'delivery', 'target', 'rule', 'timerule', 'source', 'view'] as const
/** What a row stands for; elements name it as `data-thing="capture:17"`. */
export interface Thing {
  kind: (typeof KINDS)[number]
  id: string
}

/** The thing that an element stands for. */
export function thingOf(element: Element): Thing | null {
  const [, kind, id] = /^([a-z]+):(.+)$/.exec(element.getAttribute('data-thing') ?? '') ?? []
  const known = KINDS.find((one) => one === kind)
  return known && id ? { kind: known, id } : null
}

const itemOf = (id: string): TimelineItem | undefined => app.timeline?.items.find((item) => item.id === id)
const conversationOf = (id: string): ConversationRow | null => conversations.rows.find((row) => row.id === id) ?? (app.timeline?.conversation.id === id ? app.timeline.conversation : null)
const attemptOf = (id: string): AttemptRow | null => [...attempts.list.rows, ...app.sent.rows, ...resend.lastSent, ...replays.attempts.rows.map(({ attempt }) => attempt)].find((row) => row.id === id) ?? (attempts.open?.id === id ? attempts.open : null)

/** Keys act on the attempt that is open. */
const trying = () => app.view === 'deliveries' && deliveries.part === 'attempts'

/** Makes it the one that keys act on. */
export function select({ kind, id }: Thing): void {
  const item = kind === 'message' || kind === 'note' ? itemOf(id) : undefined
  if (item && places.chosen !== id) {
    app.moveIn('timeline')
    places.choose(item)
  } else if (kind === 'conversation') {
    app.moveIn('list')
    const row = conversationOf(id)
    if (row) void conversations.open(row)
  } else if (kind === 'capture' && app.captureId !== id && !captures.several.has(id)) app.inspect(id)
  else if (kind === 'attempt' && trying()) attempts.choose(id)
  else if (kind === 'event') app.openEvent(id)
  else if (kind === 'replay') replays.select(id)
}

export function copy(text: string, said: string): void {
  navigator.clipboard.writeText(text).then(
    () => app.say(said),
    () => app.say('The clipboard cannot be reached.', true),
  )
}

export function focus(selector: string): boolean {
  const field = document.querySelector<HTMLInputElement>(selector)
  field?.focus()
  field?.select()
  return field !== null
}

/** Gives something the keyboard, or does this to it, once it is on the page: a view may be on its way to the screen. */
export function arrive(selector: string, act: (element: HTMLElement) => void = (element) => element.focus()): void {
  const look = () => {
    const element = document.querySelector<HTMLElement>(selector)
    if (element) act(element)
    return element !== null
  }
  // What covers the page gives the keyboard back first.
  void tick().then(() => {
    if (look()) return
    const observer = new MutationObserver(() => look() && stop())
    const late = setTimeout(() => stop(), LATE)
    const stop = () => (observer.disconnect(), clearTimeout(late))
    observer.observe(document.body, { childList: true, subtree: true })
  })
}
/** After so long, nobody waits for it any more, ms. */
const LATE = 4_000

/** With a URL it sends at once; without one it asks for it. What came of it stands in the inspector. */
export function send(): void {
  if (inspector.away) {
    inspector.show()
    return void tick().then(send)
  }
  const button = document.querySelector<HTMLButtonElement>('[data-testid="resend-button"]')
  if (button && !button.disabled) button.click()
  // Who presses again while it goes has nothing to write. What covers the page gives the keyboard back first.
  else if (!resend.sending) void tick().then(() => focus('[data-url]'))
}

/** Does it once the inspector shows that capture. */
export async function shown(capture: string, run: () => void): Promise<void> {
  if (app.captureId !== capture) app.inspect(capture)
  if (!app.settled) {
    await app.inspecting()
    await tick()
  }
  if (app.captureId === capture && app.capture?.row.id === capture) run()
}

/** Does it once the chosen conversation is the one that is shown. */
export async function opened(run: () => void): Promise<void> {
  const conversation = app.conversationId
  await app.opening
  if (app.opened && app.conversationId === conversation) run()
}

/** Sends what is chosen, also when the inspector does not show it yet. */
export function sendChosen(): void {
  const attempt = trying() ? attempts.open : null
  if (attempt) return void sendAgain(attempt)
  if (!app.opened) void opened(sendChosen)
  else if (app.captureId === null) send()
  else void shown(app.captureId, send)
}

/** What the inspector shows, as it came. */
function copyAsCurl(): void {
  if (!app.capture) return
  const command = curl(app.capture, resend.target)
  if (command) copy(command, 'Copied as curl.')
  else app.say(`Only the beginning of capture #${app.capture.row.id} is kept, because it was too large: no command can send it as it came.`, true)
}

/** What a vendor's tab shows, as it would be sent. */
function copyEvent(): void {
  if (app.event) copy(eventCurl(app.event.body, resend.target), `Copied the ${TAB_NAMES[app.tab]} event as curl.`)
  else noEvent('copied')
}
const noEvent = (done: string) => app.say(`There is no ${TAB_NAMES[app.tab]} event that could be ${done}.`, true)

/** The capture itself, also where a vendor's event of it is what would be sent. */
function sendCapture(): void {
  if (!ofVendor(app.tab)) return send()
  app.showTab('meta')
  void tick().then(send)
}

/** To a field of what the user writes beside a capture. */
function beside(field: string): void {
  inspector.show()
  app.showTab('summary')
  void tick().then(() => focus(field))
}

function comparing(it: Comparable, key?: string): Action[] {
  const from = compare.against(it)
  const title = from ? `Compare with ${called(from)}` : compare.from ? 'Clear the mark to compare' : 'Compare from here'
  return [
    { title, ...(key ? { key } : {}), run: () => compare.step(it) },
    { title: 'Compare with…', run: () => void compare.ask(it) },
  ]
}

function pinning(id: string): Action {
  const row = app.capture?.row.id === id ? app.capture.row : captures.lines.find((line) => line.row.id === id)?.row
  return { title: row?.pinned ? 'Unpin' : 'Pin', key: 'p', run: () => void shown(id, () => app.capture && captures.pin(app.capture.row)) }
}

/** To the message that it speaks of; nothing where that is what is on the screen. */
function conversing(capture: string): Action[] {
  if (app.view === 'conversations' && (app.inspected?.message || places.chosen !== app.messageId)) return []
  return [{ title: 'Show in conversation', key: 'o', run: () => void places.ofCapture(capture).then(() => enter('timeline')) }]
}

function ofCapture(id: string): Action[] {
  return [
    { title: 'Resend', key: 'r', run: () => void shown(id, sendCapture) },
    { title: 'Edit and resend', key: 'e', run: () => void shown(id, () => resend.edit()) },
    pinning(id),
    ...conversing(id),
    { title: 'Label…', run: () => void shown(id, () => beside('[data-testid=add-label]')) },
    { title: 'Note…', run: () => void shown(id, () => beside('[data-testid=note]')) },
    ...comparing({ kind: 'capture', id }, 'm'),
    { title: 'Copy as curl', key: 'c', run: () => void shown(id, copyAsCurl) },
    { title: 'Save as a file…', run: () => void native.saveCapture(id) },
    { title: 'Save as HAR…', run: () => void native.saveHar({ attempts: [], captures: [id] }) },
    { title: 'Delete this capture…', key: 'Delete', danger: true, run: () => app.open({ kind: 'delete-captures', ids: [id] }) },
  ]
}

/** Of a text that is not here whole it says so, and where all of it is. */
function copying(what: string, text: string, all: number, where: string): Action {
  const first = firstOf(text, all)
  if (first === null) return { title: `Copy ${what}`, run: () => copy(text, `Copied ${what}.`) }
  return { title: `Copy the ${first}`, run: () => copy(text, `Copied the ${first}: all are ${where}.`) }
}

/** What is done with a message itself, not with its capture. */
function ofWords(row: MessageRow): Action[] {
  const one = (index: number) => `the ${row.attachments[index]?.kind.replaceAll('_', ' ')}${row.attachments.length > 1 ? ` (${index + 1} of ${row.attachments.length})` : ''}`
  return [
    ...row.attachments.flatMap(({ url }, index): Action[] => {
      if (attachments.of(row.id, index)?.body) return [{ title: `Save ${one(index)}…`, run: () => void attachments.save(row, index) }]
      return url ? [{ title: `Fetch ${one(index)}`, run: () => void attachments.fetch(row.id, index) }] : []
    }),
    ...(row.text ? [copying('the text', row.text, row.characters, "in the capture's Meta tab")] : []),
    { title: "Copy the message's id", run: () => copy(row.messageId, "Copied the message's id.") },
  ]
}

function ofMessage(row: MessageRow): Action[] {
  const capture = toldBy(row)
  const rest = capture ? ofCapture(capture) : []
  return [...rest.slice(0, -1), ...ofWords(row), ...rest.slice(-1)]
}

/** States that can be set by hand. */
export const SIMULATED = ['sent', 'accepted', 'delivered', 'seen', 'failed', 'channel_failed', 'deleted'] as const
function simulating(row: MessageRow): Action[] {
  if (row.direction !== 'outbound' || row.sample) return []
  return SIMULATED.map((word) => ({ title: `Simulate a state: ${state(word)}`, run: () => void conversations.simulate(row, word) }))
}

function ofConversation(row: ConversationRow): Action[] {
  return [
    ...(row.state === 'open' ? [{ title: 'Mark the conversation done', key: 'd', run: () => void conversations.markDone(row) }] : [{ title: 'Take the done mark back', run: () => void conversations.markUndone(row) }]),
    { title: 'Replay this conversation…', run: () => replays.ofConversation(row) },
    { title: "Copy the customer's id", run: () => copy(row.peer, "Copied the customer's id.") },
    { title: 'Delete this conversation…', danger: true, run: () => app.open({ kind: 'delete-conversation', conversation: row }) },
  ]
}

/** What stands in a timeline. A done mark came with no capture. */
function ofItem(item: TimelineItem): Action[] {
  if (item.type === 'message') return ofMessage(item)
  return item.type === 'done' ? actionsOf({ kind: 'conversation', id: app.conversationId ?? '' }) : ofCapture(item.captureId)
}

function ofAttempt(row: AttemptRow): Action[] {
  const key = (key: string) => (trying() ? { key } : {})
  return [
    { title: 'Resend', ...key('r'), run: () => void sendAgain(row) },
    row.format === 'meta' ? { title: 'Edit and resend', ...key('e'), run: () => void editAgain(row) } : NO_EDIT,
    ...(row.before ? [{ title: 'Compare with the answer before', run: () => compare.answers(row) }] : []),
    ...(row.edited ? [{ title: 'Compare what went with what came', run: () => compare.sent(row) }] : []),
    ...comparing({ kind: 'answer', id: row.id }, trying() ? 'm' : undefined),
    { title: 'Show its capture', run: () => showCapture(row.captureId) },
    ...conversing(row.captureId),
    { title: 'Save as HAR…', run: () => void native.saveHar({ attempts: [row.id], captures: [] }) },
    { title: 'Copy the URL', run: () => copy(row.url, 'Copied the URL.') },
    copying('the answer', row.responseBody, row.responseCharacters, 'where it is shown, under Show all'),
  ]
}

export function showCapture(id: string): void {
  app.show('captures')
  inspector.show()
  app.inspect(id)
  void app.inspecting().then(() => {
    if (app.inspected === null && app.view === 'captures') app.say(`There is no capture #${id}: a state that was set by hand came with none, or it was deleted.`)
  })
}

function ofEvent(id: string): Action[] {
  const event = app.events?.events.find((event) => event.id === id)
  return [
    ...sendingEvent(),
    ...comparing({ kind: 'event', id }, 'm'),
    ...(event ? [{ title: 'Copy as it would be sent', run: () => copy(event.body, 'Copied the event.') }] : []),
  ]
}

/** Of the event that is shown, also while it is not known which that is. */
function sendingEvent(): Action[] {
  const capture = app.captureId
  if (capture === null) return []
  const none = app.settled && app.event === null ? { cannot: true } : {}
  return [
    { title: 'Resend', key: 'r', ...none, run: () => void shown(capture, () => (app.event ? send() : noEvent('sent'))) },
    { title: 'Copy as curl', key: 'c', ...none, run: () => void shown(capture, copyEvent) },
  ]
}

const NO_EDIT: Action = { title: 'Edit and resend', key: 'e', cannot: true, run: () => app.say("A vendor's event is not edited: on its capture's tab Meta, what came can be.", true) }
/** Keys that act on what is shown, so on a vendor's tab not on the capture. */
const OF_SHOWN = ['r', 'e', 'c', 'm']
/** On a vendor's tab: what is done with its event, and with its capture beside. */
function ofVendorTab(thing: Thing, capture: string): Action[] {
  const own = [...(thing.kind === 'event' ? ofEvent(thing.id) : sendingEvent()), NO_EDIT]
  const taken = new Set(own.map(({ title }) => title))
  return [...own, ...ofCapture(capture).filter(({ key, title }) => !taken.has(title) && !(key && OF_SHOWN.includes(key)))]
}

/** What can be done with it now; nothing once it is gone. */
export function actionsOf({ kind, id }: Thing): Action[] {
  if (kind === 'capture') return captures.several.has(id) ? ofSeveral() : ofCapture(id)
  if (kind === 'event') return ofEvent(id)
  if (kind === 'replay') return replays.list.rows.filter((row) => row.id === id).flatMap(ofReplay)
  if (kind === 'delivery') return deliveries.queue.rows.filter((row) => row.id === id).flatMap(ofDelivery)
  if (kind === 'target') return ofTarget(id)
  if (kind === 'rule') return deliveries.rules.filter((row) => row.id === id).flatMap(ofRule)
  if (kind === 'timerule') return (timeRules.rows ?? []).filter((row) => row.id === id).flatMap(ofTimeRule)
  if (kind === 'source') return connect.sources.filter((row) => row.id === id).flatMap(ofSource)
  if (kind === 'view') return captures.views.filter((row) => row.id === id).flatMap(ofView)
  const [item, conversation, attempt] = [kind === 'message' || kind === 'note' ? itemOf(id) : null, kind === 'conversation' ? conversationOf(id) : null, kind === 'attempt' ? attemptOf(id) : null]
  return item ? ofItem(item) : conversation ? ofConversation(conversation) : attempt ? ofAttempt(attempt) : []
}

/** A vendor's tab is on the screen. */
const vendorShown = () => !inspector.away && ofVendor(app.tab)

/** What can be done with what keys act on, with all of them where several are chosen; with a vendor's event also what its capture can, with a chosen message what that can. */
export function currentActions(): Action[] {
  const thing = current()
  const message = app.view === 'conversations' && app.messageId === places.chosen ? app.message : null
  const beside = message ? [...ofWords(message), ...simulating(message)] : []
  if (!thing) return beside
  if (captures.several.rows.length > 0) return ofSeveral()
  const vendor = thing.kind !== 'attempt' && vendorShown() ? app.captureId : null
  return [...(vendor === null ? actionsOf(thing) : ofVendorTab(thing, vendor)), ...beside]
}

/** Those that are shown, in a menu or a list: not those whose key only says why not. */
export const offered = (all: Action[]): Action[] => all.filter(({ cannot }) => !cannot)

/** What keys act on: what the inspector shows, or the chosen delivery. */
export function current(): Thing | null {
  if (app.view === 'deliveries') return attempts.id === null || !trying() ? null : { kind: 'attempt', id: attempts.id }
  if (app.view !== 'conversations' && app.view !== 'captures') return null
  if (!app.opened) return null
  // Until the answer comes, the event is the one before's.
  if (app.settled && app.eventId !== null && vendorShown()) return { kind: 'event', id: app.eventId }
  return app.captureId === null ? null : { kind: 'capture', id: app.captureId }
}
