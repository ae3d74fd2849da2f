// Lets somebody pass who skims: a key that is held down, or pressed again and again. What comes of a key after calm comes at
// once, else once no other key follows.

/** Whoever goes on sooner than that skims, ms. */
const CALM = 120

export class Skim {
  #pressed = -Infinity
  /** Until then it rests, by the page's clock. */
  #until = -Infinity
  #resting = 0

  /** A key or a button was pressed at that time, ms: when it was, not when the page came to hear of it. */
  press(at: number): void {
    const gap = at - this.#pressed
    this.#until = gap >= 0 && gap < CALM ? performance.now() + CALM : -Infinity
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

  async rest(): Promise<void> {
    const { left } = this
    if (left === 0) return
    this.#resting++
    await new Promise((done) => setTimeout(done, left))
    this.#resting--
  }
}
