import { afterEach, expect, it, vi } from 'vitest'

import { app } from './app.svelte'
import { doctor } from './doctor.svelte'

const rows = [{ standing: 'wrong' }, { standing: 'good' }, { standing: 'good' }]
const request = { url: 'http://me:hush@dev/hook?token=hush', platform: 'instagram', checks: [] }

/** An engine that answers once it is told. */
function engine() {
  const answers: { good: () => void; bad: () => void }[] = []
  const ask = () => new Promise((done, fail) => answers.push({ good: () => done({ rows }), bad: () => fail({ code: 'unavailable', message: 'No.' }) }))
  vi.spyOn(app, 'ask').mockImplementation(ask as never)
  return answers
}

afterEach(() => {
  doctor.stop()
  vi.restoreAllMocks()
  app.said = null
  app.view = 'conversations'
})

it('what it found stays, and who looks elsewhere is told; without what lets in there', async () => {
  const answers = engine()
  app.view = 'connect'
  const running = doctor.examine(request)
  expect([doctor.running, doctor.report, doctor.endpoint]).toEqual(['endpoint', null, 'http://dev/hook?token=***'])
  app.view = 'captures'
  answers[0]?.good()
  expect(await running).toBe(true)
  expect([doctor.running, doctor.report?.rows, doctor.report?.of]).toEqual([null, rows, 'http://dev/hook?token=***'])
  expect(app.said?.text).toBe('The doctor is back from http://dev/hook?token=***. 3 findings: 1 wrong, 2 good.')
})

it.each(['good', 'bad'] as const)('one that is stopped shows nothing later (%s), and the next one may begin at once', async (how) => {
  const answers = engine()
  app.view = 'connect'
  const first = doctor.examine(request)
  doctor.stop()
  expect([doctor.running, app.said?.text]).toEqual([null, 'The doctor is not waited for any more; what it still asks there ends by itself.'])
  app.said = null
  const second = doctor.way('http://tunnel/')
  answers[0]?.[how]()
  expect([await first, doctor.running, doctor.report, doctor.refused.words]).toEqual([false, 'tunnel', null, null])
  answers[1]?.good()
  expect([await second, doctor.report?.of, doctor.endpoint]).toEqual([true, 'http://tunnel/', 'http://dev/hook?token=***'])
})

it('why a stopped one was refused is not said of the next', async () => {
  const answers = engine()
  app.view = 'connect'
  const first = doctor.examine(request)
  doctor.stop()
  const second = doctor.examine(request)
  // As a form on the screen says it.
  const gone = doctor.refused.form(new EventTarget() as Element)
  answers[1]?.bad()
  await second
  expect(doctor.refused.words).toBe('No.')
  answers[0]?.bad()
  expect([await first, doctor.refused.words]).toEqual([false, 'No.'])
  gone?.()
})
