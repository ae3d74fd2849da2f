// A list that comes page by page: what is shown of it, which question that answers, where it goes on, and what a fresh look
// makes of it. Knows no list: how a page is asked for comes from its owner, who also says when to look again.

import { Latest } from './pulse'

/** So many rows are asked for at once to see which of those that are shown are still there. */
const MOST = 1_000
/** So many times it is looked on for what is held still; then more came than anybody waits for. */
const LOOKS = 20

export interface Page<R> {
  rows: R[]
  /** Where it goes on; null: everything was looked at. */
  next: string | null
  /** How many there are; of a first page. */
  total?: number
  /** At least so many: not all were looked at. */
  more?: boolean
  /** Where it goes on once more has come, in a list that grows at its end. */
  end?: string
}

export interface Kind<Q, R> {
  /** What is asked for now. */
  query: () => Q
  pull: (query: Q, from: string | null, limit: number) => Promise<Page<R>>
  /** Looking on was refused. */
  failed: (thrown: unknown) => void
  /** Rows of a page. */
  page: number
  /** Rows that fill the view: with fewer it is looked on. */
  fill: number
  /** What comes stands first. */
  newestFirst?: (query: Q) => boolean
  /** So many of those that came last are looked at by a first page for sure, however slow the filter is. */
  reach?: number
  /** So many of the rows that are shown are brought up to date, because what they say changes; else those of the first page. */
  renewed?: number
  /** Another one: what is shown counts no more. */
  epoch?: () => number | undefined
  /** For how many a row stands in the total; else for one. */
  counts?: (row: R, query: Q) => number
  /** What a row is, also once it stands elsewhere. */
  same?: (row: R, query: Q) => string
  /** Where it stands: another one when it has moved. */
  place?: (row: R) => unknown
}

export class Pager<Q, R extends { id: string }> {
  rows = $state.raw<R[]>([])
  next = $state<string | null>(null)
  total = $state(0)
  /** At least so many: not all were looked at. */
  more = $state(false)
  /** It is looked on for further ones. */
  searching = $state(false)
  /** New ones that a look found while nothing was to move. */
  waiting = $state(0)

  /** Whether the first ones are on the screen: what arrives moves nothing that somebody looks at. */
  atTop = true

  /** The question that the rows answer. */
  #of = $state<string | null>(null)
  #end: string | null = null
  /** What is shown counts no more, though it is what was asked for. */
  #stale = false
  #epoch: number | undefined
  /** Rows that stand where they stood and belong elsewhere. */
  #moved = new Set<string>()
  #walking = false
  /** So much came in all, and of that when what is shown was asked for. */
  #arrived = 0
  #reached = 0
  #latest = new Latest()

  constructor(private readonly kind: Kind<Q, R>) {}

  /** The question that the rows answer: another text is another one. */
  get question(): string | null {
    return this.#of
  }

  /** Rows of a page. */
  get page(): number {
    return this.kind.page
  }

  /** What the rows answer. */
  get asked(): Q | null {
    return this.#of === null ? null : (JSON.parse(this.#of) as Q)
  }

  /** What is shown answers what is asked for now. */
  get known(): boolean {
    return this.#of === JSON.stringify(this.kind.query())
  }

  /** What is shown counts no more, though it may answer what is asked for. */
  get stale(): boolean {
    return this.#stale || (this.#epoch !== undefined && this.kind.epoch?.() !== this.#epoch)
  }

