// What stands in the filter of a list, and what of it is asked for. Knows no list by name.

import { app } from './app.svelte'

/** So often a question is asked again whose answer something else took. */
const LOOKS = 3

/** What stands in the field, and what was asked for. */
export interface Written {
  text: string
  filter: string
}

export abstract class Filtered {
  /** What stands in the field; it may be half written. */
  text = $state('')
  /** What is asked for. */
  filter = $state('')
  /** What stands in the field cannot be read: the rows are of the filter before. */
  outdated = $state(false)

  abstract readonly list: { known: boolean; atTop: boolean }
  abstract pull(): Promise<void>

  /** Asks anew, from the top. Whoever writes on asks with each key: one question at a time, and after it only the last. */
  protected again(): void {
    this.list.atTop = true
    this.#anew = true
    this.#asking ??= this.#ask().finally(() => (this.#asking = null))
  }
  #anew = false
  #asking: Promise<void> | null = null

  async #ask(): Promise<void> {
    while (this.#anew) {
      this.#anew = false
      await this.pull().catch(app.refused)
    }
  }

  /** Until what was asked for last is answered; false where it is not, because that was refused or much else looked meanwhile. */
  async answered(): Promise<boolean> {
    await this.#asking
    // Whatever looked meanwhile took the place of its answer.
    try {
      for (let looks = 0; looks < LOOKS && !this.list.known; looks++) await this.pull()
    } catch {
      // Then it is not answered.
    }
    return this.list.known
  }

  /** What is written in the field. */
  type(text: string): void {
    this.text = text
  }

  /** It cannot be read as it stands. */
  misread(): void {
    this.outdated = true
  }

  /** Asks for what stands in the field, once it can be read. */
  settle(text: string): void {
    this.outdated = false
    if (this.filter === text) return
    this.filter = text
    this.again()
  }

  setFilter(text: string): void {
    this.type(text)
    this.settle(text)
  }

  get asked(): Written {
    return { text: this.text, filter: this.filter }
  }

  /** As it was asked for before; the next look asks. */
  restore({ text, filter }: Written): void {
    this.text = text
    this.filter = filter
    this.outdated = false
    if (!this.list.known) this.list.atTop = true
  }
}
