// What can be done from the keyboard and the palette: one list for both and for the page of keys.

import { tick } from 'svelte'

import { app } from './app.svelte'
import { captures } from './captures.svelte'
import { menu } from './menu.svelte'
import { native } from './native'
import { enter, go, here, leave, move } from './panes'
import { places } from './places.svelte'
import { type Action, actionsOf, currentActions, focus, sendChosen } from './things'
import { deliveries } from './deliveries.svelte'
import { insights } from './insights.svelte'
import { replays } from './replays.svelte'
import { TABS, type View } from './views'

export type { Action }

/** Everything that makes sense now. */
export function actions(): Action[] {
  const all: (Action | false | null)[] = [
    { title: 'Next', key: 'j', run: () => void move(1) },
    { title: 'Previous', key: 'k', run: () => void move(-1) },
    { title: 'Search', key: '/', run: () => focus('[data-search]') },
    ...currentActions(),
    ...conversation(),
    app.said?.undo !== undefined && { title: 'Undo', key: 'z', run: () => app.undo() },
    ...inView('captures', [{ title: 'Live or paused', key: 'l', run: () => captures.setLive(!captures.live) }]),
    ...TABS.map((tab, index) => ({ title: `Show ${tab}`, key: String(index + 1), run: () => ((app.tab = tab), void tick().then(() => enter('inspector'))) })),
    { title: 'Replay the captures that the filter shows…', run: () => replays.ofFilter() },
    { title: 'Save the captures that the filter shows as HAR…', run: () => void native.saveShown() },
    { title: 'Go to replays', run: () => deliveries.show('replays') },
    { title: 'Go to forwarding rules', run: () => deliveries.show('forwarding') },
    { title: 'Go to targets', run: () => deliveries.show('targets') },
    { title: 'Go to conversations', run: () => app.show('conversations') },
    { title: 'Go to captures', run: () => app.show('captures') },
    { title: 'Go to deliveries', run: () => app.show('deliveries') },
    { title: 'Go to insights', run: () => app.show('insights') },
    { title: 'Go to time rules', run: () => insights.show('rules') },
    { title: 'Tell me when a message is stuck…', run: () => insights.tellMe() },
    { title: 'Go to the simulator', run: () => app.show('simulator') },
    { title: 'Go to connect', run: () => app.show('connect') },
    { title: 'Go to settings', run: () => app.show('settings') },
    { title: 'Send a sample', run: () => void app.sendSample() },
    { title: 'Rebuild what is derived', run: () => void app.rebuild() },
    { title: 'Dark theme', run: () => app.setTheme('dark') },
    { title: 'Light theme', run: () => app.setTheme('light') },
    { title: 'Capture a file…', run: () => void native.captureFile() },
    { title: 'Save transitions as CSV…', run: () => void native.saveRows('transitions', 'csv') },
    { title: 'Save vendor events as JSON Lines…', run: () => void native.saveRows('normalized', 'jsonl') },
    { title: 'Import names from a file…', run: () => void native.importNames() },
    { title: 'Save names as a file…', run: () => void native.saveNames('csv') },
    native.window && { title: 'Open the data folder', run: () => void native.showData() },
    { title: 'Commands', key: 'Ctrl K', run: () => app.open({ kind: 'palette' }) },
    { title: 'Keys', key: '?', run: () => app.open({ kind: 'keys' }) },
    { title: 'About Hooktrail', run: () => app.open({ kind: 'about' }) },
  ]
  return all.filter((action) => !!action)
}

/** What concerns a view: by key only where it is on the screen; chosen elsewhere, it is shown first. */
function inView(view: View, all: Action[]): Action[] {
  if (app.view === view) return all
  return all.map(({ key: _, run, ...rest }) => ({ ...rest, run: () => (app.show(view), run()) }))
}

/** What can be done in the conversation that is chosen; moving in it once it is there. */
function conversation(): Action[] {
  const id = app.conversationId
  if (id === null) return []
  const moving: Action[] = [
    { title: 'Next anomaly in the conversation', key: 'n', run: () => void places.anomaly() },
    { title: 'First unread message', key: 'u', run: () => void places.unread() },
    { title: 'Go to a time in the conversation', key: 'g', run: () => void (places.asking = true) },
    { title: 'Latest message', key: 'End', run: () => void places.latest() },
  ]
  return inView('conversations', [...actionsOf({ kind: 'conversation', id }), ...(app.timeline?.conversation.id === id ? moving : [])])
}

/** Does what a key means; true when it means something. */
export function pressed(event: KeyboardEvent): boolean {
  if (app.asked) return false
  const control = event.ctrlKey || event.metaKey
  if (control && event.key.toLowerCase() === 'k' && (!app.dialog || app.dialog.kind === 'palette')) {
    if (app.dialog) app.close()
    else app.open({ kind: 'palette' })
    return true
  }
  if (control && event.key === 'Enter' && !app.dialog) {
    sendChosen()
    return true
  }
  const target = event.target instanceof HTMLElement ? event.target : null
  const typing = target !== null && (target.isContentEditable || target.matches('input:not([type=radio]), textarea, select'))
  if (typing && event.key === 'Escape' && !app.dialog) {
    leave(target)
    return true
  }
  if (control && !event.shiftKey && event.key.toLowerCase() === 'z' && !typing && app.said?.undo) {
    app.undo()
    return true
  }
  if (control || event.altKey || typing || app.dialog || menu.open) return false
  if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) return menu.pressed()
  // Arrows choose among radios.
  if (target?.matches('input') && event.key.startsWith('Arrow')) return false
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') return move(event.key === 'ArrowDown' ? 1 : -1)
  const at = here()
  if ((event.key === 'ArrowRight' || event.key === 'ArrowLeft') && (at !== 'inspector' || target?.matches('[role=tab]'))) return go(event.key === 'ArrowRight' ? 1 : -1)
  if (event.key === 'Enter' && !target?.matches('button, a, summary, [role=tab]') && at !== 'inspector') return go(1)
  if (event.key === 'Escape' && at !== null && at !== 'list') return go(-1)
  const action = actions().find(({ key }) => key === event.key)
  action?.run()
  return action !== undefined
}
