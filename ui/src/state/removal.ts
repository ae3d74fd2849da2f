// Deleting, once it was asked: what stands beside the deleted one is chosen, and its list has the keyboard.

import { tick } from 'svelte'

import { neighbour } from '../lib/list'
import { app } from './app.svelte'
import { captures } from './captures.svelte'
import { conversations } from './conversations.svelte'
import { enter } from './panes'
import { settings } from './settings.svelte'
import type { Dialog, Sure } from './views'

/** The one after it, else the one before; null when it is not there or alone. */
function beside<T extends { id: string }>(rows: T[], id: string | null): string | null {
  const is = (row: T) => row.id === id
  return rows.some(is) ? ((neighbour(rows, is, 1) ?? neighbour(rows, is, -1))?.id ?? null) : null
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
  const capture = dialog.kind === 'delete-capture' ? beside(captures.lines.map(({ row }) => row), dialog.id) : null
  const conversation = dialog.kind === 'delete-conversation' ? beside(conversations.rows, dialog.conversation.id) : null
  const [message, near] = [app.messageId, beside(messages(), app.messageId)]
  const request =
    dialog.kind === 'delete-capture'
      ? { captures: [dialog.id], all: false }
      : dialog.kind === 'delete-conversation'
        ? { captures: [], conversation: { account: dialog.conversation.account, peer: dialog.conversation.peer }, all: false }
        : { captures: [], all: true }
  // Nothing asks for what is about to go.
  const before = [app.conversationId, app.inspected] as const
  app.choose(dialog.kind === 'delete-capture' ? before[0] : conversation)
  app.inspect(app.view === 'captures' ? capture : null)
  const gone = await app.try('delete', request)
  // Who left it meanwhile may be asked something else by now.
  if (app.dialog === dialog) app.close()
  await tick()
  if (!gone) {
    app.choose(before[0], message)
    app.inspect(before[1]?.capture ?? null, before[1]?.message)
    app.wake()
    return
  }
  app.say(`Deleted for good: ${gone.captures === 1 ? '1 capture' : `${gone.captures} captures`}, ${gone.attempts === 1 ? '1 delivery attempt' : `${gone.attempts} delivery attempts`}.`)
  await app.refresh()
  // Names go too, and the directory may be on the screen.
  if (app.view === 'settings') await settings.pull()
  const inChat = dialog.kind === 'delete-capture' && app.view === 'conversations'
  const left = inChat ? messages() : []
  const shown = left.find(({ id }) => id === message) ?? left.find(({ id }) => id === near)
  if (shown) app.selectMessage(shown)
  if (app.dialog === null) enter(inChat ? 'timeline' : 'list')
}
