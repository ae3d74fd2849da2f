// Moving through a conversation: to a message, a time, the next anomaly, what is new, its end. Keeps what was new when the
// conversation was opened, so that the line above it stays where it is while one reads.

import type { MessageRow, Timeline, TimelineItem, TimelinePlace } from '../host/contract'
import { kind } from '../lib/insights'
import { merged, neighbour } from '../lib/list'
import { app, MESSAGES } from './app.svelte'

type Find = { what: string; item?: string; at?: number; since?: string; filter?: string; text?: string; also?: boolean }

class Places {
  /** Everything newer than this capture is new on this visit; null on the first one. */
  since = $state<number | null>(null)
  /** The conversation that `since` belongs to. */
  visit = $state<string | null>(null)
  /** An item in sight, and how far below the edge it stands, px. */
  stands(item: string, top: number): void {
    this.stood = { item, top }
  }
  stood: { item: string; top: number } | null = null
  /** The field for a time is open. */
  asking = $state(false)

  /** The first message that is new on this visit. */
  firstNew = $derived.by((): string | null => {
    const timeline = app.timeline
    if (!timeline || this.since === null || this.visit !== timeline.conversation.id) return null
    const found = timeline.items.find((item) => item.type === 'message' && this.isNew(item))
    return found?.id ?? null
  })

  /** The message below the line above what is new; null while that may reach further back than what is here: the line would move. */
  line = $derived.by((): string | null => {
    const first = app.timeline?.items.find(({ type }) => type === 'message')
    return app.timeline?.older && this.firstNew === first?.id ? null : this.firstNew
  })

  /** So many items came below since the reader left the end; of what is not on the page, messages that nobody has read. */
  came = $derived.by((): number => {
    if (!app.timeline || app.end.follows) return 0
    const { items, newer, conversation } = app.timeline
    const last = items.findIndex(({ id }) => id === app.end.seen)
    // Far below what is kept on the page only unread messages are counted.
    return newer === null && last >= 0 ? items.length - 1 - last : conversation.unread
  })

  isNew(message: MessageRow): boolean {
    return message.direction === 'inbound' && Number(message.captures[0]?.captureId ?? 0) > (this.since ?? 0)
  }

  /** Called with every timeline that is shown: begins a visit, and tells what the user has seen of it. */
  shown(timeline: Timeline): void {
    // What still comes of it once it was left is not looked at.
    if (app.view !== 'conversations') return
    const { id } = timeline.conversation
    if (this.visit !== id) {
      this.visit = id
      this.since = timeline.looked === null ? null : Number(timeline.looked)
    }
    if (app.end.follows) this.sees(timeline)
  }

