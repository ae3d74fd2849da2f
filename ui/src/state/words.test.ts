import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import type { Timeline } from '../host/contract'
import { app } from './app.svelte'
import { places } from './places.svelte'
import { words } from './words.svelte'

const message = (id: string) => ({ type: 'message', id, at: 1, text: `${id} says it`, edits: [], captures: [] })
const timeline = (...ids: string[]) => ({ conversation: { id: 'c1', unread: 0 }, items: ids.map(message), first: 'm1', older: null, newer: null }) as unknown as Timeline

/** What was asked of the engine, and its answers in turn. */
const asked: object[] = []
let answers: { item: string | null; round?: boolean }[] = []

beforeEach(() => {
  asked.length = 0
  vi.spyOn(app, 'ask').mockImplementation((async (command: string, request: object) => {
    if (command === 'timeline_get') return timeline('m1', 'm2')
    if (command !== 'timeline_find') return await new Promise(() => {})
    asked.push(request)
    const { item, round = false } = answers.shift() ?? { item: null }
    return { place: item, item, round }
  }) as never)
  app.choose('c1')
  app.timeline = timeline('m2', 'm3')
  app.messageId = 'm3'
  words.open = true
  words.type('')
})
afterEach(() => {
  vi.restoreAllMocks()
  app.timeline = app.inspected = null
  app.choose(null)
})

/** What a step asks for, which message is chosen then, and what is said. */
async function step(what: 'older' | 'newer') {
  await words.step(what)
  return [asked.pop(), places.chosen, words.says]
}
const find = (what: string, item: string, also: boolean) => ({ conversation: 'c1', what, text: 'blue', also, item })

it('what is chosen counts at first, and then what lies beyond what was found; a part that was not loaded is', async () => {
  words.type('  blue ')
  answers = [{ item: 'm3' }, { item: 'm1' }, { item: 'm3' }]
  expect(await step('older')).toEqual([find('older', 'm3', true), 'm3', ''])
  expect(words.found).toBe('m3')
  expect(await step('older')).toEqual([find('older', 'm3', false), 'm1', ''])
  expect(await step('newer')).toEqual([find('newer', 'm1', false), 'm1', ''])
})

it('another word, or another message that was chosen since, begins anew', async () => {
  words.type('blue')
  answers = [{ item: 'm3' }, { item: 'm2' }, { item: 'm2' }]
  await step('older')
  words.type('blu')
  expect(words.found).toBeNull()
  words.type('blue')
  expect(words.found).toBe('m3')
  app.selectMessage(message('m2') as never)
  expect([words.found, (await step('older'))[0]]).toEqual([null, find('older', 'm2', true)])
})

it.each([
  ['older', { item: 'm3', round: true }, 'Nothing older: on from the newest.'],
  ['newer', { item: 'm3', round: true }, 'Nothing newer: on from the oldest.'],
  ['older', { item: null }, 'No message here says “blue”.'],
  ['older', { item: 'm2', round: true }, 'No other message here says “blue”.'],
] as const)('on the way %s, where the end is reached or nothing says it, that is said: %j', async (what, answer, says) => {
  words.type('blue')
  answers = [{ item: 'm2' }, answer]
  await step('older')
  expect((await step(what))[2]).toBe(says)
  words.type('blues')
  expect(words.says).toBe('')
})

it('what was said is said no more once something else is chosen', async () => {
  words.type('blue')
  await step('older')
  expect(words.says).toBe('No message here says “blue”.')
  app.selectMessage(message('m2') as never)
  expect(words.says).toBe('')
})

it('nothing is asked for without words, and a refusal is said', async () => {
  words.type('  ')
  await words.step('older')
  expect(asked).toEqual([])
  words.type('blue')
  vi.spyOn(app, 'ask').mockRejectedValue({ code: 'invalid', message: 'too much' })
  const say = vi.spyOn(app, 'say').mockImplementation(() => {})
  await words.step('older')
  expect(say.mock.lastCall?.[0]).toBe('too much')
})

it('who hears the page hears what was found, and nothing is marked once the field is closed', async () => {
  words.type('blue')
  answers = [{ item: 'm2' }]
  await step('older')
  expect([app.heard, words.found]).toEqual(['m2 says it', 'm2'])
  words.close()
  expect(words.found).toBeNull()
})
