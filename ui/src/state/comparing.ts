// Asks a worker for what is shown of comparisons; one worker for as long as they are looked at.

import type { Comparison, Content } from '../lib/comparison'
import type { Answered, Asked, Method } from '../lib/comparison.worker'

export class Comparing {
  readonly #worker = new Worker(new URL('../lib/comparison.worker.ts', import.meta.url), { type: 'module' })
  readonly #waiting = new Map<number, { done: (answer: never) => void; fail: (error: Error) => void }>()
  #next = 0
  #failed: Error | null = null

  constructor() {
    this.#worker.onmessage = ({ data }: MessageEvent<Answered>) => {
      const asked = this.#waiting.get(data.id)
      if ('error' in data) asked?.fail(new Error(data.error))
      else asked?.done(data.answer as never)
      this.#waiting.delete(data.id)
    }
    // It could not be loaded, or the bodies were too much for its memory.
    this.#worker.onerror = (event) => {
      event.preventDefault()
      this.#failed = new Error(event.message)
      for (const { fail } of this.#waiting.values()) fail(this.#failed)
      this.#waiting.clear()
    }
  }

  begin(of: string, left: Content, right: Content): void {
    this.#post({ of, begin: [left, right] })
  }

  ask<M extends Method>(of: string, method: M, ...args: Parameters<Comparison[M]>): Promise<ReturnType<Comparison[M]>> {
    return new Promise((done, fail) => {
      if (this.#failed) return fail(this.#failed)
      const id = this.#next++
      this.#waiting.set(id, { done: done as (answer: never) => void, fail })
      this.#post({ of, id, method, args })
    })
  }

  /** Ends it, whatever it is at. */
  end(): void {
    this.#worker.terminate()
    this.#waiting.clear()
  }

  #post(asked: Asked): void {
    this.#worker.postMessage(asked)
  }
}