  /** What stands where no rows are: nothing fits only once everything was looked at; `stopped`: looking on was refused. */
  get state(): 'rows' | 'opening' | 'looking' | 'stopped' | 'none' {
    if (this.rows.length > 0) return 'rows'
    if (this.#of === null) return 'opening'
    if (!this.known || this.searching) return 'looking'
    return this.next === null ? 'none' : 'stopped'
  }

  /** Looks at the first page again; `arrived`: so much came since the last time; `anew`: what is shown counts no more. True
      when it answers another question than the one before. */
  async refresh({ arrived = 0, anew = false } = {}): Promise<boolean> {
    const query = this.kind.query()
    const key = JSON.stringify(query)
    const fresh = this.#latest.ask('first')
    this.#stale = this.stale || anew
    this.#epoch = this.kind.epoch?.()
    this.#arrived += arrived
    const asked = this.#of === key
    const same = asked && !this.#stale
    if (same && this.#end !== null) {
      if (this.next === null) await this.#onward(query, this.#end, fresh)
      return false
    }
    const upTo = this.#arrived
    const page = await this.kind.pull(query, null, this.#limit())
    if (!fresh() || !this.#asks(key)) return false
    const shown = same ? this.#joined(page, query, upTo) : page
    if (shown) {
      this.#latest.ask('walk')
      this.#walking = false
      this.#show(shown, page, key, upTo)
    } else if (!this.#walking) void this.#walk(query, key, page, upTo)
    return !asked
  }

  /** Looks on behind what is shown, until that can be put before it or in its place. */
  async #walk(query: Q, key: string, page: Page<R>, upTo: number): Promise<void> {
    const fresh = this.#latest.ask('walk')
    this.#walking = true
    try {
      for (;;) {
        const { rows, next } = await this.kind.pull(query, page.next, this.kind.page)
        if (!fresh() || !this.#asks(key)) return
        page = { ...page, rows: [...page.rows, ...rows], next }
        const shown = this.#joined(page, query, upTo)
        if (shown) return this.#show(shown, page, key, upTo)
      }
    } catch (thrown) {
      this.kind.failed(thrown)
    } finally {
      if (fresh()) this.#walking = false
    }
  }

  /** Follows what comes, or holds still: when the list is paused, and while somebody reads further down. */
  async follow(live: boolean, { arrived = 0, anew = false } = {}): Promise<void> {
    // The very first look may come before the epoch is known.
    this.#epoch ??= this.kind.epoch?.()
    const moves = !this.known || anew || (live && this.atTop)
    if (!moves && this.stale && (await this.hold(arrived))) return
    if (moves || this.stale) return void (await this.refresh({ arrived: moves ? arrived : 0, anew }))
    this.#arrived += arrived
    await this.look()
  }

  /** Takes out what is gone once what is shown counts no more, and moves nothing: what came is counted. False where nothing of
      it is left, or too much came: it is to be asked for anew. */
  async hold(arrived = 0): Promise<boolean> {
    const query = this.kind.query()
    const key = JSON.stringify(query)
    const fresh = this.#latest.ask('first')
    this.#stale = this.stale
    this.#epoch = this.kind.epoch?.()
    this.#arrived += arrived
    this.#latest.ask('walk')
    this.#walking = false
    const first = await this.kind.pull(query, null, Math.max(this.kind.page, Math.min(MOST, this.rows.length + this.#arrived - this.#reached)))
    let { rows, next } = first
    for (let looks = 0; fresh() && this.#asks(key) && next !== null && !this.#covers(rows, query); looks += 1) {
      if (looks === LOOKS) return false
      const page: Page<R> = await this.kind.pull(query, next, MOST)
      rows = [...rows, ...page.rows]
      next = page.next
    }
    // Whoever asked later sees to it.
    if (!fresh() || !this.#asks(key)) return true
    const kept = this.#still(rows, query)
    if (kept.length === 0) return false
    this.waiting = this.#new(rows, query)
    this.rows = kept
    this.#stale = false
    this.more = first.more ?? false
    this.total = first.total ?? 0
    this.#count()
    this.#fill()
    return true
  }

  /** Whether the top is on the screen; true when it has come there. */
  reads(top: boolean): boolean {
    const came = top && !this.atTop
    this.atTop = top
    return came
  }

  /** Brings rows up to date where they stand, and counts what is new: nothing moves. */
  async look(): Promise<void> {
    if (!this.known) return void (await this.refresh())
    const query = this.kind.query()
    const fresh = this.#latest.ask('first')
    const page = await this.kind.pull(query, null, this.#limit())
    if (!fresh() || !this.known) return
    this.waiting = this.#new(page.rows, query)
    this.renew(page.rows)
  }

  /** These rows as they are now, where they stand. */
  renew(rows: R[]): void {
    const now = new Map(rows.map((row) => [row.id, row]))
    this.rows = this.rows.map((row) => {
      const fresh = now.get(row.id) ?? row
      if (this.#place(fresh) !== this.#place(row)) this.#moved.add(row.id)
      return fresh
    })
  }

  /** Looks on until there is something to see, nothing is left, or something else is asked for. */
  async older(): Promise<void> {
    const query = this.kind.query()
    const key = JSON.stringify(query)
    if (this.searching || this.#of !== key) return
    let well = true
    this.searching = true
    try {
      for (let found = 0; found < this.kind.fill && this.next !== null; ) {
        const from = this.next
        const page = await this.kind.pull(query, from, this.kind.page)
        if (this.#of !== key || !this.#asks(key) || this.next !== from) break
        found += this.#append(page, query)
      }
    } catch (thrown) {
      well = false
      this.kind.failed(thrown)
    } finally {
      this.searching = false
    }
    if (well) this.#fill()
  }

  /** A first page, or what it made of the rows; what came later than `upTo` is not in it. */
  #show({ rows, next }: { rows: R[]; next: string | null }, page: Page<R>, key: string, upTo: number): void {
    this.rows = rows
    this.next = next
    this.#of = key
    this.#end = page.end ?? null
    this.#stale = false
    this.#reached = upTo
    this.#moved.clear()
    this.waiting = 0
    this.more = page.more ?? false
    this.total = page.total ?? 0
    this.#count()
    this.#fill()
  }

  /** What is shown, with a fresh first page of what came up to then before it; null when that has to be longer, because something could be missing between. */
  #joined(page: Page<R>, query: Q, upTo: number): { rows: R[]; next: string | null } | null {
    if (page.next === null) return page
    if (this.kind.newestFirst?.(query) ?? true) {
      const { at, from } = this.#met(page.rows, query)
      const stopped = page.rows.length < this.kind.page && upTo - this.#reached <= (this.kind.reach ?? 0)
      const [known, fresh] = [this.rows, page.rows].map((rows) => new Set(rows.map((row) => this.#same(row, query))))
      // It reaches beyond what is shown: what of that is not in it fits no more.
      if (from >= 0 && page.rows.slice(from + 1).some((row) => !known?.has(this.#same(row, query)))) return page
      if (from >= 0 || stopped) return { rows: [...page.rows, ...this.rows.slice(at + 1).filter((row) => !fresh?.has(this.#same(row, query)))], next: this.next }
    }
    return page.rows.length >= Math.min(this.kind.fill, this.rows.length) ? page : null
  }

  /** The last of fresh rows that stands where it stood: its place among the fresh and the shown ones, or -1. */
  #met(fresh: R[], query: Q): { from: number; at: number } {
    const shown = new Map(this.rows.map((row, at) => [this.#same(row, query), { at, row }]))
    const from = fresh.findLastIndex((row) => {
      const was = shown.get(this.#same(row, query))?.row
      return was !== undefined && this.#place(was) === this.#place(row) && !this.#moved.has(was.id)
    })
    const met = fresh[from]
    return { from, at: (met && shown.get(this.#same(met, query))?.at) ?? -1 }
  }

  /** How many fresh rows stand before or among what is shown and are not shown. */
  #new(fresh: R[], query: Q): number {
    const shown = new Set(this.rows.map((row) => this.#same(row, query)))
    const last = this.#met(fresh, query).from
    return fresh.slice(0, last + 1 || fresh.length).filter((row) => !shown.has(this.#same(row, query))).length
  }

  /** Whether fresh rows reach as far as what is shown: what of that is not among them is gone. */
  #covers(fresh: R[], query: Q): boolean {
    const there = new Set(fresh.map((row) => this.#same(row, query)))
    const { from, at } = this.#met(fresh, query)
    return from >= 0 && this.rows.slice(at + 1).filter((row) => !there.has(this.#same(row, query))).length <= fresh.length - from - 1
  }

  /** What is shown and is still there, each where it stands. */
  #still(fresh: R[], query: Q): R[] {
    const now = new Map(fresh.map((row) => [this.#same(row, query), row]))
    return this.rows.flatMap((row) => {
      const one = now.get(this.#same(row, query))
      if (one && this.#place(one) !== this.#place(row)) this.#moved.add(one.id)
      return one ? [one] : []
    })
  }

  async #onward(query: Q, end: string, fresh: () => boolean): Promise<void> {
    const page = await this.kind.pull(query, end, this.kind.page)
    if (fresh() && this.known && this.next === null) this.#append(page, query)
    this.#fill()
  }

  #append(page: Page<R>, query: Q): number {
    const known = new Set(this.rows.map((row) => this.#same(row, query)))
    const rows = page.rows.filter((row) => !known.has(this.#same(row, query)))
    if (rows.length > 0) this.rows = [...this.rows, ...rows]
    this.next = page.next
    this.#end = page.end ?? this.#end
    this.#count()
    return rows.length
  }

  #count(): void {
    const query = this.asked
    if (!this.more || query === null) return
    const counted = this.rows.reduce((sum, row) => sum + (this.kind.counts?.(row, query) ?? 1), 0)
    this.total = this.next === null ? counted : Math.max(this.total, counted)
    this.more = this.next !== null
  }

  #fill(): void {
    if (this.known && this.next !== null && this.rows.length < this.kind.fill) void this.older()
  }

  #limit(): number {
    // Rows that answer another question say nothing of how many are wanted.
    return Math.max(this.kind.page, this.known ? Math.min(this.rows.length, this.kind.renewed ?? 0) : 0)
  }

  #same(row: R, query: Q): string {
    return this.kind.same?.(row, query) ?? row.id
  }

  #place(row: R): unknown {
    return this.kind.place?.(row) ?? row.id
  }

  #asks(key: string): boolean {
    return JSON.stringify(this.kind.query()) === key
  }
}
