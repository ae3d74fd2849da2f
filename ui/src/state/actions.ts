// What can be done from the keyboard and the palette: one list for both and for the page of keys.

import { tick } from 'svelte'

import { quoted } from '../lib/filter'
import { meant } from '../lib/key'
import { span } from '../lib/insights'
import { count, platform } from '../lib/text'
import { app } from './app.svelte'
import { attempts } from './attempts.svelte'
import { captures } from './captures.svelte'
import { connect } from './connect.svelte'
import { conversations } from './conversations.svelte'
import { ofKept } from './kept'
import { menu } from './menu.svelte'
import { leaving } from './leaving.svelte'
import { native } from './native'
import { enter, go, here, isField, leave, move, putAway } from './panes'
import { places } from './places.svelte'
import { deliveries } from './deliveries.svelte'
import { inspector } from './inspector.svelte'
import { PERIODS, WAITS, insights } from './insights.svelte'
import { replays } from './replays.svelte'
import { ofReplay, ofSending } from './sending'
import { settings } from './settings.svelte'
import { simulator } from './simulator.svelte'
import { ofTable } from './table'
import { timeRules } from './timerules.svelte'
import { targets } from './targets.svelte'
import { theme } from './theme.svelte'
import { type Action, actionsOf, arrive, currentActions, focus, opened, sendChosen } from './things'
import { TAB_NAMES, TABS, type View } from './views'
import { words } from './words.svelte'

export type { Action }

/** Views with lists that can be held still. */
const HELD: View[] = ['conversations', 'captures', 'deliveries']

