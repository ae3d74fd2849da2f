// What the resend bar holds, and sending itself: what, signed how, changed how, where to.

import type { AttemptRow } from '../host/contract'
import { remember, rememberedUrl, withoutSecrets } from '../lib/memory'
import { canBeTarget } from '../lib/url'
import { app } from './app.svelte'
import { connect } from './connect.svelte'
import { drafts } from './draft.svelte'
import { Refused } from './refused.svelte'
import { targets } from './targets.svelte'

/** How Meta's bytes can be signed, and what it is for. The words are the contract's. */
export const SIGNINGS = [
  { word: 'as received', title: 'original headers', secret: false },
  { word: 're-signed', title: 're-sign with', secret: true },
  { word: 'unsigned', title: 'without a signature', secret: false },
  { word: 'wrong: another secret', title: 'wrong: another secret', secret: false },
  { word: 'wrong: an altered byte', title: 'wrong: an altered byte', secret: true },
  { word: 'wrong: sha1 only', title: 'wrong: sha1 only', secret: true },
  { word: 'wrong: missing', title: 'wrong: missing', secret: false },
] as const

/** Signing so takes a secret that is typed. */
export const takesSecret = (signing: string): boolean => SIGNINGS.find(({ word }) => word === signing)?.secret ?? false

class Resend {
  url = $state(rememberedUrl('url'))
  signing = $state<string>('as received')
  /** For signing anew; in memory only. */
  secret = $state('')
  sending = $state(false)
  /** Where commands that are copied send to. */
  target = $derived(targets.rows.find(({ name }) => name === this.url.trim())?.url ?? (this.url.trim() || 'http://localhost:3000/webhook'))
  lastSent = $state.raw<AttemptRow[]>([])
  /** Where they went. */
  #sentTo = $state('')
  /** What was answered is of another URL than the one that is in the bar now. */
  elsewhere = $derived(this.lastSent.length > 0 && this.target !== this.#sentTo)
  /** Why it was not sent, or its URL not saved. */
  readonly refused = new Refused()

  /** The bar names a saved target: what is not chosen here is as the target has it. */
  named = $derived(this.url.trim() !== '' && !/^[a-z]+:\/\//i.test(this.url.trim()))
  /** The URL of the bar can be saved. */
  savable = $derived(canBeTarget(this.url, app.status?.receiver.url ?? null))
  needsSecret = $derived(takesSecret(this.signing))

  /** What is written and chosen in the bar. */
  type(change: Partial<Pick<Resend, 'url' | 'signing' | 'secret'>>): void {
    Object.assign(this, change)
  }

  /** Begins to edit what the inspector shows, or goes on. */
  edit(): void {
    const shown = app.capture
    if (!shown) return
    drafts.begin(shown)
    app.open({ kind: 'edit', capture: shown.row.id })
  }

  /** Gives an edit up, until it is taken back. */
  giveUp(capture: string): void {
    const changed = drafts.of(capture)?.changed
    const back = drafts.giveUp(capture)
    if (changed) app.say(`The edit of capture #${capture} is given up; its stored bytes go again.`, false, back)
  }

  /** Saves the URL of the bar with how it is signed, and names it from now on. */
  async saveTarget(): Promise<void> {
    const typed = this.needsSecret && this.secret !== ''
    if (typed) await connect.pullSecrets()
    const place = connect.preset
    const secret = typed ? { secret: { text: this.secret, place } } : {}
    const signing = this.signing === 'as received' ? {} : { signing: this.signing }
    const row = await targets.put({ url: this.url.trim(), ...signing, ...secret }, this.refused, `Saved${typed && place === 'run' ? ', its secret only until Hooktrail ends' : ''}. Replays and rules can name it; its form is under Deliveries, Targets.`)
    if (!row) return
    this.url = row.name
    this.signing = 'as received'
    this.secret = ''
  }

  /** Sends `item` to the URL of the bar. */
  async send(item: string, vendor: boolean, confirmed = false): Promise<void> {
    const to = this.url.trim()
    if (!to || this.sending) return
    const draft = vendor ? null : drafts.of(item)
    const changed = draft?.edit()
    const went = draft?.sends()
    if (draft?.changed && !changed) return this.refused.say('The edit cannot be sent yet: one of its headers has no name and value, or its digits are no bytes.')
    remember('url', withoutSecrets(to))
    const sentTo = this.target
    this.sending = true
    const edit = changed ? { edit: changed } : {}
    const signing = this.named && this.signing === 'as received' ? {} : { signing: this.signing }
    const signed = vendor ? {} : { as: 'meta', ...signing, ...(this.needsSecret ? { secret: this.secret } : {}), ...edit }
    const sent = await this.refused.try('send', { item, to, confirmed, ...signed }, () => void this.send(item, vendor, true))
    this.sending = false
    if (!sent) return
    went?.()
    this.lastSent = sent.attempts
    this.#sentTo = sentTo
    app.wake()
  }
}

export const resend = new Resend()
