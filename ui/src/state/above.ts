// What stands above a view, whatever it is: a question, a menu, a dialog. Not what opens them.

import { app } from './app.svelte'
import { leaving } from './leaving.svelte'
import { menu } from './menu.svelte'
import { replays } from './replays.svelte'
import type { Dialog } from './views'

/** Dialogs that are only looked at. */
const PASSING: Dialog['kind'][] = ['palette', 'keys', 'about']

/** Whether something asks, or holds what is half written: nothing else comes on the screen until that is closed. */
export function occupied(): boolean {
  return app.asked !== null || leaving.asked !== null || (app.dialog !== null && !PASSING.includes(app.dialog.kind))
}

/** Leaves all of it, as if the user had said no: something else comes on the screen. */
export function uncover(): void {
  app.answer(false)
  if (leaving.asked !== null) leaving.stay()
  menu.close()
  if (app.dialog?.kind === 'replay') replays.close()
  else app.close()
}
