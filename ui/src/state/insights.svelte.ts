// What the Insights view shows: the counts, and what is behind the mark that was chosen. Pulled only while it is on the
// screen, and less often than what follows each event: counting looks at many messages.

import type { InsightMarkQuery, InsightQuery, InsightRow, Insights } from '../host/contract'
import { fileOf, filterOf, span } from '../lib/insights'
import { remember, remembered } from '../lib/memory'
import { app } from './app.svelte'
import { Pager } from './pager.svelte'
import { places } from './places.svelte'
import { type Begin, timeRules } from './timerules.svelte'

const DAY = 86_400_000
export const PERIODS = [
  { word: 'day', title: 'Last 24 hours', ms: DAY },
  { word: 'week', title: 'Last 7 days', ms: 7 * DAY },
  { word: 'month', title: 'Last 30 days', ms: 30 * DAY },
  { word: 'all', title: 'All', ms: null },
  { word: 'own', title: 'From … until …', ms: null },
] as const
export const WAITS = [60_000, 600_000, 3_600_000, 86_400_000] as const

/** From the first time, up to before the second, epoch ms; null: open. */
export interface Between {
  from: number | null
  until: number | null
}
const written = ({ from, until }: Between) => `${from ?? ''},${until ?? ''}`
function read(text: string): Between {
  const [from = null, until = null] = text.split(',').map((at) => (/^\d+$/.test(at) ? Number(at) : null))
  return { from, until }
}

/** What of it is in the period: the first and the last bar reach beyond. */
function within(period: InsightQuery, of: Partial<InsightQuery>): InsightQuery {
  const from = Math.max(period.from ?? -Infinity, of.from ?? -Infinity)
  const until = Math.min(period.until ?? Infinity, of.until ?? Infinity)
  return { ...period, ...of, ...(from > -Infinity ? { from } : {}), ...(until < Infinity ? { until } : {}) }
}

/** A mark, and what to call it. */
export interface Chosen {
  title: string
  query: Omit<InsightMarkQuery, 'limit' | 'of' | 'from'> & { of: Partial<InsightQuery> }
}

/** Between two counts that nobody asked for, ms. */
const CALM = 2_000
const PAGE = 200
/** Rows behind a mark that are brought up to date at a time. */
const RENEWED = 1_000

export const PARTS = ['counts', 'rules'] as const
export type Part = (typeof PARTS)[number]