  /** The end of what is shown is in sight: all of it is seen. What comes below while one reads further up is not. */
  sees({ conversation: { id, unread }, newer, readTo }: Timeline): void {
    if (this.#going || app.view !== 'conversations' || unread === 0 || newer !== null || document.visibilityState !== 'visible') return
    this.#telling ??= app.try('conversation_look', { id, seen: readTo }).finally(() => (this.#telling = null))
  }
  #telling: Promise<unknown> | null = null

  /** Who looks at another view is away from the conversation too: what comes meanwhile is new. */
  left(): void {
    this.visit = null
    this.#stayed = this.chosen === app.messageId ? null : this.chosen
  }

  /** What was chosen between messages is chosen again. */
  returned(): boolean {
    const item = app.timeline?.items.find(({ id }) => id === this.#stayed)
    this.#stayed = null
    if (item) this.choose(item)
    return item !== undefined
  }
  #stayed: string | null = null

  /** Behind what is chosen. */
  async anomaly(): Promise<void> {
    const item = this.chosen
    await this.#go({ what: 'anomaly', ...(item ? { item } : {}) }, 'Nothing odd in this conversation.')
  }

  /** The item that is chosen: a message, or what stands between them until something else is chosen or inspected. */
  chosen = $derived.by((): string | null => (this.#between?.choice === app.choice ? this.#between.item : app.messageId))
  #between = $state.raw<{ item: string; choice: object } | null>(null)
  choose(item: TimelineItem): void {
    if (item.type === 'message') return app.selectMessage(item)
    if (!app.timeline || !app.opened) return
    const { items, newer } = app.timeline
    if (newer === null) app.end.chooses(items.findLastIndex(({ type }) => type === 'message') < items.indexOf(item), items.at(-1)?.id ?? null)
    // A done mark came with no capture.
    app.inspect(item.type === 'done' ? null : item.captureId)
    this.#between = { item: item.id, choice: app.choice }
  }

  /** To the message after or before what is chosen. */
  move(by: 1 | -1): void {
    const { chosen } = this
    const next = neighbour((app.timeline?.items ?? []).filter(({ type, id }) => type === 'message' || id === chosen), ({ id }) => id === chosen, by)
    if (next) this.choose(next)
  }

  async message(mid: string): Promise<void> {
    const conversation = app.timeline?.conversation
    if (!conversation) return
    await this.item(`${conversation.platform}/${conversation.account}/${mid}`)
  }

  /** To a message that nobody asked for now: says nothing. False where it is not in this conversation; throws what is refused. */
  async find(item: string): Promise<boolean> {
    return await this.#find({ what: 'message', item })
  }

  /** To the newest message of a conversation that has a word of the filter, else to its end, which is not shown before: what
      stands there would count as read. */
  async said(conversation: string, filter: string): Promise<void> {
    const find = async () => {
      const there = await this.#find({ what: 'said', filter }).catch(app.refused)
      if (!there && app.conversationId === conversation && app.timeline?.conversation.id !== conversation) await app.pullTimeline()
    }
    if (app.conversationId === conversation) await find().catch(app.refused)
    else await app.select(conversation, find)
  }

  /** To the nearest message that says a text, from what is chosen; `arrived` hears of it. False where none does; throws what is refused. */
  async saying(find: { what: 'older' | 'newer'; text: string; also: boolean }, arrived: (found: TimelinePlace) => void): Promise<boolean> {
    return await this.#find({ ...find, ...(this.chosen === null ? {} : { item: this.chosen }) }, arrived)
  }

  /** To a message by its id; false where it is not in this conversation. */
  async item(item: string): Promise<boolean> {
    return await this.#go({ what: 'message', item }, 'That message is not here.')
  }

  /** To a message in its conversation, or to the conversation alone; the capture that spoke of it stays inspected. */
  async open(conversation: string, message: string | null, capture: string): Promise<void> {
    app.show('conversations')
    await app.select(conversation)
    const there = message !== null && (await this.item(message))
    if (there && app.message?.id === message) app.selectMessage(app.message, capture)
    else if (!there) app.inspect(capture)
  }

  /** To what a capture speaks of, the first where it speaks of many. What it held is known once it was read. */
  async ofCapture(id: string): Promise<void> {
    const capture = app.capture?.row.id === id && app.capture.row.held ? app.capture : await app.try('capture_get', { id })
    if (!capture) return
    const stands = capture.signals.find(({ message }) => message !== null) ?? capture.signals.find(({ conversation }) => conversation !== null)
    if (stands?.conversation) await this.open(stands.conversation, stands.message, id)
    else if (capture.row.held === '') app.say(`Capture #${id} is still being processed: try again in a moment.`)
    else app.say(`Capture #${id} is of no conversation (${kind(capture.row.held)}).`)
  }

  /** Opens the field for a time, or closes it. */
  ask(asking: boolean): void {
    this.asking = asking
  }

  async time(at: number): Promise<void> {
    this.ask(false)
    await this.#go({ what: 'time', at }, 'Nothing was said then or later.')
  }

  /** To the line above what is new on this visit; else to what came below meanwhile. */
  async unread(): Promise<void> {
    const came = this.came > 0 ? app.timeline?.items.slice(-this.came).find(({ type }) => type === 'message') : undefined
    const { since } = this
    const here = this.visit === app.conversationId
    // On the first visit all of it was new, and what came meanwhile is newer.
    const first = here && since === null && !came
    try {
      // What is new may reach further back than what is shown.
      if (here && (since !== null || first) && (await this.#find({ what: 'unread', ...(since === null ? {} : { since: String(since) }) }))) return
    } catch (thrown) {
      return app.refused(thrown)
    }
    if (came) await this.item(came.id)
    else app.say('Nothing is new here since your last visit.')
  }

  /** To the end, and what comes is followed again. */
  async latest(): Promise<void> {
    const conversation = app.conversationId
    if (conversation === null) return
    const turn = ++this.#turn
    const end = await app.try('timeline_get', { conversation, limit: MESSAGES })
    if (!end || turn !== this.#turn || app.conversationId !== conversation) return
    app.choose(conversation)
    app.showPart(end)
    await app.pullTimeline().catch(app.refused)
  }

  /** Loads what was said before what is shown. */
  older(): Promise<void> {
    return (this.#older ??= this.#before().finally(() => (this.#older = null)))
  }
  #older: Promise<void> | null = null

  async #before(): Promise<void> {
    const shown = app.timeline
    if (!shown?.older) return
    const more = await app.try('timeline_get', { conversation: shown.conversation.id, before: shown.older, limit: MESSAGES })
    const now = app.timeline
    if (!more || now?.conversation.id !== shown.conversation.id) return
    // What arrived meanwhile may have moved the window on; after a jump it lies elsewhere.
    if (now.first !== shown.first && !now.items.some(({ id }) => id === shown.items.at(-1)?.id)) return
    app.showPart({ ...now, items: merged(more.items, merged(shown.items, now.items)), first: more.first, older: more.older })
    app.wake()
  }

  /** Loads what follows the window that is shown. */
  newer(): Promise<void> {
    return (this.#newer ??= this.#after().finally(() => (this.#newer = null)))
  }
  #newer: Promise<void> | null = null

  async #after(): Promise<void> {
    const shown = app.timeline
    if (!shown?.newer) return
    const more = await app.try('timeline_get', { conversation: shown.conversation.id, from: shown.newer, limit: MESSAGES })
    const now = app.timeline
    if (!more || now?.conversation.id !== shown.conversation.id || now.first !== shown.first) return
    app.showPart({ ...now, items: merged(now.items, merged(shown.items, more.items)), newer: more.newer })
    app.wake()
  }

  async #go(find: Find, none: string): Promise<boolean> {
    if (app.conversationId === null) return false
    try {
      const there = await this.#find(find)
      if (!there) app.say(none)
      return there
    } catch (thrown) {
      app.refused(thrown)
      return false
    }
  }

  async #find(find: Find, arrived?: (found: TimelinePlace) => void): Promise<boolean> {
    const conversation = app.conversationId
    if (conversation === null) return false
    const turn = ++this.#turn
    const { chosen } = this
    // Whoever left, or chose something else meanwhile, is not brought back.
    const elsewhere = () =>
      turn !== this.#turn || app.view !== 'conversations' || app.conversationId !== conversation || (chosen !== null && this.chosen !== chosen)
    const found = await app.ask('timeline_find', { conversation, ...find })
    if (elsewhere()) return true
    if (!found.place) return false
    // After the last comes the first again: where that is the one that is chosen, nothing seems to happen.
    if (find.what === 'anomaly' && found.item !== null && found.item === find.item) app.say('No other anomaly in this conversation.')
    const there = app.timeline?.conversation.id === conversation && app.timeline.items.some((item) => item.id === found.item)
    if (!there) {
      const around = await app.ask('timeline_get', { conversation, around: found.place, limit: MESSAGES })
      if (elsewhere()) return true
      this.#going = true
      app.showPart(around)
    }
    // Who goes through a list stays there.
    if (find.what !== 'said') app.moveIn('timeline')
    const item = app.timeline?.items.find((one) => one.id === found.item)
    if (item) this.choose(item)
    this.#focus(item?.id ?? null)
    arrived?.(found)
    return true
  }
  /** The last place that was asked for. */
  #turn = 0

  /** A part is shown whose end may be on the screen before what was gone to is. */
  #going = false
  /** What was gone to is in sight; who leaves and comes back is not taken there again. */
  arrived(): void {
    this.#going = false
    this.target = { ...this.target, item: null }
  }

  /** What should come into sight. */
  target = $state<{ item: string | null; beat: number }>({ item: null, beat: 0 })
  #focus(item: string | null): void {
    if (item === null) this.#going = false
    this.target = { item, beat: this.target.beat + 1 }
  }
}

export const places = new Places()
app.onTimeline = (timeline) => places.shown(timeline)
app.onEnd = (timeline) => places.sees(timeline)
app.onLeft = () => places.left()
app.onReturned = () => places.returned()
