// How many fit a question, for those who hear the page: once for each question, when it has stood for a while, so that neither
// what is being typed nor what arrives is told of.

import { count } from '../lib/text'
import { app } from './app.svelte'

/** So long a question stands before it is told of, ms. */
const CALM = 1_000

export class Found {
  /** The filter that was told of, or is about to be. */
  #asked = ''
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(
    /** What is looked for: of one, and of many. */
    private readonly one: string,
    private readonly many: string,
    private readonly list: { readonly total: number; readonly more: boolean; readonly searching: boolean },
  ) {}

  /** This is asked for, and its first answer is there. */
  tell(filter: string): void {
    if (filter === this.#asked) return
    this.#asked = filter
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#say(filter), CALM)
  }

  #say(filter: string): void {
    const { total, more, searching } = this.list
    // So far it is no answer.
    if (searching) this.#timer = setTimeout(() => this.#say(filter), CALM)
    else {
      const [what, fit] = total === 1 ? [this.one, 'fits'] : [this.many, 'fit']
      app.tell(`${more ? 'At least ' : ''}${count(total)} ${what}${filter ? ` ${fit} the filter` : ''}.`)
    }
  }
}