class State {
  part = $state<Part>('counts')
  period = $state(remembered('insights-period', 'week'))
  /** The times of a period of one's own. */
  between = $state.raw<Between>(read(remembered('insights-between', '')))
  waiting = $state(Number(remembered('insights-waiting', '600000')))
  /** `platform/account`, or all. */
  of = $state('')
  counts = $state.raw<Insights | null>(null)
  /** What they were counted of. */
  #counted = $state<string | null>(null)
  chosen = $state.raw<Chosen | null>(null)
  /** What is behind the chosen mark. Chosen again, it is looked for anew: the picture may be another one by then. */
  readonly behind = new Pager<{ turn: number; mark: Chosen['query'] | null }, InsightRow>({
    query: () => ({ turn: this.#turn, mark: this.chosen?.query ?? null }),
    pull: async ({ mark }, from, limit) => {
      if (!mark) return { rows: [], next: null }
      return await app.ask('insights_rows', { ...mark, of: within(this.#query(), mark.of), limit, ...(from === null ? {} : { from }) })
    },
    failed: app.refused,
    epoch: () => app.status?.epoch,
    page: PAGE,
    fill: 1,
    renewed: RENEWED,
  })
  #turn = 0
  /** The row that was opened last: keys go on from there when one comes back. */
  opened = $state<string | null>(null)

  #last = 0
  #again: ReturnType<typeof setTimeout> | undefined
  #asked = 0

  #query(): InsightQuery {
    const slash = this.of.indexOf('/')
    return {
      waitingMs: this.waiting,
      ...this.#window(),
      ...(slash < 0 ? {} : { platform: this.of.slice(0, slash), account: this.of.slice(slash + 1) }),
    }
  }

  #window(): Pick<InsightQuery, 'from' | 'until'> {
    const length = PERIODS.find(({ word }) => word === this.period)?.ms ?? null
    const { from, until } = this.period === 'own' ? this.between : { from: length === null ? null : Date.now() - length, until: null }
    return { ...(from === null ? {} : { from }), ...(until === null ? {} : { until }) }
  }

  /** What is counted, but for the time that goes on. */
  get #choice(): string {
    return [this.period, ...(this.period === 'own' ? [written(this.between)] : []), this.waiting, this.of].join(' ')
  }

  /** What is shown was counted of something else than what is chosen now. */
  get superseded(): boolean {
    return this.counts !== null && this.#counted !== this.#choice
  }

  /** Nothing is left out by what was chosen. */
  get everything(): boolean {
    return this.of === '' && this.period === 'all'
  }

  /** What is counted, for those who take its rows away: a filter, and what to call the file. */
  rowsOf(of: string): { of: string; filter: string; name: string } {
    const query = this.#query()
    return { of, filter: filterOf(query), name: fileOf(of, query, Date.now()) }
  }

  show(part: Part): void {
    // Who comes back finds what was open.
    if (part !== this.part) this.choose(null)
    this.part = part
    app.show('insights')
  }

  /** To a rule of time, and what it has fired for. */
  showRule(rule: string): void {
    this.show('rules')
    timeRules.choose(rule)
  }

  /** To the form of a rule that tells of what is looked at here. */
  tellMe(begin: Partial<Begin> = {}): void {
    this.show('rules')
    timeRules.make({ after: span(this.waiting), ...begin })
  }

  pull = async (): Promise<void> => {
    if (this.part === 'rules') {
      await timeRules.pull()
      return
    }
    const rest = this.#last + CALM - Date.now()
    if (rest > 0) {
      this.#again ??= setTimeout(() => {
        this.#again = undefined
        app.wake()
      }, rest)
      return
    }
    await this.now()
  }

  /** Counts at once. */
  async now(): Promise<void> {
    this.#last = Date.now()
    const turn = ++this.#asked
    const choice = this.#choice
    const counts = await app.ask('insights_get', this.#query())
    if (turn !== this.#asked) return
    this.counts = counts
    this.#counted = choice
    if (!this.chosen) return
    // Who reads further down stays there; what is not behind the mark any more goes.
    const held = this.behind.known && !this.behind.atTop && (await this.behind.hold())
    if (!held) await this.behind.refresh()
  }

  change(what: { period?: string; between?: Between; waiting?: number; of?: string }): void {
    // A period of one's own begins as the last day.
    const begin = what.period === 'own' && written(this.between) === ',' ? { from: Math.floor(Date.now() / 60_000) * 60_000 - DAY, until: null } : undefined
    const between = what.between ?? begin
    if (between !== undefined) remember('insights-between', written((this.between = between)))
    if (what.period !== undefined) remember('insights-period', (this.period = what.period))
    if (what.waiting !== undefined) remember('insights-waiting', String((this.waiting = what.waiting)))
    if (what.of !== undefined) this.of = what.of
    this.choose(null)
    this.#last = 0
    app.wake()
  }

  /** Counts this again with the next look. */
  restore(of: string): void {
    if (of === this.of) return
    this.of = of
    this.choose(null)
  }

  choose(chosen: Chosen | null): void {
    this.#turn += 1
    this.chosen = chosen
    this.opened = null
    this.#last = 0
    if (chosen) app.wake()
  }

  /** To the message in its conversation, else to the capture. */
  async open(row: InsightRow): Promise<void> {
    this.opened = row.id
    if (row.conversation === null || row.message === null) {
      app.show('captures')
      app.inspect(row.captureId)
      return
    }
    await places.open(row.conversation, row.message, row.captureId)
  }
}

export const insights = new State()
app.pulls.insights = insights.pull
