// Everything the page shows, and the only place that changes it. Word of changes wakes it; it pulls what is on the
// screen. A later answer never loses against an earlier one, and nothing that arrives moves the selection.

import type { AttemptQuery, AttemptRow, CaptureRow, EventList, MessageRow, Status, Timeline } from '../host/contract'
import { type Answer, type Command, type Host, type Request, refusal } from '../host/host'
import type { Capture } from '../lib/captures'
import { renewed } from '../lib/list'
import { painted } from '../lib/painted'
import { Skim } from '../lib/skim'
import { toldBy } from '../lib/told'
import { Arrivals } from './arrivals'
import { End } from './end.svelte'
import { Line } from './line.svelte'
import { Pager } from './pager.svelte'
import { Latest, Pulse } from './pulse'
import type { Dialog, Pane, Tab, View } from './views'

/** At most so many pulls a second, however fast captures come. */
const CALM = 120
const PAGE = 200
/** Messages that are asked for at once; a conversation opens with half of them: a screen and more, and each takes WebKit some milliseconds. */
export const MESSAGES = 40
/** For somebody who reads further up so many are kept, with what came below; what comes after that waits. */
const KEPT = 200
/** What was inspected before stays in sight so long while the next one is read, ms: shorter is a flicker. */
const PATIENCE = 200

class App extends Line {
  #looked = () => {}
  view = $state<View>('conversations')
  tab = $state<Tab>('summary')
  pane = $state<Pane>('list')
  dialog = $state.raw<Dialog | null>(null)
  /** What is asked above everything, also above a dialog: whether customers' data may go to a host, and what happens then. */
  asked = $state.raw<{ message: string; again: () => void } | null>(null)

  status = $state.raw<Status | null>(null)
  /** The views whose first answer is there. */
  known = $state.raw<ReadonlySet<View>>(new Set())
  /** Lists follow what comes; else they are held still, and say what is new. */
  live = $state(true)

  conversationId = $state<string | null>(null)
  timeline = $state.raw<Timeline | null>(null)
  messageId = $state<string | null>(null)
  readonly end = new End()

