// The doctor's last examination: of what, whether it still runs, and what was found. It goes on while something else is on the
// screen. Never a secret: those stay in their fields.

import type { DoctorEndpoint, DoctorReport, DoctorRow } from '../host/contract'
import { refusal } from '../host/host'
import { counted } from '../lib/findings'
import { withoutSecrets } from '../lib/memory'
import { app } from './app.svelte'
import { Refused } from './refused.svelte'

class Doctor {
  running = $state<'endpoint' | 'tunnel' | null>(null)
  /** What was found, where and when; null while nothing was. */
  report = $state.raw<{ of: string; at: number; rows: DoctorRow[] } | null>(null)
  /** The endpoint that was examined last. */
  endpoint = $state('')
  readonly refused = new Refused('url')
  #turn = 0

  async examine(request: DoctorEndpoint): Promise<boolean> {
    this.endpoint = withoutSecrets(request.url)
    return await this.#run('endpoint', request.url, () => app.ask('doctor_endpoint', request))
  }

  /** Looks at the way through the tunnel. */
  async way(url: string): Promise<boolean> {
    return await this.#run('tunnel', url, () => app.ask('doctor_tunnel', { url }))
  }

  /** Waits no more. The engine cannot be told, and everything it asks has its time limit. */
  stop(): void {
    if (this.running === null) return
    this.#turn += 1
    this.running = null
    app.say('The doctor is not waited for any more; what it still asks there ends by itself.')
  }

  /** False where nothing was found: it was refused, or stopped. */
  async #run(running: 'endpoint' | 'tunnel', url: string, ask: () => Promise<DoctorReport>): Promise<boolean> {
    const turn = ++this.#turn
    this.running = running
    this.report = null
    this.refused.clear()
    try {
      const { rows } = await ask()
      if (turn !== this.#turn) return false
      const of = withoutSecrets(url)
      this.report = { of, at: Date.now(), rows }
      if (app.view !== 'connect') app.say(`The doctor is back from ${of}. ${counted(rows)}.`)
      return true
    } catch (thrown) {
      // Nobody waits for why one that was stopped did not go on.
      if (turn === this.#turn) this.refused.show(refusal(thrown))
      return false
    } finally {
      if (turn === this.#turn) this.running = null
    }
  }
}

export const doctor = new Doctor()