/** Everything that makes sense now. */
export function actions(): Action[] {
  const all: (Action | false | null)[] = [
    { title: 'Next', key: 'j', run: () => void move(1) },
    { title: 'Previous', key: 'k', run: () => void move(-1) },
    { title: 'Search', key: '/', run: search },
    ...currentActions(),
    ...(app.view === 'conversations' ? conversation() : []),
    app.said?.stop !== undefined && { title: 'Stop what is being done', run: () => app.said?.stop?.() },
    app.undoable && { title: 'Undo', key: 'z', run: () => app.undo() },
    inspecting() && { title: 'Search in the inspector', key: 'Ctrl F', run: searchInspector },
    inspector.has && { title: inspector.away ? 'Show the inspector' : 'Hide the inspector', key: 'i', run: () => (inspector.away ? inspector.show() : putAway()) },
    // What runs is likelier meant by “pause” than what only stands on the screen.
    ...replays.list.rows.flatMap(ofReplay),
    ...inView(HELD.includes(app.view) ? app.view : 'captures', [holding()]),
    ...inView(app.view === 'conversations' ? app.view : 'captures', TABS.map((tab, index) => ({ title: `Show ${TAB_NAMES[tab]}`, key: String(index + 1), run: () => (app.showTab(tab), void tick().then(() => enter('inspector'))) }))),
    { title: 'Replay the captures that the filter shows…', run: () => replays.ofFilter() },
    { title: 'Save the captures that the filter shows as HAR…', run: () => void native.saveFiltered('captures', captures.filter) },
    ...ofSending(),
    // The one that is open there is hardly meant by what is called so elsewhere.
    ...(app.view === 'conversations' ? [] : conversation()),
    { title: 'Go to replays', run: () => deliveries.show('replays') },
    { title: 'Go to forwarding rules', run: () => deliveries.show('forwarding') },
    { title: 'Go to targets', run: () => deliveries.show('targets') },
    { title: 'Go to conversations', run: () => app.show('conversations') },
    { title: 'Go to captures', run: () => app.show('captures') },
    { title: 'Go to deliveries', run: () => app.show('deliveries') },
    { title: 'Go to insights', run: () => app.show('insights') },
    { title: 'Go to time rules', run: () => insights.show('rules') },
    { title: 'New time rule: tell me when a message is stuck…', run: () => (insights.tellMe(), arrive('#time-rule-name')) },
    { title: 'New target…', run: () => (deliveries.show('targets'), targets.choose('new'), arrive('#target-name')) },
    { title: 'New forwarding rule…', run: () => (deliveries.show('forwarding'), deliveries.choose('new'), arrive('#rule-name')) },
    { title: 'New source', run: () => void connect.add().then((added) => added && (app.show('connect'), arrive('#source-name'))) },
    ...ofKept(),
    ...PERIODS.map(({ word, title }) => ({ title: `Insights: ${title.toLowerCase()}`, run: () => (insights.show('counts'), insights.change({ period: word }), word === 'own' && arrive('#insights-from')) })),
    ...WAITS.map((waiting) => ({ title: `Insights: stuck for longer than ${span(waiting)}`, run: () => (insights.show('counts'), insights.change({ waiting })) })),
    { title: 'Insights: choose a channel…', run: () => void channel() },
    { title: 'Go to the simulator', run: () => app.show('simulator') },
    ...simulator.rows.map((row) => ({ title: `Simulate: ${platform(row.platform)}, ${row.title}`, run: () => (app.show('simulator'), simulator.choose(row), arrive('[data-testid=simulate-send]')) })),
    { title: 'Go to connect', run: () => app.show('connect') },
    { title: 'Go to settings', key: 'Ctrl ,', run: () => app.show('settings') },
    ...inView('captures', ofTable()),
    tunnel(),
    { title: 'Doctor: examine an endpoint…', run: () => (app.show('connect'), arrive('#doctor-url')) },
    { title: 'Doctor: is my tunnel right?', run: () => (app.show('connect'), arrive('[data-testid=doctor-tunnel]', (button) => (button.scrollIntoView({ block: 'center' }), button.focus(), button.click()))) },
    { title: 'Enter an app secret…', run: () => (app.show('connect'), arrive('#secret-text')) },
    { title: 'Change the port of the receiver…', run: () => (app.show('settings'), arrive('#port')) },
    { title: 'Watch a folder…', run: () => (app.show('settings'), arrive('#folder')) },
    { title: 'Choose how a source answers…', run: () => (app.show('connect'), arrive('#act')) },
    { title: 'Choose how vendor events are written…', run: () => (app.show('settings'), arrive('[data-testid=vendors] input')) },
    { title: 'Find somebody in the directory…', run: () => (app.show('settings'), arrive('[data-testid=directory-find]')) },
    native.window && { title: 'Choose whether the system tells of failed forwards…', run: () => (app.show('settings'), arrive('[data-testid=notify-failures]')) },
    { title: 'Send a sample', run: () => void simulator.sample() },
    { title: 'Rebuild what is derived…', run: () => settings.askRebuild() },
    { title: 'Dark theme', run: () => theme.choose('dark') },
    { title: 'Light theme', run: () => theme.choose('light') },
    { title: 'Theme of the system', run: () => theme.choose('auto') },
    { title: 'Capture files…', run: () => void native.captureFiles() },
    { title: 'Save all transitions as CSV…', run: () => void native.saveRows({ of: 'transitions', filter: '', name: 'transitions-all' }, 'csv') },
    { title: 'Save all transitions as JSON Lines…', run: () => void native.saveRows({ of: 'transitions', filter: '', name: 'transitions-all' }, 'jsonl') },
    { title: 'Save all vendor events as CSV…', run: () => void native.saveRows({ of: 'normalized', filter: '', name: 'normalized-all' }, 'csv') },
    { title: 'Save all vendor events as JSON Lines…', run: () => void native.saveRows({ of: 'normalized', filter: '', name: 'normalized-all' }, 'jsonl') },
    { title: 'Import names from a file…', run: () => void native.importNames() },
    { title: 'Save names as a file…', run: () => void native.saveNames('csv') },
    { title: 'Save names as JSON…', run: () => void native.saveNames('json') },
    { title: 'Delete everything…', key: 'Ctrl Shift Delete', danger: true, run: () => app.open({ kind: 'delete-all' }) },
    native.window && { title: 'Open the data folder', run: () => void native.showData() },
    { title: 'Commands', key: 'Ctrl K', run: () => app.open({ kind: 'palette' }) },
    { title: 'Keys', key: '?', run: () => app.open({ kind: 'keys' }) },
    { title: 'About Hooktrail', run: () => app.open({ kind: 'about' }) },
  ]
  return all.filter((action) => !!action)
}

/** Looking for what is no name of something to do. */
export function finding(words: string): Action[] {
  return [
    { title: `Find ${words} in conversations`, run: () => (app.show('conversations'), conversations.setFilter(quoted(words)), arrive('[data-search]')) },
    { title: `Find ${words} in captures`, run: () => (app.show('captures'), captures.setFilter(quoted(words)), arrive('[data-search]')) },
  ]
}

