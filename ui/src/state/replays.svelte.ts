// Many at once: what a replay is asked for while its dialog is open, and the replays that run or ran.

import type { ConversationRow, ReplayAttempt, ReplayAttemptQuery, ReplayPreview, ReplayQuery, ReplayRequest, ReplayResume, ReplayRow } from '../host/contract'
import { refusal } from '../host/host'
import { CALM, type Chaos, type Pace, chaosText, paceText } from '../lib/chaos'
import { rememberedUrl } from '../lib/memory'
import { app } from './app.svelte'
import { captures } from './captures.svelte'
import { unanswered } from './line.svelte'
import { Pager } from './pager.svelte'
import { type Asks, Refused } from './refused.svelte'
import { takesSecret } from './resend.svelte'
import { targets } from './targets.svelte'

/** What is sent again. */
export type What = { title: string; items: string[]; conversation?: { account: string; peer: string }; filter: string }

const SETTLED = 250
const PAGE = 200
/** Rows that are brought up to date at a time. */
const RENEWED = 1_000

class Replays {
  /** How far each is changes, also further down. */
  readonly list = new Pager<ReplayQuery, ReplayRow>({
    query: () => ({ limit: PAGE }),
    pull: (query, from, limit) => app.ask('replays_list', { ...query, limit, ...(from === null ? {} : { from }) }),
    failed: app.refused,
    epoch: () => app.status?.epoch,
    page: PAGE,
    fill: 1,
    renewed: RENEWED,
  })
  open = $state<string | null>(null)
  /** Only what was not as expected. */
  missed = $state(false)
  /** What came of the requests of the open one, in the order in which they ended. */
  readonly attempts = new Pager<ReplayAttemptQuery, ReplayAttempt & { id: string }>({
    query: () => ({ id: this.open ?? '', missed: this.missed, limit: PAGE }),
    pull: async (query, from, limit) => {
      const { rows, next, more } = await app.ask('replay_attempts', { ...query, limit, ...(from === null ? {} : { after: from }) })
      return { rows: rows.map((row) => ({ ...row, id: row.attempt.id })), next: more ? next : null, end: next }
    },
    failed: app.refused,
    epoch: () => app.status?.epoch,
    page: PAGE,
    fill: 30,
  })
  chosen = $derived(this.list.rows.find(({ id }) => id === this.open) ?? null)
  /** One was just started: it is shown, also where the list is held still. */
  #started = false

  /** The dialog, while it is open. */
  what = $state<What | null>(null)
  to = $state(rememberedUrl('url'))
  as = $state('')
  signing = $state('')
  secret = $state('')
  /** Only Meta's bytes bear its signature. What the form does not show does not go; it stays for who turns back. */
  signable = $derived(this.as === '' || this.as === 'meta')
  needsSecret = $derived(this.signable && takesSecret(this.signing))
  pace = $state<Pace>({ kind: 'fast', every: 200, factor: 1 })
  order = $state<'conversation' | 'global'>('conversation')
  concurrency = $state(8)
  expect = $state('')
  chaos = $state<Chaos>({ ...CALM })
  preview = $state.raw<ReplayPreview | null>(null)
  /** What that is of: it stays while the next one is asked for. */
  #of: ReplayRequest | null = null
  problem = $state<string | null>(null)
  starting = $state(false)

