// What can be done with what the user keeps: targets, rules, rules of time, sources, saved views. Each by name in the palette, and in the
// menu of its row. What cannot be taken back asks, in the same words as its form does.

import type { RuleRow, SourceRow, TargetRow, TimeRuleRow, ViewRow } from '../host/contract'
import { quoted } from '../lib/filter'
import { app } from './app.svelte'
import { captures } from './captures.svelte'
import { connect } from './connect.svelte'
import { deliveries } from './deliveries.svelte'
import { insights } from './insights.svelte'
import { targets } from './targets.svelte'
import { type Action, arrive, copy } from './things'
import { timeRules } from './timerules.svelte'
import type { Sure } from './views'

export const forgetting = (target: Pick<TargetRow, 'id' | 'name'>): Sure => ({
  deed: 'Forget',
  question: `Forget ${target.name}, with its secret?`,
  rest: 'What was sent to it stays.',
  run: () => targets.remove(target),
})
export const removingRule = (rule: RuleRow): Sure => ({
  deed: 'Remove',
  question: `Remove the rule ${rule.name}?`,
  rest: 'What waits is given up; what it sent stays listed.',
  run: () => deliveries.remove(rule),
})
export const removingTimeRule = (rule: TimeRuleRow): Sure => ({
  deed: 'Remove',
  question: `Remove the time rule ${rule.name}, and what it remembers?`,
  rest: 'What waits is given up; what it sent stays listed.',
  run: () => timeRules.remove(rule),
})
export const removingSource = (source: SourceRow): Sure => ({
  deed: 'Remove',
  question: `Remove ${source.name}?`,
  rest: 'It receives no more; what it received stays.',
  run: () => connect.remove(source),
})

const asking = (title: string, sure: Sure): Action => ({ title, danger: true, run: () => app.open({ kind: 'sure', ...sure }) })
const turning = (what: string, on: boolean, turn: (on: boolean) => unknown): Action => ({ title: `Switch ${what} ${on ? 'off' : 'on'}`, run: () => void turn(!on) })

/** The sidebar names the targets that are on, also before their rows were asked for. */
export function ofTarget(id: string): Action[] {
  const shown = app.status?.targets.find((target) => target.id === id)
  const name = targets.rows.find((row) => row.id === id)?.name ?? shown?.name
  if (name === undefined) return []
  const what = `the target ${name}`
  return [
    { title: `Open ${what}`, run: () => (deliveries.show('targets'), targets.choose(id), arrive('#target-name')) },
    { title: `Show what was sent to ${name}`, run: () => deliveries.listTo(name) },
    turning(what, shown !== undefined, (on) => targets.turn({ id, name }, on)),
    asking(`Forget ${what}…`, forgetting({ id, name })),
  ]
}

/** A listener's rule is the listener's. */
export function ofRule(rule: RuleRow): Action[] {
  if (rule.held) return []
  const what = `the forwarding rule ${rule.name}`
  return [
    { title: `Open ${what}`, run: () => (deliveries.show('forwarding'), deliveries.choose(rule.id), arrive('#rule-name')) },
    turning(what, rule.enabled, (on) => deliveries.turn(rule, on)),
    ...(rule.failed > 0 ? [{ title: `Queue all that failed of ${what} again…`, run: () => void deliveries.askAgain('failed', rule) }] : []),
    asking(`Remove ${what}…`, removingRule(rule)),
  ]
}

export function ofTimeRule(rule: TimeRuleRow): Action[] {
  const what = `the time rule ${rule.name}`
  return [
    { title: `Open ${what}`, run: () => (insights.showRule(rule.id), arrive('#time-rule-name')) },
    turning(what, rule.enabled, (on) => timeRules.turn(rule, on)),
    asking(`Remove ${what}…`, removingTimeRule(rule)),
  ]
}

/** The first one stays; none can be switched off. */
export function ofSource(source: SourceRow): Action[] {
  const what = `the source ${source.name}`
  const { url } = source
  return [
    { title: `Open ${what}`, run: () => (app.show('connect'), connect.open(source.id), arrive('#source-name')) },
    { title: `Show what ${source.name} received`, run: () => (app.show('captures'), captures.setFilter(`source:${quoted(source.id)}`)) },
    ...(url ? [{ title: `Copy the local URL of ${source.name}`, run: () => copy(url, 'Copied the local URL.') }] : []),
    { title: `Copy the verify token of ${source.name}`, run: () => copy(source.verifyToken, 'Copied the verify token.') },
    ...(source.id === 'default' ? [] : [asking(`Remove ${what}…`, removingSource(source))]),
  ]
}

/** It comes back by Undo. */
export function ofView(view: ViewRow): Action[] {
  return [
    { title: `Show the view ${view.name}`, run: () => captures.apply(view) },
    { title: `Delete the view ${view.name}`, run: () => void captures.forget(view) },
  ]
}

/** By name in the palette; views are with the table that they show. */
export function ofKept(): Action[] {
  return [...targets.rows.flatMap(({ id }) => ofTarget(id)), ...deliveries.rules.flatMap(ofRule), ...(timeRules.rows ?? []).flatMap(ofTimeRule), ...connect.sources.flatMap(ofSource)]
}