/** Asks for what the palette names, also before its view was on the screen. */
export function prepare(): void {
  void captures.pullViews()
  for (const pull of [() => simulator.pull(), () => targets.pull(), () => deliveries.pullRules(), () => timeRules.pullRows(), () => connect.pullSources()]) void pull().catch(() => {})
  void replays.list.look().catch(() => {})
}

/** The lists of this page stand still, or follow again; an open conversation, replays and forwarding go on. */
const holding = (): Action => ({
  title: app.live ? 'Pause the lists' : 'Go live: the lists follow again',
  menu: 'Live or paused',
  key: 'l',
  run: () => (app.view === 'captures' ? captures.setLive(!app.live) : app.setLive(!app.live)),
})

/** In what is on the screen, else in all that came. */
function search(): void {
  // What covers the page lets nothing have the keyboard, and gives it back first.
  void tick().then(() => {
    if (focus('[data-search]')) return
    app.show('captures')
    arrive('[data-search]')
  })
}

function searchInspector(): void {
  inspector.show()
  arrive('[data-find]', (button) => button.click())
}

/** Something is inspected that can be searched. */
function inspecting(): boolean {
  if (app.view === 'deliveries') return deliveries.part === 'attempts' && attempts.open !== null
  const { view, tab, capture, events } = app
  if ((view !== 'conversations' && view !== 'captures') || !capture || tab === 'deliveries') return false
  if (tab === 'meta') return capture.bodyBase64 !== ''
  return tab === 'summary' || tab === 'headers' || (events?.events.some(({ format }) => format.startsWith(`${tab}.`)) ?? false)
}

/** Which accounts there are is known once they were counted. */
async function channel(): Promise<void> {
  insights.show('counts')
  if (insights.counts === null) await insights.now().catch(app.refused)
  const all = [{ title: 'All, side by side', of: '' }, ...(insights.counts?.accounts ?? []).map((one) => ({ title: `${platform(one.platform)} ${one.name ?? one.account}`, of: `${one.platform}/${one.account}` }))]
  app.open({ kind: 'palette', ask: { title: 'Insights of which channel', answers: () => all.map(({ title, of }) => ({ title, run: () => insights.change({ of }) })) } })
}

/** On or off, by what it is now; where no tunnel was chosen yet, to where one is. */
function tunnel(): Action {
  if (app.status && app.status.tunnel.phase !== 'off') return { title: 'Stop the tunnel', run: () => void connect.stopTunnel() }
  return { title: 'Start the tunnel', run: () => void connect.startAgain().then((started) => started || (app.show('connect'), arrive('#provider'))) }
}

/** What concerns a view: by key only where it is on the screen; chosen elsewhere, it is shown first. */
function inView(view: View, all: Action[]): Action[] {
  if (app.view === view) return all
  return all.map(({ key: _, run, ...rest }) => ({ ...rest, run: () => (app.show(view), run()) }))
}

/** The message that was pressed before does not keep the keyboard. */
const left = () => void (here() === 'timeline' && !document.activeElement?.matches('input') && enter('timeline'))

/** What can be done in the conversation that is chosen; moving in it once it is there. */
function conversation(): Action[] {
  const id = app.conversationId
  if (id === null) return []
  const moving: Action[] = [
    { title: 'Next anomaly in the conversation', key: 'n', run: () => void places.anomaly().then(left) },
    { title: 'First unread message', key: 'u', run: () => void places.unread().then(left) },
    { title: 'Go to a time in the conversation', key: 'g', run: () => places.ask(true) },
    { title: 'Search in the conversation', key: 'Ctrl F', run: () => words.ask() },
    { title: 'Latest message', key: 'End', run: () => void places.latest().then(left) },
  ]
  return inView('conversations', [...actionsOf({ kind: 'conversation', id }), ...(app.timeline?.conversation.id === id ? moving : [])])
}

/** With Shift, where several can be chosen. */
const STRETCHING: Record<string, 1 | -1> = { J: 1, ArrowDown: 1, K: -1, ArrowUp: -1 }

/** All of the table; elsewhere, and in the inspector, the browser marks text. */
function chooseAll(): boolean {
  if (app.view !== 'captures' || here() === 'inspector') return false
  const { lines, list } = captures
  if (lines.length === 0) return true
  enter('list')
  captures.several.all()
  if (list.next !== null) app.say(`These are the ${count(captures.several.rows.length)} that are loaded; further down there are more.`)
  return true
}

