// Lets somebody pass who skims: a key that is held down, or pressed again and again. What comes of a key after calm comes at
// once, else once no other key follows.

import { painted } from './painted'

/** Whoever goes on sooner than that skims, ms. */
const CALM = 120
/** So much of it, where the machine is so busy that opening takes longer than a key takes to come. */
const SLOW = 1.5
/** No longer than that, ms: one that took ages was one. */
const MOST = 400

export class Skim {
  #pressed = -Infinity
  /** Until then it rests, by the page's clock. */
  #until = -Infinity
  #resting = 0
  #calm = CALM

  /** A key or a button was pressed at that time, ms: when it was, not when the page came to hear of it. */
  press(at: number): void {
    const gap = at - this.#pressed
    this.#until = gap >= 0 && gap < this.#calm ? performance.now() + this.#calm : -Infinity
    this.#pressed = at
  }

  /** What comes now comes of no key. */
  calm(): void {
    this.#until = -Infinity
  }

  /** So long what comes of the last key has to rest, ms; 0 where it may come at once. */
  get left(): number {
    return Math.max(0, this.#until - performance.now())
  }

  /** Something rests. */
  get resting(): boolean {
    return this.#resting > 0
  }

  /** Opens something, and notes how long that took until it is on the screen. */
  async timed(open: () => Promise<void>): Promise<void> {
    const began = performance.now()
    await open()
    painted(() => this.took(performance.now() - began))
  }

  /** Opening took so long, ms: whoever goes on sooner than this page can open skims too, or keys would wait for what nobody looks at. */
  took(ms: number): void {
    this.#calm = Math.min(MOST, Math.max(CALM, SLOW * ms))
  }

  async rest(): Promise<void> {
    const { left } = this
    if (left === 0) return
    this.#resting++
    await new Promise((done) => setTimeout(done, left))
    this.#resting--
  }
}
