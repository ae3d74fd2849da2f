// Rules of time: what stands still for too long, who is told, and for which messages a rule has fired. Pulled only while
// they are on the screen.

import type { TimeFiredQuery, TimeFiredRow, TimeRuleChange, TimeRuleRow } from '../host/contract'
import { app } from './app.svelte'
import { Pager } from './pager.svelte'
import type { Asks } from './refused.svelte'
import { targets } from './targets.svelte'
import { type Key, formOf, unsaved } from './unsaved'

/** What the form of a new rule begins with. */
export interface Begin {
  state: 'accepted' | 'delivered'
  after: string
  filter: string
}
const PAGE = 200
/** Rows whose messages are brought up to date at a time. */
const RENEWED = 1_000
const USUAL: Begin = { state: 'accepted', after: '10 min', filter: '' }

class TimeRules {
  /** Null until they were asked for. */
  rows = $state.raw<TimeRuleRow[] | null>(null)
  /** The one whose form is open; `new` for one that is not kept yet. */
  open = $state<string | null>(null)
  begin = $state.raw<Begin>(USUAL)
  /** What the open one has fired for. */
  readonly fired = new Pager<TimeFiredQuery, TimeFiredRow>({
    query: () => ({ rule: this.open ?? '', limit: PAGE }),
    pull: (query, from, limit) => app.ask('time_rule_fired', { ...query, limit, ...(from === null ? {} : { from }) }),
    failed: app.refused,
    epoch: () => app.status?.epoch,
    page: PAGE,
    fill: 1,
    renewed: RENEWED,
  })

  chosen = $derived(this.rows?.find(({ id }) => id === this.open) ?? null)

  async pullRows(): Promise<void> {
    this.rows = (await app.ask('time_rules_list', {} as never)).rows
  }

  async pull(): Promise<void> {
    await Promise.all([this.pullRows(), targets.pull()])
    if (this.chosen) await this.fired.follow(true)
  }

  choose(id: string | null): void {
    this.open = id
    app.wake()
  }

  /** What its form is called: what is begun otherwise is another one. */
  form(id?: string): Key {
    return id === undefined ? `${formOf('timerule')} ${JSON.stringify(this.begin)}` : formOf('timerule', id)
  }

  /** Opens the form of a new rule; where nothing is asked for, the one that is half written. */
  make(begin?: Partial<Begin>): void {
    if (begin || !unsaved.has(this.form())) this.begin = { ...USUAL, ...begin }
    this.choose('new')
  }

  /** Keeps a rule; asks first when data would leave this network. False while it is not kept. */
  async put(change: TimeRuleChange, at: Asks): Promise<boolean> {
    const row = await at.try('time_rule_put', change, () => void this.put({ ...change, confirmed: true }, at))
    if (!row) return false
    unsaved.done(this.form(change.id))
    app.say(change.id ? 'Kept.' : `From now on: ${row.words}.`)
    this.choose(row.id)
    return true
  }

  /** Switches one on or off; where it sends to was agreed to when it was kept. */
  async turn({ id, name }: TimeRuleRow, enabled: boolean): Promise<void> {
    if (!(await app.try('time_rule_put', { id, enabled, confirmed: false }))) return
    app.say(enabled ? `${name} is on: what begins from now on counts.` : `${name} is off: it tells of nothing.`)
    await this.pullRows().catch(app.refused)
    app.wake()
  }

  async remove(rule: TimeRuleRow): Promise<void> {
    const left = await app.try('time_rule_delete', { id: rule.id })
    if (!left) return
    this.rows = left.rows
    this.choose(null)
    unsaved.done(this.form(rule.id))
    app.say(`${rule.name} is removed; what it sent stays listed.`)
  }
}

export const timeRules = new TimeRules()