/** Fields of what sends. */
const SENDING = 'form:has([data-url]) *'

/** Those that may be held: they move. */
const MOVING = ['j', 'k', 'J', 'K', 'n', 'ArrowDown', 'ArrowUp', 'ArrowLeft', 'ArrowRight', '+']
/** The key that was pressed last, where it meant something. */
let taken: string | null = null

/** Does what a key means; true when it means something. One that is held does so once, else it would send or undo until it is let go. */
export function pressed(event: KeyboardEvent): boolean {
  const letter = meant(event)
  const moves = MOVING.includes(letter) && (letter === '+' || !(event.ctrlKey || event.metaKey))
  if (event.repeat && !moves) return taken === letter
  const means = does(event, letter)
  taken = means ? letter : null
  return means
}

function does(event: KeyboardEvent, letter: string): boolean {
  if (app.asked || leaving.asked) return false
  const control = event.ctrlKey || event.metaKey
  if (control && letter.toLowerCase() === 'k' && (!app.dialog || app.dialog.kind === 'palette')) {
    if (app.dialog) app.close()
    else app.open({ kind: 'palette' })
    return true
  }
  if (control && letter === ',' && !app.dialog) {
    app.show('settings')
    return true
  }
  // Beside a conversation it is about that, before the inspector takes it.
  const beside = app.view === 'conversations' && app.timeline !== null && ['list', 'timeline'].includes(here() ?? '')
  if (control && letter.toLowerCase() === 'f' && beside && !app.dialog && !menu.open) {
    words.ask()
    return true
  }
  // Where it is on the screen it takes the key itself.
  if (control && letter.toLowerCase() === 'f' && inspector.away && !app.dialog && !menu.open && inspecting()) {
    searchInspector()
    return true
  }
  // A browser does that itself.
  if (control && letter === '+' && native.window) {
    void native.window.larger().catch(app.refused)
    return true
  }
  const target = event.target instanceof HTMLElement ? event.target : null
  const typing = target !== null && isField(target)
  // In another field it is about what is written there.
  if (control && event.key === 'Enter' && !app.dialog && (!typing || target.matches(SENDING))) {
    // Beside a URL one is named; the others would be left out without a word.
    if (captures.several.rows.length > 0 && !target?.matches(SENDING)) currentActions().find(({ key }) => key === 'r')?.run()
    else sendChosen()
    return true
  }
  if (typing && event.key === 'Escape' && !app.dialog) {
    leave(target)
    return true
  }
  if (control && event.shiftKey && event.key === 'Delete' && !typing && !app.dialog) {
    app.open({ kind: 'delete-all' })
    return true
  }
  if (control && !event.shiftKey && letter === 'z' && !typing && app.undoable) {
    app.undo()
    return true
  }
  if (typing || app.dialog || menu.open) return false
  if (control && !event.shiftKey && !event.altKey && letter === 'a') return chooseAll()
  if (control || event.altKey) return false
  if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) return menu.pressed()
  // Arrows choose among radios.
  if (target?.matches('input') && event.key.startsWith('Arrow')) return false
  const also = event.shiftKey && app.view === 'captures' ? STRETCHING[letter] : undefined
  if (also) return move(also, captures.several.stretch)
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') return move(event.key === 'ArrowDown' ? 1 : -1)
  const at = here()
  if ((event.key === 'ArrowRight' || event.key === 'ArrowLeft') && (at !== 'inspector' || target?.matches('[role=tab]'))) return go(event.key === 'ArrowRight' ? 1 : -1)
  if (event.key === 'Enter' && !target?.matches('button, a, summary, [role=tab]') && at !== 'inspector') return go(1)
  if (event.key === 'Escape' && at !== null && at !== 'list') return go(-1)
  // There it is the end of what is read.
  if (event.key === 'End' && at === 'inspector') return false
  if (event.key === 'Escape' && captures.several.end()) return true
  if (event.key === 'Escape' && app.view === 'insights' && insights.chosen) {
    insights.choose(null)
    return true
  }
  const action = () => actions().find(({ key }) => key === letter)
  const now = action()
  if (now) now.run()
  // What keys act on is known once what is chosen is shown.
  else if (!app.opened) void opened(() => action()?.run())
  return now !== undefined
}
