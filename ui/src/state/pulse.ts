// When to pull: at once after calm, then at most so often; never two pulls at a time, never one lost.

export class Pulse {
  #running = false
  #again = false
  #last = 0
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(
    private readonly pull: () => Promise<void>,
    private readonly calm: number,
  ) {}

  /** Something changed. */
  beat(): void {
    if (this.#running) {
      this.#again = true
      return
    }
    if (this.#timer !== null) return
    const wait = Math.max(0, this.#last + this.calm - Date.now())
    if (wait === 0) void this.#run()
    else
      this.#timer = setTimeout(() => {
        this.#timer = null
        void this.#run()
      }, wait)
  }

  /** The user did something: do not wait for calm. */
  now(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    if (this.#running) this.#again = true
    else void this.#run()
  }

  async #run(): Promise<void> {
    this.#running = true
    try {
      await this.pull()
    } finally {
      this.#running = false
      this.#last = Date.now()
    }
    if (this.#again) {
      this.#again = false
      this.beat()
    }
  }
}

/** Which of several questions under one name was asked last: only its answer counts. */
export class Latest {
  #asked = new Map<string, number>()

  ask(name: string): () => boolean {
    const number = (this.#asked.get(name) ?? 0) + 1
    this.#asked.set(name, number)
    return () => this.#asked.get(name) === number
  }
}
