// Why what a form asked for was refused: beside the form until something in it is changed or it is asked again. One for each form;
// where no form is on the screen any more, the status line says it.

import type { Attachment } from 'svelte/attachments'

import { type Answer, type Command, type Refusal, type Request, refusal } from '../host/host'
import { app } from './app.svelte'
import { unanswered } from './line.svelte'

/** Asks, and says where it can be seen what was refused; null then. */
export type Asks = Pick<Refused, 'try'>

export class Refused {
  #said = $state<string | null>(null)
  /** How often there had been a connection again, where it was said because there was none. */
  #lost = $state<number | null>(null)
  /** In words that say what to do; of a lost connection only until there is one again. */
  words = $derived(this.#lost === null || this.#lost === app.returned ? this.#said : null)
  /** The field that it is about, as the form calls it in `data-field`. */
  field = $state<string | null>(null)
  /** How many forms that show it are on the screen. */
  #forms = 0

  /** `only`: the field of a form that has no other which could be invalid. */
  constructor(private readonly only: string | null = null) {}

  /** For the form. */
  readonly form: Attachment = (form) => {
    const clear = () => this.clear()
    this.#forms += 1
    form.addEventListener('input', clear)
    return () => {
      this.#forms -= 1
      form.removeEventListener('input', clear)
    }
  }

  /** Null also where the user is asked first whether the host may have customers' data: `agreed` asks again then. */
  async try<C extends Command>(command: C, request: Request<C>, agreed?: () => void): Promise<Answer<C> | null> {
    this.clear()
    try {
      return await app.ask(command, request)
    } catch (thrown) {
      const why = refusal(thrown)
      if (agreed && why.code === 'confirm_host') app.agree(why.message, agreed)
      else this.show(why)
      return null
    }
  }

  /** Says what was refused. */
  show(why: Refusal): void {
    if (why.away) {
      // Why stands above the page.
      app.refused(why)
      this.say(unanswered(why))
      this.#lost = app.returned
    } else this.say(why.message, why.field ?? (why.code === 'invalid' ? this.only : null))
  }

  say(words: string, field: string | null = null): void {
    if (this.#forms === 0) return app.say(words, true)
    this.#said = words
    this.#lost = null
    this.field = field
    // What the form did before is no word about this.
    if (app.said && !app.said.undo) app.unsay()
  }

  clear(): void {
    this.#said = null
  }
}
