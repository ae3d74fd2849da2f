import { describe, expect, test } from 'vitest'

import type { CaptureRefRow, EditRow, RailStep } from '../host/contract'
import { deletedBy, ofAll, toldBy, wrongs } from './told'

const ref = (captureId: string, signature: string | null): CaptureRefRow => ({ captureId, kind: 'message', path: '$', at: 0, signature, ours: null })
const step = (captureId: string, signature: string | null, basis = 'observed') => ({ captureId, signature, basis }) as RailStep
const edit = (captureId: string): EditRow => ({ captureId, at: 0, text: 'Later', characters: 5, signature: null })

describe('what signatures say to be wrong is said of a message', () => {
  const told = (signature: string | null, captures: CaptureRefRow[], rail: RailStep[] = []) => ({ signature, captures, rail })
  test.each([
    ['nothing where nothing is', told(null, [ref('1', null)], [step('1', null)]), null, []],
    ['all of it where the message itself came so', told('invalid', [ref('1', 'invalid'), ref('2', null)]), 'invalid', ['signature_invalid']],
    ['all of it where only receipts are known, and all came so', told(null, [ref('1', 'missing')], [step('1', 'missing')]), 'missing', ['signature_missing']],
    ['a part where the message came well', told(null, [ref('1', null), ref('2', 'invalid')]), null, ['signature_invalid']],
    ['a part where one receipt came well', told(null, [ref('1', 'missing'), ref('2', null)]), null, ['signature_missing']],
    ['a part where a receipt of another message moved it', told(null, [ref('1', null)], [step('2', 'malformed', 'implied')]), null, ['signature_malformed']],
    ['all of it beside a state that was set by hand', told(null, [ref('1', 'invalid')], [step('9', null, 'simulated')]), 'invalid', ['signature_invalid']],
    ['nothing where nothing speaks of it', told(null, []), null, []],
    ['each kind once', told('missing', [ref('1', 'missing'), ref('2', 'invalid'), ref('3', 'invalid')]), 'missing', ['signature_missing', 'signature_invalid']],
  ])('%s', (_, message, all, marks) => {
    expect([ofAll(message), wrongs(message)]).toEqual([all, marks])
  })
})

test.each([
  ['the first that speaks of it', [], [ref('1', null), ref('2', null)], '1'],
  ['the last edit, whose words are shown', [edit('2'), edit('3')], [ref('1', null)], '3'],
  ['none', [], [], undefined],
])('the capture that a message is of: %s', (_, edits, captures, expected) => {
  expect(toldBy({ edits, captures })).toBe(expected)
})

const deleting = (captureId: string, basis = 'observed') => ({ ...step(captureId, null, basis), state: 'deleted' })
test.each<[string, CaptureRefRow[], RailStep[], string | undefined]>([
  ['an event of its own', [ref('1', null), { ...ref('2', null), kind: 'message_deleted' }], [], '2'],
  ['a status of WhatsApp’s', [ref('1', null), ref('2', null)], [{ ...step('1', null), state: 'seen' }, deleting('2')], '2'],
  ['none where the user set it', [ref('1', null)], [deleting('9', 'simulated')], undefined],
])('the capture that told the deletion: %s', (_, captures, rail, told) => {
  expect(deletedBy({ captures, rail })).toBe(told)
})
