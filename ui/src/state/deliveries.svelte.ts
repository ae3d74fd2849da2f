// The Deliveries view: which part of it is open, and the rules and queue of forwarding. Pulled only while on the screen.

import type { AttemptRow, DeliveryQuery, DeliveryRow, RuleChange, RuleRow } from '../host/contract'
import { quoted } from '../lib/filter'
import { count } from '../lib/text'
import { app } from './app.svelte'
import { attempts } from './attempts.svelte'
import { Pager } from './pager.svelte'
import type { Asks } from './refused.svelte'
import { replays } from './replays.svelte'
import { targets } from './targets.svelte'
import { formOf, unsaved } from './unsaved'

export const PARTS = ['attempts', 'replays', 'forwarding', 'targets'] as const
export type Part = (typeof PARTS)[number]

const PAGE = 200
/** Rows that are brought up to date at a time. */
const RENEWED = 1_000

class Deliveries {
  part = $state<Part>('attempts')
  rules = $state.raw<RuleRow[]>([])
  /** Which deliveries of rules are listed: a state, or empty for all. */
  state = $state('')
  /** What rules accepted. What became of it changes, also further down. */
  readonly queue = new Pager<DeliveryQuery, DeliveryRow>({
    query: () => ({ limit: PAGE, ...(this.state ? { state: this.state } : {}) }),
    pull: (query, from, limit) => app.ask('deliveries_list', { ...query, limit, ...(from === null ? {} : { from }) }),
    failed: app.refused,
    epoch: () => app.status?.epoch,
    page: PAGE,
    fill: 1,
    renewed: RENEWED,
  })
  /** The rule whose form is open; `new` for one that is not kept yet. */
  open = $state<string | null>(null)

  chosen = $derived(this.rules.find(({ id }) => id === this.open) ?? null)

  show(part: Part): void {
    this.part = part
    app.show('deliveries')
  }

  /** Opens the form of a rule, or closes it. */
  choose(rule: string | null): void {
    this.open = rule
  }

  /** What was sent to a target. */
  listTo(target: string): void {
    attempts.setFilter(`target:${quoted(target)}`)
    this.show('attempts')
  }

  /** What was sent of the same capture or event, also to another target. */
  listOf({ item }: Pick<DeliveryRow, 'item'>): void {
    attempts.setFilter(`item:${quoted(item)}`)
    this.show('attempts')
  }

  /** To one try, whole. */
  openAttempt(row: AttemptRow): void {
    attempts.bring(row)
    this.show('attempts')
  }

  /** The parts whose first answer is there. */
  known = $state.raw<ReadonlySet<Part>>(new Set())

  pull = async (): Promise<void> => {
    const part = this.part
    await this.#pull()
    if (!this.known.has(part)) this.known = new Set([...this.known, part])
  }

  async #pull(): Promise<void> {
    if (this.part === 'attempts') await attempts.pull()
    if (this.part === 'replays') await replays.pull()
    if (this.part === 'targets') await targets.pull()
    if (this.part === 'forwarding') {
      await Promise.all([this.pullRules(), this.queue.follow(app.live), targets.pull()])
    }
  }

  async pullRules(): Promise<void> {
    this.rules = (await app.ask('rules_list', {} as never)).rows
  }

  list(state: string): void {
    this.state = state
    app.wake()
  }

  /** Keeps a rule; asks first when data would leave this network. */
  async put(change: RuleChange, done: string, at: Asks): Promise<void> {
    if (!(await at.try('rule_put', change, () => void this.put({ ...change, confirmed: true }, done, at)))) return
    this.open = null
    unsaved.done(formOf('rule', change.id))
    app.say(done)
    app.wake()
  }

  /** Switches a rule on or off; where it sends to was agreed to when it was kept. */
  async turn({ id, name }: RuleRow, enabled: boolean): Promise<void> {
    if (!(await app.try('rule_put', { id, enabled, held: false, confirmed: false }))) return
    app.say(enabled ? `${name} forwards what comes from now on.` : `${name} is off: it forwards nothing.`)
    await this.pullRules().catch(app.refused)
    app.wake()
  }

  async remove(rule: RuleRow): Promise<void> {
    const left = await app.try('rule_delete', { id: rule.id })
    if (!left) return
    this.rules = left.rows
    this.open = null
    unsaved.done(formOf('rule', rule.id))
    app.say(`${rule.name} forwards no more; what it sent stays listed.`)
    app.wake()
  }

  async again(delivery: DeliveryRow): Promise<void> {
    if (await app.try('delivery_retry', { id: delivery.id })) app.wake()
  }

  /** Asks whether all that ended so shall be tried again, of a rule or of all. */
  async askAgain(state: 'failed' | 'given up', rule?: RuleRow): Promise<void> {
    const which = { state, ...(rule ? { rule: rule.id } : {}) }
    const found = await app.try('deliveries_retry', { ...which, countOnly: true })
    if (!found) return
    const noun = (n: number) => (n === 1 ? 'delivery' : 'deliveries')
    const n = found.deliveries
    if (n === 0) return app.say(`No delivery ${state === 'failed' ? 'failed' : 'was given up'} that a rule still sends.`)
    const what = state === 'failed' ? `${count(n)} failed ${noun(n)}` : `${count(n)} ${noun(n)} given up`
    app.open({
      kind: 'sure',
      deed: 'Queue again',
      no: 'Cancel',
      question: `Queue ${n === 1 ? '' : 'all '}${what}${rule ? ` of ${rule.name}` : ''} again?`,
      rest: 'Each goes to where its rule sends now, and is tried as the rule says.',
      run: async () => {
        app.doing('Queueing again…')
        const done = await app.try('deliveries_retry', { ...which, countOnly: false })
        if (done) app.say(`${count(done.deliveries)} ${noun(done.deliveries)} ${done.deliveries === 1 ? 'is' : 'are'} queued again.`)
        app.wake()
      },
    })
  }

  async giveUp(delivery: DeliveryRow): Promise<void> {
    if (!(await app.try('delivery_cancel', { id: delivery.id }))) return
    app.say(`The delivery of ${delivery.format === 'meta' ? `#${delivery.item}` : delivery.item} is given up.`, false, () => void this.again(delivery))
    app.wake()
  }
}

export const deliveries = new Deliveries()
app.pulls.deliveries = deliveries.pull
replays.onStarted = () => deliveries.show('replays')
