import { afterEach, expect, it, vi } from 'vitest'

import { Refusal } from '../host/host'
import { app } from './app.svelte'
import { Refused } from './refused.svelte'

const WHY = 'nowhere is no URL such as http://localhost:3000/webhook.'

function engine(answer: () => unknown): void {
  vi.spyOn(app, 'ask').mockImplementation((async () => answer()) as never)
}
const refuses = (code: string) => () => {
  throw { code, message: WHY }
}

/** A refusal with its form on the screen. */
function beside(): { refused: Refused; form: EventTarget; leave: () => void } {
  const [refused, form] = [new Refused(), new EventTarget()]
  const leave = refused.form(form as Element) as () => void
  return { refused, form, leave }
}
const ask = (refused: Refused, agreed?: () => void) => refused.try('target_put', {} as never, agreed)

afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
  app.said = null
  app.asked = null
})

it('what was refused stands beside the form, and not in the status line', async () => {
  engine(refuses('invalid'))
  const { refused } = beside()
  expect(await ask(refused)).toBe(null)
  expect([refused.words, app.said]).toEqual([WHY, null])
})

it.each([
  ['what the engine names', 'invalid', 'url', null, 'url'],
  ['that before the only one', 'invalid', 'url', 'path', 'url'],
  ['the only one', 'invalid', undefined, 'path', 'path'],
  ['none', 'invalid', undefined, null, null],
  ['what the engine names, whatever is wrong', 'unavailable', 'url', 'path', 'url'],
  ['none where it is gone', 'not_found', undefined, 'path', null],
  ['none where the store is broken', 'unavailable', undefined, 'path', null],
  ['none where the fault is ours', 'internal', undefined, 'path', null],
])('the field that it is about: %s', async (_, code, named, only, field) => {
  engine(() => {
    throw { code, message: WHY, field: named }
  })
  const refused = new Refused(only)
  refused.form(new EventTarget() as Element)
  await ask(refused)
  expect([refused.words, refused.field]).toEqual([WHY, field])
})

it('it goes when something in the form is changed, and when it is done', async () => {
  engine(refuses('invalid'))
  const { refused, form } = beside()
  await ask(refused)
  form.dispatchEvent(new Event('input'))
  expect(refused.words).toBe(null)
  await ask(refused)
  engine(() => ({ id: '1' }))
  expect(await ask(refused)).toEqual({ id: '1' })
  expect(refused.words).toBe(null)
})

it('a form that was left meanwhile leaves the words to the status line', async () => {
  engine(refuses('unavailable'))
  const { refused, leave } = beside()
  leave()
  await ask(refused)
  expect([refused.words, app.said?.text, app.said?.bad]).toEqual([null, WHY, true])
})

it.each([
  ['silent', 'No answer came: whether it was done is seen once the program can be asked again.'],
  ['stranger', 'Nothing was done: the program cannot be asked now.'],
])('why nobody was reached stands above the page, and beside the form until there is a connection: %s', async (code, words) => {
  engine(refuses(code))
  const { refused } = beside()
  const only = new Refused('path')
  only.form(new EventTarget() as Element)
  await Promise.all([ask(refused), ask(only)])
  expect([app.trouble, app.away, app.said]).toEqual([WHY, true, null])
  expect([refused.words, only.words, only.field]).toEqual([words, words, null])
  app.reached()
  expect([refused.words, only.words]).toEqual([null, null])
  app.missed(new Refusal(code, WHY))
  expect(refused.words).toBe(null)
  app.reached()
})

it('where the form was left meanwhile, the status line says what is known, until there is a connection', async () => {
  engine(refuses('silent'))
  const { refused, leave } = beside()
  leave()
  await ask(refused)
  expect([refused.words, app.said?.text]).toEqual([null, 'No answer came: whether it was done is seen once the program can be asked again.'])
  app.reached()
  expect(app.said).toBe(null)
})

it('what was refused otherwise stays until it is corrected, whatever becomes of the connection', async () => {
  engine(refuses('invalid'))
  const { refused } = beside()
  await ask(refused)
  app.missed(new Refusal('silent', 'The program does not answer.'))
  app.reached()
  expect(refused.words).toBe(WHY)
})

it('the question about a host is asked where it can be answered, and is no refusal', async () => {
  engine(refuses('confirm_host'))
  const { refused } = beside()
  const agreed = vi.fn()
  await ask(refused, agreed)
  expect([refused.words, app.asked?.message]).toEqual([null, WHY])
  app.answer(true)
  expect(agreed).toHaveBeenCalledOnce()
  await ask(refused)
  expect(refused.words).toBe(WHY)
})

it.each([
  ['what was refused', true, undefined],
  ['what was done', false, undefined],
  ['what can be taken back', false, () => {}],
])('the status line clears itself: %s', (_, bad, undo) => {
  vi.useFakeTimers()
  app.say('words', bad, undo)
  vi.advanceTimersByTime(5_000)
  expect(app.said?.text).toBe('words')
  vi.advanceTimersByTime(60_000)
  expect(app.said).toBeNull()
})

it('what was done can be taken back once, also while something else is being done, which stays said', () => {
  vi.useFakeTimers()
  const undo = vi.fn()
  for (const after of [59_000, 61_000]) {
    app.say('words', false, undo)
    vi.advanceTimersByTime(after)
    app.undo()
    app.undo()
  }
  expect(undo).toHaveBeenCalledOnce()
  app.say('words', false, undo)
  app.doing('something else')
  app.undo()
  app.undo()
  expect([undo.mock.calls.length, app.said?.text]).toEqual([2, 'something else'])
})

it('a later word is not cleared by an earlier one', () => {
  vi.useFakeTimers()
  app.say('earlier')
  vi.advanceTimersByTime(11_000)
  app.say('later')
  vi.advanceTimersByTime(11_000)
  expect(app.said?.text).toBe('later')
})
