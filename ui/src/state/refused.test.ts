import { afterEach, expect, it, vi } from 'vitest'

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
  ['what the engine names', 'url', null, 'url'],
  ['that before the only one', 'url', 'path', 'url'],
  ['the only one', undefined, 'path', 'path'],
  ['none', undefined, null, null],
])('the field that it is about: %s', async (_, named, only, field) => {
  engine(() => {
    throw { code: 'invalid', message: WHY, field: named }
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
  ['what was refused', true, undefined, false],
  ['what was done', false, undefined, false],
  ['what can be taken back', false, () => {}, true],
])('the status line clears itself: %s', (_, bad, undo, stays) => {
  vi.useFakeTimers()
  app.say('words', bad, undo)
  vi.advanceTimersByTime(5_000)
  expect(app.said?.text).toBe('words')
  vi.advanceTimersByTime(60_000)
  expect(app.said !== null).toBe(stays)
})

it('a later word is not cleared by an earlier one', () => {
  vi.useFakeTimers()
  app.say('earlier')
  vi.advanceTimersByTime(11_000)
  app.say('later')
  vi.advanceTimersByTime(11_000)
  expect(app.said?.text).toBe('later')
})
