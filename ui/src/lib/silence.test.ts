import { expect, it } from 'vitest'

import { silence } from './silence'

// As tests/cli/unmoved.rs gets them from the engine.
const said = (kind: string, unmoved: string | null, state: string | null = null) => ({ kind, state, unmoved })

const TEXTER = { name: 'Texter', opens: false }
const DOUBLETICK = { name: 'DoubleTick', opens: true }

it.each([
  ['no event of Meta’s', TEXTER, [], 'Nothing here was understood as an event of Meta’s.'],
  ['a first message', TEXTER, [said('message', null)], 'What came: an incoming message.'],
  ['a message in an open conversation', TEXTER, [said('message', 'open')], 'What came: an incoming message.'],
  ['the same where openings are told', DOUBLETICK, [said('message', 'open')], 'What came: an incoming message that opens no conversation: it is open already.'],
  ['a message again', DOUBLETICK, [said('message', 'repeated')], 'What came: an incoming message that opens no conversation: it came before.'],
  ['a message from before', DOUBLETICK, [said('message', 'before_done')], 'What came: an incoming message that opens no conversation: it was said before the conversation was marked done.'],
  ['the Test button, where openings are told', DOUBLETICK, [said('message', 'sample')], 'What came: a sample of Meta’s, which no customer sent.'],
  ['the Test button', TEXTER, [said('message', 'sample')], 'What came: a sample of Meta’s, which no customer sent.'],
  ['a sample of a read', TEXTER, [said('read', 'sample', 'seen')], 'What came: a “Seen” in a sample of Meta’s: no message stands behind it.'],
  ['what is not processed yet', DOUBLETICK, [said('message', 'unprocessed'), said('read', 'unprocessed')], 'What came: something that is not processed yet.'],
  ['the customer’s unsend', TEXTER, [said('message_deleted', 'inbound', 'deleted')], 'What came: a “Deleted” of the customer’s own message: only those of the business have states.'],
  ['a status of the customer’s words', TEXTER, [said('read', 'conflict', 'seen')], 'What came: a “Seen” of a message that the other side sent.'],
  ['a state again', TEXTER, [said('read', 'repeated', 'seen'), said('read', 'repeated', 'seen')], 'What came: a “Seen” that came before.'],
  ['a state behind', TEXTER, [said('status', 'behind', 'delivered')], 'What came: a “Delivered” that changes no state: the message had got as far, or further.'],
  ['a state of another message', TEXTER, [said('status', null, 'delivered')], 'What came: a “Delivered” of another message.'],
  ['a state of nothing', TEXTER, [said('message_echo', 'stateless', 'accepted')], 'What came: an “Accepted” that names no message.'],
  ['what moves nothing', TEXTER, [said('message_edit', 'stateless')], 'What came: message edit.'],
  ['many kinds', TEXTER, ['a', 'b', 'c', 'd', 'e'].map((kind) => said(kind, 'stateless')), 'What came: a; b; c; 2 other kinds.'],
])('%s', (_, vendor, signals, why) => {
  const [tells, is] = silence(vendor, signals)
  expect(is).toBe(why)
  expect(tells).toMatch(vendor.opens ? /opens a conversation\.$/ : /nothing else\.$/)
})