  /** The last filter that could be read: nothing is asked of one that is half written. */
  #read = $state('')
  /** What is written of the filter cannot be read, or not yet. */
  unread = $derived(this.what !== null && this.what.filter !== this.#read)

  request = $derived.by((): ReplayRequest | null => {
    if (!this.what || !this.to.trim() || this.unread) return null
    const chaos = chaosText(this.chaos)
    return {
      items: this.what.items,
      ...(this.what.conversation ? { conversation: this.what.conversation } : {}),
      filter: this.what.filter,
      limit: 0,
      to: this.to.trim(),
      ...(this.as ? { as: this.as } : {}),
      ...(this.signable && this.signing ? { signing: this.signing } : {}),
      ...(this.needsSecret && this.secret ? { secret: this.secret } : {}),
      pace: paceText(this.pace),
      order: this.order,
      ...(chaos ? { chaos } : {}),
      concurrency: this.concurrency,
      expect: this.expect.split(/\s+/).filter(Boolean),
      confirmed: false,
    }
  })

  /** Everything of a conversation again. */
  ofConversation({ account, peer, name }: ConversationRow): void {
    this.ask({ title: `the conversation with ${name ?? peer}`, items: [], conversation: { account, peer }, filter: '' })
  }

  /** What the captures' filter shows again. */
  ofFilter(): void {
    this.ask({ title: 'captures', items: [], filter: captures.filter })
  }

  ask(what: What): void {
    this.what = what
    this.read(what.filter)
    this.preview = null
    this.problem = null
    app.open({ kind: 'replay' })
    void targets.pull().catch(() => {})
  }

  /** Leaves the dialog; what is typed stays for the next one, without its secret. */
  close(): void {
    app.close()
    this.what = null
    this.secret = ''
  }

  /** What is written and chosen in the dialog. */
  type(change: Partial<Pick<Replays, 'to' | 'as' | 'signing' | 'secret' | 'order' | 'concurrency' | 'expect'>>): void {
    Object.assign(this, change)
  }

  /** How fast. */
  time(change: Partial<Pace>): void {
    Object.assign(this.pace, change)
  }

  /** With which disorder. */
  spoil(change: Partial<Chaos>): void {
    Object.assign(this.chaos, change)
  }

  /** Which captures: what is written of it. */
  narrow(filter: string): void {
    if (this.what) this.what.filter = filter
    if (filter.trim() === '') this.read(filter)
  }

  /** What is written can be read. */
  read(filter: string): void {
    this.#read = filter
  }

  #timer: ReturnType<typeof setTimeout> | null = null
  /** Asks what it would be, once the form has settled. */
  look(request: ReplayRequest | null): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    if (!request) {
      this.preview = null
      this.problem = null
      return
    }
    this.#timer = setTimeout(async () => {
      try {
        const preview = await app.ask('replay_preview', request)
        if (this.request !== request) return
        this.preview = preview
        this.#of = request
        this.problem = null
      } catch (thrown) {
        if (this.request !== request) return
        this.preview = null
        const why = refusal(thrown)
        if (why.away) app.refused(why)
        this.problem = why.away ? 'What would be sent can be counted once the program can be asked again.' : why.message
      }
    }, SETTLED)
  }

  async start(confirmed = false): Promise<void> {
    const request = this.request
    if (!request || this.starting) return
    this.starting = true
    try {
      // The seed that was shown is the one that is used, unless it is of another disorder.
      const chaos = (this.#of?.chaos === request.chaos && this.preview?.chaos) || request.chaos
      const row = await app.ask('replay_start', { ...request, ...(chaos ? { chaos } : {}), confirmed })
      this.close()
      this.open = row.id
      this.#started = true
      this.missed = false
      this.onStarted()
      app.say(`The replay sends ${row.total === 1 ? '1 request' : `${row.total} requests`} to ${row.to}.`)
      app.wake()
    } catch (thrown) {
      const why = refusal(thrown)
      if (why.code === 'confirm_host') app.agree(why.message, () => void this.start(true))
      else {
        // Why nobody was reached stands above the page.
        if (why.away) app.refused(why)
        this.problem = why.away ? unanswered(why) : why.message
      }
    } finally {
      this.starting = false
    }
  }

  /** The view that shows replays sets it. */
  onStarted: () => void = () => {}

  async pull(): Promise<void> {
    await this.list.follow(app.live, { anew: this.#started })
    this.#started = false
    const { attempts } = this
    // After a deletion what is gone goes from where it stood, and nothing moves.
    if (this.open !== null && !(attempts.known && attempts.stale && (await attempts.hold()))) await attempts.refresh()
  }

  /** Shows only what was not as expected, or all. */
  only(missed: boolean): void {
    this.missed = missed
    app.wake()
  }

  select(id: string): void {
    this.open = id
    this.refused.clear()
    app.wake()
  }

  /** Why the open one was not paused, resumed or cancelled. */
  readonly refused = new Refused()

  async pause(row: ReplayRow): Promise<void> {
    if (await this.refused.try('replay_pause', { id: row.id })) this.#done(row, 'is paused')
  }
  /** `again`: what is not kept of it. */
  async resume(row: ReplayRow, again: Pick<ReplayResume, 'to' | 'secret'> = {}, at: Asks = this.refused, confirmed = false): Promise<void> {
    const request = { id: row.id, ...again, confirmed }
    if (await at.try('replay_resume', request, () => void this.resume(row, again, at, true))) this.#done(row, 'goes on')
  }
  async cancel(row: ReplayRow): Promise<void> {
    if (await this.refused.try('replay_cancel', { id: row.id })) this.#done(row, 'is cancelled; what it sent stays listed')
  }

  /** Says so wherever one is; the palette names replays in every view. */
  #done(row: ReplayRow, what: string): void {
    app.say(`The replay of ${row.what} to ${row.to} ${what}.`)
    app.wake()
  }
}

export const replays = new Replays()