  /** What the inspector is to show: a capture, by itself or as one of a message. Written by `inspect` only. */
  inspected = $state.raw<{ capture: string; message: string | null } | null>(null)
  captureId = $derived(this.inspected?.capture ?? null)
  /** Another one whenever something is chosen or inspected. */
  choice = $state.raw({})
  capture = $state.raw<Capture | null>(null)
  /** Why that could not be shown when it was last asked for. */
  unread = $state<string | null>(null)
  events = $state.raw<EventList | null>(null)
  /** Why what was sent of it could not be listed when it was last asked for. */
  unlisted = $state<string | null>(null)
  /** What was sent of it and its events. */
  readonly sent = new Pager<AttemptQuery, AttemptRow>({
    query: () => ({ items: this.#items, limit: PAGE }),
    pull: async (query, from) => {
      const { attempts, next } = await this.ask('attempts_list', { ...query, ...(from === null ? {} : { from }) })
      return { rows: attempts, next }
    },
    failed: (thrown) => this.refused(thrown),
    page: PAGE,
    fill: 1,
  })
  #items = $state.raw<string[]>([])
  /** The text of the capture that caused the open vendor event, when it is another one. */
  source = $state.raw<{ id: string; text: string | null } | null>(null)
  /** The vendor event that is open in each vendor's tab. */
  eventId = $state<string | null>(null)
  event = $derived(this.events?.events.find(({ id }) => id === this.eventId) ?? null)

  /** Hears of every timeline that is shown. */
  onTimeline: ((timeline: Timeline) => void) | null = null
  /** Hears that the end of what is shown is in sight. */
  onEnd: ((timeline: Timeline) => void) | null = null
  /** Called when conversations are left for another view. */
  onLeft: (() => void) | null = null
  /** Chooses again what stood between messages; false where that was none. */
  onReturned: (() => boolean) | null = null
  /** What a view pulls beyond that, while it is on the screen; its own state says. */
  readonly pulls: Partial<Record<View, () => Promise<void>>> = {}
  /** How a view with a state of its own moves its selection. */
  readonly moves: Partial<Record<View, (by: 1 | -1) => void>> = {}

  #shown = false
  #pulse = new Pulse((asked) => this.refresh(asked), CALM)
  #skim = new Skim()
  /** Conversations take longer to open, and more so while much comes. */
  #passing = new Skim()
  #arrivals = new Arrivals((words) => this.tell(words))
  #latest = new Latest()

  /** The message that is selected in the timeline. */
  message = $derived.by((): MessageRow | null => {
    const found = this.timeline?.items.find((item) => item.type === 'message' && item.id === this.messageId)
    return found?.type === 'message' ? found : null
  })

  /** Asks nothing yet: the first view may be another one. */
  start(host: Host): void {
    this.follow(host, () => this.#pulse.beat())
  }

  /** Somebody is at the keys: what comes meanwhile waits a moment. `at`: when it was pressed, ms. */
  key(at: number): void {
    this.#pulse.key()
    this.point(at)
  }

  /** A pointer went down at that time, ms. */
  point(at: number): void {
    this.#skim.press(at)
    this.#passing.press(at)
  }

  /** Pulls soon, because of what was just done. */
  wake(): void {
    this.#pulse.now()
  }

  /** Until what is on the screen was asked for once, and is there or refused. */
  readonly first = new Promise<void>((done) => (this.#looked = done))

  /** Pulls what is on the screen; what came by itself moves nothing while keys pass over it. */
  async refresh(asked = true): Promise<void> {
    let view = this.view
    try {
      const status = this.ask('status_get', {} as never).then((now) => {
        this.status = now
        this.#arrivals.see(now.counts.captures)
      })
      // How much came says how a list is brought up to date; the very first look at conversations needs nothing of that.
      if (this.status || view !== 'conversations') {
        await status
        view = this.view
      }
      const reading = view === 'conversations'
      const passing = this.#skim.resting || this.#passing.resting
      const still = passing && !asked
      if (still) this.#pulse.beat()
      await Promise.all([
        status,
        // What is passed over is not to be opened.
        reading && !still && !this.#passing.resting && this.pullTimeline(),
        (reading || view === 'captures') && !passing && this.pullInspector(),
        !still && this.pulls[view]?.(),
      ])
      this.reached()
      if (!this.known.has(view)) this.known = new Set([...this.known, view])
      // `make bench-ui` reads the mark.
      if (!this.#shown) painted(() => performance.mark('shown'))
      this.#shown = true
    } catch (thrown) {
      this.missed(refusal(thrown))
    } finally {
      this.#looked()
    }
  }

  async pullTimeline(): Promise<void> {
    const conversation = this.conversationId
    if (conversation === null) {
      this.timeline = null
      return
    }
    const fresh = this.#latest.ask('timeline')
    const shown = this.timeline?.conversation.id === conversation ? this.timeline : null
    const length = shown?.items.length ?? 0
    // Somebody who reads further up stays there.
    const ended = this.end.follows
    const from = shown && (shown.newer || !ended) ? shown.first : null
    const window = from ? { from, limit: Math.max(shown?.newer ? 0 : KEPT, length) } : { limit: shown ? Math.min(KEPT, Math.max(MESSAGES, length)) : MESSAGES / 2 }
    const timeline = await this.#found('timeline_get', { conversation, ...window })
    if (!fresh()) return
    // Also somebody who went up meanwhile.
    if (shown && !from && ended && !this.end.stays()) return this.wake()
    this.timeline = timeline && shown ? { ...timeline, items: renewed(shown.items, timeline.items) } : timeline
    if (timeline) this.onTimeline?.(timeline)
    else this.conversationId = null
    const last = this.view === 'conversations' && this.messageId === null && timeline?.items.findLast((item) => item.type === 'message')
    if (last && last.type === 'message') this.selectMessage(last)
  }

  /** Shows another part of the conversation; an answer that is still under way does not undo it. */
  showPart(timeline: Timeline): void {
    this.#latest.ask('timeline')
    this.timeline = timeline
    this.onTimeline?.(timeline)
  }

  /** Whether the end is on the screen; that of one that was left says nothing. */
  reads(atEnd: boolean): void {
    if (!this.opened) return
    this.end.looks(atEnd, this.#last?.id ?? null)
    if (atEnd && this.timeline) this.onEnd?.(this.timeline)
  }
  /** The last item of the conversation, where that is shown. */
  get #last() {
    return this.timeline?.newer === null ? this.timeline.items.at(-1) : undefined
  }

  /** The capture in the inspector, what the vendors would have sent, what was sent. */
  pullInspector(): Promise<void> {
    return (this.#inspecting = this.#pullInspector())
  }
  #inspecting = Promise.resolve()

  async #pullInspector(): Promise<void> {
    const fresh = this.#latest.ask('inspector')
    const inspected = this.inspected
    if (inspected === null) {
      this.capture = null
      this.events = null
      this.#answered = null
      return
    }
    const { capture: id, message } = inspected
    if (this.capture?.row.id !== id) await this.#skim.rest()
    // A later question is under way: whoever waits for this one waits for its answer.
    if (!fresh()) return await this.#inspecting
    const late = setTimeout(() => this.inspected === inspected && this.#only(id), PATIENCE)
    // A body does not change: what has it goes on with it.
    const known = this.capture?.row.id === id ? this.capture : null
    const [detail, body, events] = await Promise.all([
      this.#found('capture_get', { id }),
      known ?? this.#found('capture_body', { id }),
      this.#found('events_list', message ? { message } : { capture: id }),
    ])
      .catch((thrown: unknown) => {
        if (fresh()) {
          this.unread = refusal(thrown).message
          this.#only(id)
        }
        throw thrown
      })
      .finally(() => clearTimeout(late))
    let unlisted: unknown = null
    if (fresh()) {
      this.#items = [id, ...(events?.events.map((event) => event.id) ?? [])]
      await this.sent.refresh().catch((thrown: unknown) => (unlisted = thrown))
    }
    if (!fresh()) return await this.#inspecting
    this.unread = null
    this.unlisted = unlisted === null ? null : refusal(unlisted).message
    const capture = detail && body && { ...detail, ...body }
    this.capture = capture
    this.events = events
    this.#answered = inspected
    if (!capture) this.inspect(null)
    if (unlisted !== null) throw unlisted
  }

  /** Another one in its place would pass for it. */
  #only(id: string): void {
    if (this.capture?.row.id === id) return
    this.capture = null
    this.events = null
  }

  /** Something was written beside these captures. */
  wrote(rows: CaptureRow[]): void {
    const row = rows.find(({ id }) => id === this.capture?.row.id)
    if (!this.capture || !row) return
    this.capture = { ...this.capture, row }
    // What was asked for before does not know of it.
    void this.pullInspector().catch(this.refused)
  }

  /** Where conversations are shown, the one that is chosen is. */
  get opened(): boolean {
    return this.view !== 'conversations' || this.timeline === null || this.timeline.conversation.id === this.conversationId
  }

  /** What the inspector shows is what it is to show. */
  get settled(): boolean {
    return this.inspected === this.#answered
  }
  #answered = $state.raw<typeof this.inspected>(null)

  /** Until the inspector shows what it is to show, or cannot. */
  async inspecting(): Promise<void> {
    await this.#inspecting.catch(() => {})
  }

  async pullSource(id: string): Promise<void> {
    const fresh = this.#latest.ask('source')
    const body = this.source?.id === id ? undefined : await this.#found('capture_body', { id }).catch(() => undefined)
    if (body !== undefined && fresh()) this.source = { id, text: body?.text ?? null }
  }

  /** An answer, or null when it is gone; other refusals go on. */
  async #found<C extends Command>(command: C, request: Request<C>): Promise<Answer<C> | null> {
    try {
      return await this.ask(command, request)
    } catch (thrown) {
      const why = refusal(thrown)
      if (why.code === 'not_found') return null
      throw why
    }
  }

  setLive(live: boolean): void {
    this.live = live
    this.wake()
  }

  show(view: View): void {
    // What is chosen in a view is what the inspector shows beside it.
    const message = view === 'conversations' && view !== this.view && !this.onReturned?.() ? this.message : null
    if (view === 'captures' && this.inspected?.message) this.inspect(this.inspected.capture)
    if (message && message.id !== this.inspected?.message) this.selectMessage(message)
    if (this.view === 'conversations' && view !== this.view) this.onLeft?.()
    this.view = view
    this.wake()
  }

  /** The pane that `j` and `k` move in. */
  moveIn(pane: Pane): void {
    this.pane = pane
  }

  showTab(tab: Tab): void {
    this.tab = tab
  }

  /** The vendor event that the tabs open. */
  openEvent(id: string | null): void {
    this.eventId = id
  }

  open(dialog: Dialog): void {
    this.dialog = dialog
  }

  /** Leaves the dialog. */
  close(): void {
    this.dialog = null
  }

  /** Asks whether it may be done; `again` does it. */
  agree(message: string, again: () => void): void {
    this.asked = { message, again }
  }

  /** The answer to what is asked. */
  answer(agreed: boolean): void {
    const again = this.asked?.again
    this.asked = null
    if (agreed) again?.()
  }

  /** What is chosen; what is shown of it comes with the next look. */
  choose(conversation: string | null, message: string | null = null): void {
    // What was asked for before does not come in its place.
    this.#latest.ask('timeline')
    this.choice = {}
    this.conversationId = conversation
    this.messageId = message
    this.end.reach()
  }

  /** Chooses a conversation and opens it, unless another one is chosen before its keys pause. */
  async select(conversation: string, open = () => this.pullTimeline()): Promise<void> {
    if (this.conversationId === conversation) return
    this.choose(conversation)
    const still = () => this.conversationId === conversation
    this.opening = this.#passing.rest().then(() => (still() ? this.#passing.timed(open) : undefined)).catch(this.refused)
    await this.opening
  }
  /** Until the conversation that was chosen last is shown, or cannot be. */
  opening = Promise.resolve()

  selectMessage(message: MessageRow, captureId = toldBy(message)): void {
    if (!this.opened) return
    this.messageId = message.id
    const last = this.#last && this.timeline?.items.findLast(({ type }) => type === 'message')
    if (last) this.end.chooses(last.id === message.id, this.#last?.id ?? null)
    this.inspect(captureId ?? null, message.id)
  }

  inspect(capture: string | null, message: string | null = null): void {
    this.choice = {}
    this.inspected = capture === null ? null : { capture, message }
    this.eventId = null
    this.unread = null
    void this.pullInspector().catch(this.refused)
  }

  /** To the next or previous thing of the pane that has the keyboard. */
  move(by: 1 | -1): void {
    this.moves[this.view]?.(by)
  }
}

export const app = new App()
