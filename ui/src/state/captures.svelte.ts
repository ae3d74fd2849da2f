// The table of captures: what is shown, in what order and how, live or held still, and what the user writes beside them.

import type { Annotate, CaptureQuery, CaptureRow, Rate, ViewRow } from '../host/contract'
import { lines } from '../lib/captures'
import { places } from '../lib/choosing'
import { USUAL, chosen, fitting, moved, rises, withOne } from '../lib/columns'
import { neighbour } from '../lib/list'
import { remember, remembered } from '../lib/memory'
import { app } from './app.svelte'
import { Filtered, type Written } from './filtered.svelte'
import { Found } from './found'
import { Pager } from './pager.svelte'
import { Latest } from './pulse'
import type { Asks } from './refused.svelte'
import { Several } from './several.svelte'
import { widths } from './widths.svelte'

const PAGE = 100
/** Other arrivals of an event that are shown under it. */
const ARRIVALS = 200
/** New ones are counted up to this. */
const COUNTED = 100
/** Rows that are looked for before somebody scrolls. */
const FILLED = 60
/** The newest that a first page looks at for sure, as the engine has it. */
const REACH = 1_024
/** Between two looks at how many came when, ms. */
const CALM = 1_000
export const SPANS = [
  { title: '10 min', ms: 600_000 },
  { title: '2 h', ms: 7_200_000 },
  { title: '24 h', ms: 86_400_000 },
] as const
const BARS = 60

/** What the table is asked for, and what stands in its field. */
export interface Asked extends Written {
  sort: string
  ascending: boolean
}

/** What asks for the arrivals of an event. */
const arrivalsOf = ({ first }: CaptureRow): CaptureQuery => ({ filter: `event:${first}`, sort: 'time', ascending: false, grouped: false, limit: ARRIVALS })

/** How wide somebody made a column, px. */
export const widthOf = (name: string) => widths.of('captures', `column.${name}`)

class Captures extends Filtered {
  sort = $state('time')
  ascending = $state(false)
  grouped = $state(remembered('captures-grouped', 'yes') === 'yes')
  names = $state.raw(remembered('captures-columns', USUAL.join(' ')).split(' '))
  columns = $derived(chosen(this.names))
  /** Room for the table, px. */
  width = $state(2_000)
  /** The columns that there is room for. */
  fits = $derived(fitting(this.columns, this.width, widthOf))

  readonly list = new Pager<CaptureQuery, CaptureRow>({
    query: () => ({ filter: this.filter, sort: this.sort, ascending: this.ascending, grouped: this.grouped, limit: PAGE }),
    pull: (query, from, limit) => app.ask('captures_list', { ...query, limit, ...(from === null ? {} : { from }) }),
    failed: app.refused,
    epoch: () => app.status?.epoch,
    page: PAGE,
    fill: FILLED,
    reach: REACH,
    newestFirst: ({ sort, ascending }) => sort === 'time' && !ascending,
    same: (row, { grouped }) => (grouped ? row.first : row.id),
    counts: (row, { grouped }) => (grouped ? row.arrivals : 1),
  })

