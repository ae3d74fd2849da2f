// Deleting, once it was asked: what stands beside the deleted one is chosen, and its list has the keyboard.

import { tick } from 'svelte'

import { neighbour } from '../lib/list'
import { app } from './app.svelte'
import { captures } from './captures.svelte'
import { conversations } from './conversations.svelte'
import { enter } from './panes'
import { settings } from './settings.svelte'
import type { Dialog, Sure } from './views'

/** The next one after it that stays, else the one before; null when it is not there or none stays. */
function beside<T extends { id: string }>(rows: T[], id: string | null, gone = new Set([id])): string | null {
  const left = rows.filter((row) => row.id === id || !gone.has(row.id))
  const is = (row: T) => row.id === id
  return left.some(is) ? ((neighbour(left, is, 1) ?? neighbour(left, is, -1))?.id ?? null) : null
}
const messages = () => (app.timeline?.items ?? []).filter((item) => item.type === 'message')

/** Does what was asked about; the list has the keyboard where it went with its row. */
export async function done(sure: Sure): Promise<void> {
  app.close()
  await sure.run()
  await tick()
  if (document.activeElement === document.body) enter('list')
}

/** Deletes what the dialog asked about, for good; it stays until that is done, and says so. */
export async function remove(dialog: Extract<Dialog, { kind: `delete-${string}` }>): Promise<void> {
  const chosen = captures.several.rows
  const going = new Set<string | null>(dialog.kind === 'delete-captures' ? dialog.ids : [])
  const staying = chosen.filter(({ id }) => !going.has(id))
  const capture = dialog.kind === 'delete-captures' ? beside(captures.lines.map(({ row }) => row), chosen.at(-1)?.id ?? dialog.ids[0] ?? null, going) : null
  const conversation = dialog.kind === 'delete-conversation' ? beside(conversations.rows, dialog.conversation.id) : null
  const [message, near] = [app.messageId, beside(messages(), app.messageId)]
  const request =
    dialog.kind === 'delete-captures'
      ? { captures: dialog.ids, all: false }
      : dialog.kind === 'delete-conversation'
        ? { captures: [], conversation: { account: dialog.conversation.account, peer: dialog.conversation.peer }, all: false }
        : { captures: [], all: true }
  // Nothing asks for what is about to go.
  const before = [app.conversationId, app.inspected] as const
  app.choose(dialog.kind === 'delete-captures' ? before[0] : conversation)
  if (going.size > 0 && staying.length > 0) captures.several.again(staying)
  else app.inspect(app.view === 'captures' ? capture : null)
  const choice = app.choice
  const gone = await app.try('delete', request)
  // Who left it meanwhile may be asked something else by now.
  const stayed = app.dialog === dialog
  if (stayed) app.close()
  await tick()
  /** To whom the dialog gave the keyboard back; whoever left it is somewhere else since. */
  const back = stayed ? document.activeElement : null
  if (!gone) {
    if (stayed || app.choice === choice) {
      app.choose(before[0], message)
      app.inspect(before[1]?.capture ?? null, before[1]?.message)
      captures.several.again(chosen)
    }
    app.wake()
    return
  }
  // Of captures it names numbers only; who is gone is not to be named again.
  if (dialog.kind !== 'delete-captures') app.forget()
  app.say(`Deleted for good: ${gone.captures === 1 ? '1 capture' : `${gone.captures} captures`}, ${gone.attempts === 1 ? '1 delivery attempt' : `${gone.attempts} delivery attempts`}.`)
  await app.refresh()
  // Names go too, and the directory may be on the screen.
  if (app.view === 'settings') await settings.pull()
  const { activeElement } = document
  if (app.dialog !== null || (activeElement !== back && activeElement !== document.body)) return
  const inChat = dialog.kind === 'delete-captures' && app.view === 'conversations'
  const left = inChat ? messages() : []
  const shown = left.find(({ id }) => id === message) ?? left.find(({ id }) => id === near)
  if (shown) app.selectMessage(shown)
  enter(inChat ? 'timeline' : 'list')
}
