// When to pull: at once after calm, then at most so often; never two pulls at a time, never one lost. Keys go first.

/** After a key it is waited for so long, ms: the next one is not to wait behind what a pull brings to the screen. */
const KEYS = 250
/** What came waits no longer than that for somebody who writes on, ms. */
const PATIENCE = 1_000

export class Pulse {
  #running = false
  #again = false
  /** The user waits for it: neither for calm nor for keys. */
  #urgent = false
  #last = 0
  #since = 0
  #key = 0
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(
    /** `asked`: because of what the user did. */
    private readonly pull: (asked: boolean) => Promise<void>,
    private readonly calm: number,
  ) {}

  /** Something changed. */
  beat(): void {
    if (this.#running) {
      this.#again = true
      return
    }
    if (this.#timer !== null) return
    this.#since = Date.now()
    this.#next()
  }

  /** Somebody pressed a key. */
  key(): void {
    this.#key = Date.now()
  }

  #next(): void {
    const due = Math.max(this.#last + this.calm, Math.min(this.#key + KEYS, this.#since + PATIENCE))
    const wait = due - Date.now()
    if (wait <= 0) void this.#run(false)
    else
      this.#timer = setTimeout(() => {
        this.#timer = null
        this.#next()
      }, wait)
  }

  /** The user did something: wait for nothing but a pull that runs. */
  now(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    if (this.#running) this.#urgent = true
    else void this.#run(true)
  }

  async #run(asked: boolean): Promise<void> {
    this.#running = true
    try {
      await this.pull(asked)
    } finally {
      this.#running = false
      this.#last = Date.now()
    }
    const [urgent, again] = [this.#urgent, this.#again]
    this.#urgent = this.#again = false
    if (urgent) void this.#run(true)
    else if (again) this.beat()
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
