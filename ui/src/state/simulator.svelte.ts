// The simulator: which story is open, what of it is one's own, and what it would send.

import type { AttemptRow, ScenarioBody, ScenarioRequest, ScenarioRow } from '../host/contract'
import { refusal } from '../host/host'
import { app } from './app.svelte'
import { unanswered } from './line.svelte'
import { places } from './places.svelte'

const SETTLED = 200

class Simulator {
  rows = $state.raw<ScenarioRow[]>([])
  open = $state('instagram-answered')
  account = $state('')
  peer = $state('')
  name = $state('')
  of = $state('')
  texts = $state<string[]>([])
  to = $state('')
  bodies = $state.raw<ScenarioBody[]>([])
  problem = $state<string | null>(null)
  sending = $state(false)
  /** What the last one became. */
  captures = $state.raw<string[]>([])
  attempts = $state.raw<AttemptRow[]>([])

  chosen = $derived(this.rows.find(({ id }) => id === this.open) ?? null)
  request = $derived<ScenarioRequest>({
    id: this.open,
    account: this.account,
    peer: this.peer,
    name: this.name,
    of: this.of,
    texts: $state.snapshot(this.texts),
    ...(this.to.trim() ? { to: this.to.trim() } : {}),
    confirmed: false,
  })

  async pull(): Promise<void> {
    if (this.rows.length === 0) this.rows = (await app.ask('scenarios_list', {} as never)).rows
  }

  choose(row: ScenarioRow): void {
    this.open = row.id
    this.texts = []
    this.of = ''
    this.bodies = []
    this.captures = []
    this.attempts = []
  }

  /** What is written beside the story. */
  type(change: Partial<Pick<Simulator, 'account' | 'peer' | 'name' | 'of' | 'to'>>): void {
    Object.assign(this, change)
  }

  /** The words of a step. */
  say(step: number, words: string): void {
    // One before it that is left as it is has no words: a hole would go as null, which is refused.
    while (this.texts.length < step) this.texts.push('')
    this.texts[step] = words
  }

  #timer: ReturnType<typeof setTimeout> | null = null
  /** Asks what would be sent, once the form has settled. */
  look(request: ScenarioRequest): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = setTimeout(async () => {
      try {
        const { bodies } = await app.ask('scenario_preview', request)
        if (this.request === request) [this.bodies, this.problem] = [bodies, null]
      } catch (thrown) {
        if (this.request !== request) return
        const why = refusal(thrown)
        // Why nobody was reached stands above the page.
        if (why.away) app.refused(why)
        this.problem = why.away ? 'What would be sent can be shown once the program can be asked again.' : why.message
      }
    }, SETTLED)
  }

  async send(request = this.request): Promise<void> {
    if (this.sending) return
    this.sending = true
    /** What came of one story says nothing of another that was opened meanwhile. */
    const here = () => this.open === request.id
    try {
      const sent = await app.ask('scenario_send', request)
      if (here()) {
        this.captures = sent.captures
        this.attempts = sent.attempts
        this.problem = null
      }
      app.wake()
    } catch (thrown) {
      const why = refusal(thrown)
      if (why.code === 'confirm_host') app.agree(why.message, () => void this.send({ ...request, confirmed: true }))
      else {
        if (why.away || !here()) app.refused(why)
        if (here()) this.problem = why.away ? unanswered(why) : why.message
      }
    } finally {
      this.sending = false
    }
  }

  /** Posts a short exchange to the receiver, and shows what arrived: the captures' view the capture, every other the conversation, once it is read. */
  async sample(): Promise<void> {
    const sent = await app.try('sample_send', {} as never)
    if (!sent) return
    app.say('A sample was posted to the receiver, validly signed.')
    const last = sent.captures.at(-1)
    if (last && app.view !== 'captures') await places.ofCapture(last)
    else if (last) app.inspect(last)
    app.wake()
  }

  /** Shows the conversation that it became. */
  async follow(): Promise<void> {
    const last = this.captures.at(-1)
    if (last) await places.ofCapture(last)
  }
}

export const simulator = new Simulator()
app.pulls.simulator = () => simulator.pull()
