import { afterEach, expect, it, vi } from 'vitest'

import { Refusal } from '../host/host'
import { app } from './app.svelte'
import { simulator } from './simulator.svelte'

let lost = false
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
  lost = false
  simulator.problem = null
  app.trouble = null
  app.away = false
})

it('of a lost connection it says what that means here, and nothing more once what would be sent can be shown', async () => {
  vi.useFakeTimers()
  vi.spyOn(app, 'wake').mockReturnValue()
  vi.spyOn(app, 'ask').mockImplementation((async () => {
    if (lost) throw new Refusal('silent', 'The program does not answer.')
    return { bodies: [], captures: [], attempts: [] }
  }) as never)
  const request = simulator.request
  vi.spyOn(simulator, 'request', 'get').mockReturnValue(request)
  lost = true
  simulator.look(request)
  await vi.runAllTimersAsync()
  expect([simulator.problem, app.trouble]).toEqual(['What would be sent can be shown once the program can be asked again.', 'The program does not answer.'])
  await simulator.send()
  expect([simulator.problem, simulator.sending]).toEqual(['No answer came: whether it was done is seen once the program can be asked again.', false])
  lost = false
  simulator.look(request)
  await vi.runAllTimersAsync()
  expect(simulator.problem).toBe(null)
})

it('where only a later step is worded anew, those before it stay as the story has them', () => {
  simulator.choose({ id: 'whatsapp-answered' } as never)
  simulator.say(2, 'On its way')
  expect(JSON.stringify(simulator.request.texts)).toBe('["","","On its way"]')
  simulator.say(0, 'Where is it?')
  expect(simulator.request.texts).toEqual(['Where is it?', '', 'On its way'])
})

it.each([
  ['an answer', async () => ({ captures: ['7'], attempts: [{ id: '1' }] })],
  ['a refusal', async () => Promise.reject(new Refusal('invalid', 'Nothing is called dev.'))],
])('%s of one story does not stand under another that was opened meanwhile', async (_, come) => {
  vi.spyOn(app, 'wake').mockReturnValue()
  let go = () => {}
  vi.spyOn(app, 'ask').mockImplementation((() => new Promise<void>((done) => (go = done)).then(come)) as never)
  simulator.choose({ id: 'instagram-answered' } as never)
  const sent = simulator.send()
  simulator.choose({ id: 'whatsapp-fails' } as never)
  go()
  await sent
  expect([simulator.captures, simulator.attempts, simulator.problem, simulator.sending]).toEqual([[], [], null, false])
})

it('who agrees to a host sends the story that was asked about', async () => {
  vi.spyOn(app, 'wake').mockReturnValue()
  const sent: unknown[] = []
  vi.spyOn(app, 'ask').mockImplementation((async (_: string, { id, confirmed }: { id: string; confirmed: boolean }) => {
    if (!confirmed) throw new Refusal('confirm_host', 'To a host of others?')
    sent.push(id)
    return { captures: [], attempts: [] }
  }) as never)
  simulator.choose({ id: 'instagram-answered' } as never)
  await simulator.send()
  simulator.choose({ id: 'whatsapp-fails' } as never)
  app.answer(true)
  await vi.waitFor(() => expect(sent).toEqual(['instagram-answered']))
})
