// What the host does beside the contract: files in the user's own dialogs, the menu, the data folder. Says what came of it.

import type { HarRequest, RowsNext, RowsPart, SavedFile } from '../host/contract'
import { type Host, type Leads, type Native, Refusal, refusal } from '../host/host'
import { fromBase64 } from '../lib/bytes'
import { textOf } from '../lib/edit'
import { MARK } from '../lib/fault'
import { count } from '../lib/text'
import { occupied, uncover } from './above'
import { actions } from './actions'
import { app } from './app.svelte'
import { deliveries } from './deliveries.svelte'
import { take } from './imports'
import { insights } from './insights.svelte'
import type { Asks } from './refused.svelte'
import { settings } from './settings.svelte'

class Beside {
  #host: Host | null = null

  start(host: Host): void {
    this.#host = host
    host.window?.menu((title) => this.#choose(title))
    host.window?.lead((leads) => this.#lead(leads))
  }

  /** What only a window can do; null in a browser. */
  get window(): Native | null {
    return this.#host?.window ?? null
  }

  /** Keeps a text where the user says. */
  async save(name: string, text: string): Promise<void> {
    const place = await this.#try((host) => host.save(name, new TextEncoder().encode(text)))
    if (place) app.say(`Saved as ${place}.`)
  }

  /** The text of a file of the user's choice; null when there is none. */
  async open(endings: string[]): Promise<string | null> {
    return await this.#try(async (host) => {
      const [file] = await host.open(endings)
      if (!file) return null
      const text = textOf(await file.bytes())
      if (text === null) throw new Refusal('invalid', `${file.name} is no UTF-8 text, so its names would be damaged: save it as UTF-8 and import it again.`)
      return text.startsWith(MARK) ? text.slice(1) : text
    })
  }

  /** Files of the user's choice become captures, as if they were dropped: whatever their ending. */
  async captureFiles(): Promise<void> {
    await take((await this.#try((host) => host.open([], true))) ?? [])
  }

  /** Names and vendor ids from a file, into the directory. */
  async importNames(at: Asks = app): Promise<void> {
    const text = await this.open(['csv', 'json'])
    const taken = text === null ? null : await at.try('directory_import', { text })
    if (!taken) return
    app.say(`Taken in: ${count(taken.entries)} ${taken.entries === 1 ? 'entry' : 'entries'}.`)
    await settings.pull()
    app.wake()
  }

  /** Traffic as a HAR file; of much it takes seconds, and that it works is said. */
  async saveHar(what: HarRequest): Promise<void> {
    const words = 'Gathering what is to be saved…'
    app.doing(words)
    const file = await app.try('har_export', what)
    if (app.said?.text === words) app.unsay()
    await this.keep(file)
  }

  /** All that a filter shows, in the order it came. */
  async saveFiltered(of: 'captures' | 'deliveries', filter: string): Promise<void> {
    await this.saveHar({ attempts: [], captures: [], of, filter })
  }

  /** Rows of one kind that fit, as CSV or JSON Lines: part by part, as all of them may be more than memory holds. Says how far it is, and can be stopped. */
  async saveRows({ of, filter, name }: { of: string; filter: string; name: string }, format: 'csv' | 'jsonl'): Promise<void> {
    const file = await this.#try((host) => host.write(`${name}.${format}`))
    if (!file) return
    let stopped = false
    let [rows, next]: [number, RowsNext | null] = [0, null]
    do {
      // What was refused meanwhile is to be read.
      if (!app.said?.bad || rows === 0) app.doing(`Saving… ${count(rows)} ${rows === 1 ? 'row' : 'rows'} so far.`, () => (stopped = true))
      const part: RowsPart | null = await app.try('rows_export', { of, filter, format, ...(next ? { next } : {}) })
      if (!part || !(await this.#try(() => file.add(part.text).then(() => true)))) {
        if (app.said?.stop) app.unsay()
        return void (await this.#try(() => file.drop()))
      }
      rows += part.rows
      next = part.next
    } while (next && !stopped)
    if (next) {
      await this.#try(() => file.drop())
      return app.say('Stopped: nothing was saved.')
    }
    const place = await this.#try(() => file.done())
    if (place) app.say(`Saved as ${place}.`)
  }

  /** A capture as the file it was. */
  async saveCapture(id: string): Promise<void> {
    await this.keep(await app.try('fixture_get', { id }))
  }

  /** Keeps what the engine made where the user says. */
  async keep(file: SavedFile | null): Promise<void> {
    const place = file && (await this.#try((host) => host.save(file.name, fromBase64(file.bodyBase64))))
    if (place) app.say(`Saved as ${place}.${file.note ? ` ${file.note}` : ''}`)
  }

  async saveNames(format: 'csv' | 'json'): Promise<void> {
    const file = await app.try('directory_export', { format })
    if (file) await this.save(`directory.${format}`, file.text)
  }

  async folder(): Promise<string | null> {
    return await this.#try(async (host) => (await host.window?.folder()) ?? null)
  }

  async showData(): Promise<void> {
    await this.#try((host) => host.window?.showData())
  }

  /** An action of the menu, if it makes sense now. As with keys, what asks or holds what is half written is answered first. */
  #choose(title: string): void {
    if (occupied()) return app.say(`${title.replace('…', '')}: close what is open first.`, true)
    const open = app.dialog?.kind
    uncover()
    const action = actions().find((one) => (one.menu ?? one.title) === title)
    if (title === 'Commands' && open === 'palette') return
    if (action) action.run()
    else app.say(title === 'Undo' ? 'There is nothing to undo.' : `${title.replace('…', '')}: choose a capture or a conversation first.`, true)
  }

  /** What somebody was told of comes on the screen; nothing stands above it. */
  #lead(leads: Leads): void {
    uncover()
    if (leads.to === 'forwarding') deliveries.show('forwarding')
    else if (leads.to === 'rule') insights.showRule(leads.rule)
    else void insights.open(leads.message)
  }

  async #try<A>(what: (host: Host) => A | Promise<A>): Promise<A | null> {
    try {
      return this.#host && (await what(this.#host))
    } catch (thrown) {
      app.say(refusal(thrown).message, true)
      return null
    }
  }
}

export const native = new Beside()
