// The line to the program: asks it, knows whether it can be reached, and says in one line what was done or refused. Knows no view.

import { type Answer, type Command, type Host, type Refusal, type Request, refusal } from '../host/host'

/** The status line shows so long what was done; what was refused three times as long, what can be taken back five times, ms. */
const LINGERS = 12_000

/** A sentence in the status line; takes back what it says was done, or ends it, where that can be. */
interface Said {
  text: string
  bad: boolean
  /** Being done: it stands until something else is said. */
  busy?: boolean
  undo?: () => void
  stop?: () => void
}

const SILENT = 'No answer came: whether it was done is seen once the program can be asked again.'
const STRANGER = 'Nothing was done: the program cannot be asked now.'

/** What is known of what was asked while nobody could be reached; why stands above the page. */
export const unanswered = (why: Refusal): string => (why.code === 'silent' ? SILENT : STRANGER)

export class Line {
  /** Why nothing can be asked at the moment, or why what is on the screen could not be. */
  trouble = $state<string | null>(null)
  /** There is no connection: what is shown of the program's state is what it was. */
  away = $state(false)
  /** How often there was one again: what was said of one that was lost counts no more then. */
  returned = $state(0)
  /** What only those hear who cannot see it. */
  heard = $state('')
  /** What is being done, was done or refused. */
  said = $state.raw<Said | null>(null)
  /** What can be taken back, the last one last: another sentence only stands before it. */
  #done = $state.raw<Said[]>([])

  #host: Host | null = null

  /** Asks this host from now on, and hears of what changes. */
  protected follow(host: Host, changed: () => void): void {
    this.#host = host
    host.follow(changed, (why) => (why ? this.missed(why) : this.reached()))
  }

  async ask<C extends Command>(command: C, request: Request<C>): Promise<Answer<C>> {
    if (!this.#host) throw refusal(new Error('not started'))
    try {
      const answer = await this.#host.call(command, request)
      if (this.away) this.reached()
      return answer
    } catch (thrown) {
      const why = refusal(thrown)
      // A refusal is an answer.
      if (this.away && !why.away) this.reached()
      throw why
    }
  }

  /** Asks, and says in the status line what was refused; null then. */
  async try<C extends Command>(command: C, request: Request<C>): Promise<Answer<C> | null> {
    try {
      return await this.ask(command, request)
    } catch (thrown) {
      const why = refusal(thrown)
      this.refused(why)
      if (why.away) this.say(unanswered(why), true)
      return null
    }
  }

  /** Says what was refused. */
  readonly refused = (thrown: unknown): void => {
    const why = refusal(thrown)
    // Said once, above the page, whatever was asked.
    if (why.away) this.missed(why)
    else this.say(why.message, true)
  }

  /** What is on the screen could not be asked for. */
  missed(why: Refusal): void {
    this.trouble = why.message
    this.away = why.away
  }

  /** It was answered. */
  reached(): void {
    if (this.away) {
      this.returned += 1
      if (this.said?.text === SILENT || this.said?.text === STRANGER) this.unsay()
    }
    this.trouble = null
    this.away = false
  }

  say(text: string, bad = false, undo?: () => void): void {
    const said = (this.said = { text, bad, ...(undo ? { undo } : {}) })
    if (undo) this.#done = [...this.#done, said]
    setTimeout(() => this.#past(said), (undo ? 5 : bad ? 3 : 1) * LINGERS)
  }

  #past(said: Said): void {
    this.#done = this.#done.filter((one) => one !== said)
    if (this.said === said) this.unsay()
  }

  /** Says what is being done, until something else is said. */
  doing(text: string, stop?: () => void): void {
    this.said = { text, bad: false, busy: true, ...(stop ? { stop } : {}) }
  }

  /** The line counts no more; what can still be taken back is said again. */
  unsay(): void {
    this.said = this.#done.at(-1) ?? null
  }

  /** Says something to those only who cannot see it. */
  tell(words: string): void {
    this.heard = words
  }

  /** What was done last can be taken back. */
  get undoable(): boolean {
    return this.#done.length > 0
  }

  /** Takes back what was done last; names it where the line said something else meanwhile, but for what is being done. */
  undo(): void {
    const last = this.#done.at(-1)
    if (!last) return
    const covered = this.said !== last
    this.#past(last)
    if (covered && !this.said?.busy) this.say(`Taken back: ${last.text}`)
    last.undo?.()
  }

  /** What was done is neither taken back any more nor named: it is over, or what it was done to is gone. `undo`: only what that takes back. */
  forget(undo?: () => void): void {
    this.#done = undo ? this.#done.filter((one) => one.undo !== undo) : []
    if (this.said?.undo && !this.#done.includes(this.said)) this.unsay()
  }
}
