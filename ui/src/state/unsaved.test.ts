import { afterEach, expect, it, vi } from 'vitest'

import { app } from './app.svelte'
import { deliveries } from './deliveries.svelte'
import { targets } from './targets.svelte'
import { timeRules } from './timerules.svelte'
import { formOf, unsaved } from './unsaved'

const KEPT = { name: 'dev', formats: ['meta'] }
const half = { name: 'dev', formats: ['meta', 'texter'] }
const rule = formOf('rule', '7')

afterEach(() => {
  vi.restoreAllMocks()
  app.asked = null
  app.said = null
  for (const form of [rule, formOf('rule'), formOf('target', '7'), timeRules.form(), timeRules.form('7')]) unsaved.done(form)
  timeRules.choose(null)
})

/** An engine that answers so. */
function engine(answer: (command: string, request: { confirmed?: boolean }) => object): void {
  vi.spyOn(app, 'wake').mockReturnValue()
  vi.spyOn(app, 'ask').mockImplementation((async (command: string, request: object) => answer(command, request)) as never)
}

it('who comes back to a form finds what was half written, until it is saved or given up', () => {
  expect(unsaved.begin(rule, KEPT)).toEqual(KEPT)
  unsaved.write(rule, half)
  expect([unsaved.has(rule), unsaved.begin(rule, { ...KEPT, name: 'renamed elsewhere' })]).toEqual([true, half])
  unsaved.done(rule)
  expect([unsaved.has(rule), unsaved.begin(rule, KEPT)]).toEqual([false, KEPT])
})

it('what is written back to how it was is nothing half written; what is saved is what counts from then on', () => {
  unsaved.begin(rule, KEPT)
  unsaved.write(rule, half)
  unsaved.write(rule, { ...KEPT })
  expect(unsaved.has(rule)).toBe(false)
  unsaved.write(rule, half)
  unsaved.done(rule)
  unsaved.write(rule, KEPT)
  expect(unsaved.has(rule)).toBe(true)
})

it('an address and its headers come back as they were typed: what was cut could be saved so', () => {
  const kept = { name: 'dev', url: 'http://dev/hook?token=abc', headers: 'x-env: dev' }
  for (const typed of [
    { ...kept, name: 'renamed' },
    { ...kept, url: 'http://dev/hook?token=abd' },
    { ...kept, url: 'http://me:hush@dev/hook?token=abc' },
    { ...kept, headers: 'x-env: dev\nAuthorization: Bearer hush\n' },
  ]) {
    unsaved.begin(rule, kept)
    unsaved.write(rule, typed)
    expect([unsaved.has(rule), unsaved.begin(rule, kept)]).toEqual([true, typed])
    unsaved.done(rule, kept)
  }
})

it('a form that nobody opened has nothing, whatever is written', () => {
  unsaved.write(formOf('rule', '8'), half)
  expect([unsaved.has(formOf('rule', '8')), unsaved.has(rule)]).toEqual([false, false])
})

it('a rule that is kept only once its user agreed is half written until then', async () => {
  engine((command, { confirmed }) => {
    if (command === 'rule_put' && !confirmed) throw { code: 'confirm_host', message: 'Agree?' }
    return { rows: [] }
  })
  unsaved.begin(formOf('rule'), KEPT)
  unsaved.write(formOf('rule'), half)
  await deliveries.put({ confirmed: false } as never, 'Kept.', app)
  expect(unsaved.has(formOf('rule'))).toBe(true)
  await deliveries.put({ confirmed: true } as never, 'Kept.', app)
  expect(unsaved.has(formOf('rule'))).toBe(false)
})

it('of what is removed nothing half written is left: another one may be called so', async () => {
  engine(() => ({ rows: [] }))
  const form = formOf('target', '7')
  unsaved.begin(form, KEPT)
  unsaved.write(form, half)
  await targets.remove({ id: '7', name: 'dev' })
  expect(unsaved.has(form)).toBe(false)
})

it('a new time rule is gone on with where it was begun, and where nothing else is asked for', () => {
  engine(() => ({ rows: [] }))
  timeRules.make({ after: '2 h' })
  unsaved.begin(timeRules.form(), KEPT)
  unsaved.write(timeRules.form(), half)
  timeRules.choose('7')
  timeRules.make()
  expect([timeRules.begin.after, unsaved.has(timeRules.form())]).toEqual(['2 h', true])
  timeRules.make({ after: '1 d' })
  expect([timeRules.begin.after, unsaved.has(timeRules.form())]).toEqual(['1 d', false])
  timeRules.make({ after: '2 h' })
  unsaved.done(timeRules.form())
  timeRules.make()
  expect(timeRules.begin.after).toBe('10 min')
})
