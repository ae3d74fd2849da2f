// What stands above a view, whatever it is: a question, a menu, a dialog. Not what opens them.

import { app } from './app.svelte'
import { menu } from './menu.svelte'
import { replays } from './replays.svelte'

/** Leaves all of it, as if the user had said no: something else comes on the screen. */
export function uncover(): void {
  app.answer(false)
  menu.close()
  if (app.dialog?.kind === 'replay') replays.close()
  else app.close()
}