  /** Other arrivals of the events that are open, by the first one. */
  open = $state.raw<ReadonlyMap<string, CaptureRow[]>>(new Map())
  lines = $derived(lines(this.list.rows, this.open))
  /** The row that was chosen here: of which event it is an arrival is known before it is read. */
  #picked = $state.raw<CaptureRow | null>(null)
  /** What is inspected; null where it stands nowhere and was not read yet. */
  lead = $derived([app.capture?.row, this.#picked].find((row) => row?.id === app.captureId) ?? this.lines.find(({ row }) => row.id === app.captureId)?.row ?? null)
  /** Where that stands: by itself, else as one of the arrivals that a row stands for; -1 where it does not. */
  chosen = $derived((this.lead && places(this, [this.lead]).get(this.lead)) ?? -1)
  readonly several = new Several(this)

  views = $state.raw<ViewRow[]>([])
  span = $state(Number(remembered('captures-span', String(SPANS[0].ms))))
  rate = $state.raw<Rate | null>(null)

  #latest = new Latest()
  #found = new Found('capture', 'captures', this.list)
  /** Captures that could be listed when the first page was last asked for. */
  #came = 0
  /** What is shown was asked for when this was the last one. */
  #since = '0'
  /** Up to this one it was looked for new ones, and so many were found. */
  #seen = '0'
  #fresh = 0
  #rated = 0
  #viewed = false

  pull = async (): Promise<void> => {
    if (!this.#viewed) void this.pullViews()
    const { stale } = this.list
    if (stale) this.open = new Map()
    if (!this.list.known || (app.live && this.list.atTop) || (stale && !(await this.#hold()))) await this.#first()
    else await this.#count()
    if (!this.list.stale) this.several.settle()
    await this.#reopen()
    if (Date.now() - this.#rated > CALM) void this.pullRate()
  }

  async #first(): Promise<void> {
    this.#recount((this.#since = app.status?.readTo ?? '0'))
    const read = app.status?.counts.read ?? 0
    await this.list.refresh({ arrived: read - this.#came })
    this.#came = read
    this.#found.tell(this.filter)
  }

  /** What is shown stays where it is. What was deleted may be among those that were counted. */
  async #hold(): Promise<boolean> {
    this.#recount(this.#since)
    const read = app.status?.counts.read ?? 0
    const arrived = read - this.#came
    this.#came = read
    return await this.list.hold(arrived)
  }

  #recount(since: string): void {
    this.#latest.ask('waiting')
    this.#seen = since
    this.#fresh = 0
  }

  /** How many came that are not shown, whatever the order is. */
  async #count(): Promise<void> {
    const fresh = this.#latest.ask('waiting')
    for (let on = true; on && this.#fresh < COUNTED; ) {
      const page = await app.ask('captures_list', { filter: this.filter, sort: 'time', ascending: true, grouped: false, after: this.#seen, limit: COUNTED })
      if (!fresh()) return
      const shown = new Set(this.list.rows.map(({ id }) => id))
      this.#fresh = Math.min(COUNTED, this.#fresh + page.rows.filter(({ id }) => !shown.has(id)).length)
      this.#seen = page.next ?? page.rows.at(-1)?.id ?? this.#seen
      on = page.next !== null
    }
    this.list.waiting = this.#fresh
  }

  protected override again(): void {
    this.open = new Map()
    this.several.end()
    super.again()
  }

  override get asked(): Asked {
    return { ...super.asked, sort: this.sort, ascending: this.ascending }
  }

  override restore(asked: Asked): void {
    this.sort = asked.sort
    this.ascending = asked.ascending
    this.several.end()
    super.restore(asked)
    if (!this.list.known) this.open = new Map()
  }

  /** Room for the table, px. */
  measure(width: number): void {
    this.width = width
  }

  sortBy(sort: string): void {
    if (this.sort === sort) this.ascending = !this.ascending
    else {
      this.sort = sort
      this.ascending = rises(sort)
    }
    this.again()
  }

  group(grouped: boolean): void {
    this.grouped = grouped
    remember('captures-grouped', grouped ? 'yes' : 'no')
    this.again()
  }

  /** Shows a column, or takes it away; the last one stays. */
  column(name: string, shown: boolean): void {
    const before = this.columns.map((column) => column.name)
    const names = shown ? withOne(before, name) : before.filter((other) => other !== name)
    if (names.length > 0) this.showColumns(names)
  }

  /** Puts a column one place further to the right, or to the left. */
  moveColumn(name: string, by: 1 | -1): void {
    this.showColumns(moved(this.columns.map((column) => column.name), name, by))
  }

  /** These, in this order. */
  showColumns(names: string[]): void {
    this.names = names
    remember('captures-columns', names.join(' '))
  }

  setLive(live: boolean): void {
    app.setLive(live)
    if (live) this.latest()
  }

  /** To the newest ones. */
  latest(): void {
    this.list.atTop = true
    this.list.waiting = 0
    void this.#first().catch(app.refused)
  }

  /** Opens the other arrivals of an event under it, or closes them. */
  async toggle(row: CaptureRow): Promise<void> {
    const closed = new Map(this.open)
    if (closed.delete(row.first)) this.open = closed
    else {
      const { question } = this.list
      const page = await app.try('captures_list', arrivalsOf(row))
      // What else was opened or came meanwhile stays; of another question nothing is.
      if (page && this.list.question === question) this.open = new Map(this.open).set(row.first, page.rows)
      if (page?.next) app.say(`These are the newest ${page.rows.length} of ${row.arrivals} arrivals; the filter event:${row.first} without groups shows all.`)
    }
  }

  /** Of events whose arrivals are open, those that came since. */
  async #reopen(): Promise<void> {
    const fresh = this.#latest.ask('arrivals')
    for (const row of this.open.size === 0 ? [] : this.list.rows) {
      const newest = this.open.get(row.first)?.[0]
      if (!newest || Number(newest.id) >= Number(row.id)) continue
      const { rows } = await app.ask('captures_list', arrivalsOf(row))
      if (!fresh()) return
      if (this.open.has(row.first)) this.open = new Map(this.open).set(row.first, rows)
    }
  }

  choose(row: CaptureRow): void {
    this.#picked = row
    app.inspect(row.id)
  }

  move = (by: 1 | -1): void => {
    const { lines, chosen } = this
    const next = neighbour(lines, (line) => line === lines[chosen], by)
    if (next) this.choose(next.row)
  }

  async pullRate(): Promise<void> {
    this.#rated = Date.now()
    const rate = await app.ask('captures_rate', { spanMs: this.span, bars: BARS }).catch(() => null)
    if (rate) this.rate = rate
  }

  setSpan(ms: number): void {
    this.span = ms
    remember('captures-span', String(ms))
    void this.pullRate()
  }

  async pullViews(): Promise<void> {
    const list = await app.try('views_list', { of: 'captures' })
    if (!list) return
    this.views = list.views
    this.#viewed = true
  }

  /** The saved view that is shown. */
  view = $derived(
    this.views.find(
      (view) =>
        view.filter === this.filter.trim() &&
        view.sort === this.sort &&
        view.ascending === this.ascending &&
        view.grouped === this.grouped &&
        view.columns.join(' ') === this.columns.map(({ name }) => name).join(' '),
    ) ?? null,
  )

  async keep(name: string, at: Asks): Promise<boolean> {
    const { filter, sort, ascending, grouped } = this
    return await this.#keep({ id: '', of: 'captures', name, filter, sort, ascending, grouped, columns: this.columns.map((column) => column.name) }, at)
  }

  async #keep(view: ViewRow, at: Asks = app): Promise<boolean> {
    const list = await at.try('view_put', view)
    if (!list) return false
    const name = view.name.trim()
    const before = this.views.find((known) => known.name === name)
    this.views = list.views
    if (before) app.say(`The view “${name}” is kept in place of the one before.`, false, () => void this.#keep(before))
    else app.say(`The view “${name}” is kept.`)
    return true
  }

  apply(view: ViewRow): void {
    this.text = this.filter = view.filter
    this.sort = view.sort
    this.ascending = view.ascending
    this.showColumns(view.columns)
    this.group(view.grouped)
  }

  async forget(view: ViewRow): Promise<void> {
    const list = await app.try('view_delete', { id: view.id })
    if (!list) return
    this.views = list.views
    app.say(`The view “${view.name}” is gone.`, false, () => void this.#keep(view))
  }

  /** Writes beside captures; the rows show it at once. */
  async annotate(change: Partial<Annotate> & { captures: string[] }, at: Asks = app): Promise<boolean> {
    const done = await at.try('captures_annotate', { label: [], unlabel: [], ...change })
    if (!done) return false
    const by = new Map(done.rows.map((row) => [row.id, row]))
    const fresh = (row: CaptureRow) => by.get(row.id) ?? row
    this.list.renew(done.rows)
    this.several.renew(done.rows)
    this.open = new Map([...this.open].map(([first, rows]) => [first, rows.map(fresh)]))
    app.wrote(done.rows)
    return true
  }

  async pin(row: CaptureRow): Promise<void> {
    const pinned = !row.pinned
    if (!(await this.annotate({ captures: [row.id], pinned }))) return
    app.say(pinned ? `Capture #${row.id} is pinned: pinned:yes finds it.` : `Capture #${row.id} is no longer pinned.`, false, () => void this.annotate({ captures: [row.id], pinned: !pinned }))
  }

  /** Keeps a note beside it; an empty one takes it away. */
  async note(row: CaptureRow, note: string, at: Asks): Promise<boolean> {
    const before = row.note
    if (note.trim() === before) return true
    const kept = await this.annotate({ captures: [row.id], note }, at)
    if (kept) app.say(note.trim() ? `The note of capture #${row.id} is kept.` : `The note of capture #${row.id} is gone.`, false, () => void this.annotate({ captures: [row.id], note: before }))
    return kept
  }

  async label(row: CaptureRow, label: string, at: Asks): Promise<boolean> {
    const name = label.trim()
    const done = await this.annotate({ captures: [row.id], label: [name] }, at)
    if (done && !row.labels.includes(name)) app.say(`Capture #${row.id} is labelled ${name}.`, false, () => void this.annotate({ captures: [row.id], unlabel: [name] }))
    return done
  }

  async unlabel(row: CaptureRow, label: string): Promise<void> {
    const done = await this.annotate({ captures: [row.id], unlabel: [label] })
    if (done) app.say(`The label ${label} is off capture #${row.id}.`, false, () => void this.annotate({ captures: [row.id], label: [label] }))
  }
}

export const captures = new Captures()
app.pulls.captures = captures.pull
app.moves.captures = captures.move
