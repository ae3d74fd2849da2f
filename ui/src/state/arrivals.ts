// What came, for those who hear the page: at once after calm, then summed up, however fast it comes.

import { count } from '../lib/text'

/** Between two sentences, ms: a thousand captures a second are one sentence, not a thousand. */
const CALM = 5_000

export class Arrivals {
  /** Captures that were told of, and when, epoch ms. */
  #told: number | null = null
  #last = 0
  #now = 0
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(private readonly tell: (words: string) => void) {}

  /** So many captures there are. What is there at first is not news. */
  see(captures: number): void {
    this.#now = captures
    if (this.#told === null || captures < this.#told) this.#told = captures
    if (captures === this.#told || this.#timer !== null) return
    const wait = this.#last + CALM - Date.now()
    if (wait <= 0) this.#say()
    else this.#timer = setTimeout(() => this.#say(), wait)
  }

  #say(): void {
    this.#timer = null
    const fresh = this.#now - (this.#told ?? 0)
    if (fresh <= 0) return
    this.#told = this.#now
    this.#last = Date.now()
    this.tell(`${fresh === 1 ? '1 capture' : `${count(fresh)} captures`} received, ${count(this.#now)} in all.`)
  }
}
