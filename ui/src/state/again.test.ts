import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import type { AttemptRow, TargetRow } from '../host/contract'
import { Refusal } from '../host/host'
import { editAgain, sendAgain } from './again'
import { app } from './app.svelte'
import { drafts } from './draft.svelte'
import { resend } from './resend.svelte'
import { targets } from './targets.svelte'

vi.mock('./things', () => ({
  arrive: (_: string, act: () => void) => act(),
  focus: () => true,
  showCapture: (id: string) => shown.push(id),
  shown: async (_: string, run: () => void) => run(),
}))
vi.mock('./panes', () => ({ enter: () => {}, here: () => null }))
const shown: string[] = []

const CAME = { row: { id: '7', method: 'POST' }, headers: [{ name: 'content-type', value: 'application/json' }, { name: 'x-hub-signature-256', value: 'theirs' }] }
const BODY = { bodyBase64: btoa('{}'), text: '{}', unpacked: false, notUnpacked: null }
const header = (name: string, value = '***') => ({ name, value })

function row(change: Partial<AttemptRow>): AttemptRow {
  const plain = { id: 'a', item: '7', captureId: '7', format: 'meta', method: 'POST', url: 'http://h/x', target: null, signing: 'as received', edited: false, marked: true, requestHeaders: [] }
  return { ...plain, ...change } as unknown as AttemptRow
}
const target = (url: string, secretHeaders: string[] = []) => ({ id: 't', name: 'dev', url, secretHeaders }) as unknown as TargetRow

/** What the engine is asked to send. */
let sent: unknown[] = []
let answer: () => unknown = () => ({ attempts: [{ id: 'b', status: 202, passed: true, verdict: 'first' }] })
beforeEach(() => {
  sent = []
  shown.length = 0
  answer = () => ({ attempts: [{ id: 'b', status: 202, passed: true, verdict: 'first' }] })
  vi.spyOn(targets, 'pull').mockResolvedValue(undefined as never)
  vi.spyOn(app, 'refresh').mockResolvedValue(undefined as never)
  vi.spyOn(app, 'ask').mockImplementation((async (command: string, request: unknown) => {
    if (command === 'capture_get') return CAME
    if (command === 'capture_body') return BODY
    if (command === 'attempt_get') return { row: theirs, requestBodyBase64: btoa('{"a":1}'), originBase64: btoa('{}'), now: null }
    sent.push(request)
    return answer()
  }) as never)
  resend.type({ url: 'http://another/', signing: 're-signed', secret: 'of another URL' })
})
afterEach(() => {
  vi.restoreAllMocks()
  targets.rows = []
  drafts.giveUp('7')
  app.close()
  app.answer(false)
  app.said = null
})
let theirs = row({})
async function again(change: Partial<AttemptRow>, at?: TargetRow): Promise<void> {
  theirs = row(change)
  targets.rows = at ? [at] : []
  await sendAgain(theirs)
}

it.each<[string, Partial<AttemptRow>, TargetRow | undefined, object]>([
  ['stored bytes, to a URL', {}, undefined, { item: '7', to: 'http://h/x', as: 'meta', signing: 'as received' }],
  ['the headers that a target keeps', { target: 'dev', requestHeaders: [header('authorization')] }, target('http://h/x', ['authorization']), { to: 'dev' }],
  ["a credential that is the capture's own", { requestHeaders: [header('x-hub-signature-256')] }, undefined, { to: 'http://h/x' }],
  ['an edit, on the path of its target', { target: 'dev', edited: true }, target('http://h/x'), { to: 'dev', edit: { method: 'POST', headers: [], bodyBase64: btoa('{"a":1}') } }],
  ['an edit, on the path of a target whose query is secret', { target: 'dev', edited: true, url: 'http://h/x?token=***' }, target('http://h/x?token=t'), { to: 'dev', edit: { method: 'POST', headers: [], bodyBase64: btoa('{"a":1}') } }],
  ['an edit, on its own path', { target: 'dev', edited: true, url: 'http://h/y?z=1' }, target('http://h/x'), { edit: { method: 'POST', headers: [], bodyBase64: btoa('{"a":1}'), path: '/y?z=1' } }],
  ['a handshake, with its own query', { method: 'GET', url: 'http://h/x?hub.mode=subscribe&hub.verify_token=***' }, undefined, { to: 'http://h/x' }],
  ["a vendor's event", { format: 'doubletick', item: '7.0' }, undefined, { item: '7.0', to: 'http://h/x' }],
])('goes again: %s', async (_, change, at, request) => {
  await again(change, at)
  expect(sent).toEqual([expect.objectContaining(request)])
  expect(app.said?.text).toMatch(/^Sent again to .*: 202\.$/)
})

it.each<[string, Partial<AttemptRow>, TargetRow | undefined, RegExp]>([
  ['its URL', { url: 'http://h/x?token=***' }, undefined, /^A credential in its URL is not kept/],
  ['a header that was written by hand, though it went to a target', { target: 'dev', edited: true, requestHeaders: [header('x-api-token')] }, target('http://h/x', ['authorization']), /^The value of x-api-token is not kept: write it again among the headers/],
  ['a header of a target that is gone', { requestHeaders: [header('authorization')] }, undefined, /^The value of authorization is not kept/],
  ['a path that was written by hand', { target: 'dev', edited: true, url: 'http://h/y?token=***' }, target('http://h/x'), /^A credential in the path/],
  ['the path of a target that leads elsewhere now', { target: 'dev', edited: true, url: 'http://h/x' }, target('http://elsewhere/b'), /^dev leads elsewhere now, to elsewhere/],
])('nothing goes, and it is said, where it would lack %s', async (_, change, at, why) => {
  await again(change, at)
  expect(sent).toEqual([])
  expect(app.said?.text).toMatch(why)
  expect([resend.url, resend.secret]).toEqual([change.target ?? change.url ?? 'http://h/x', ''])
})

it("what a vendor's event lacks is asked for on its tab, signed as before, and of a time rule's event it is said", async () => {
  await again({ format: 'doubletick', item: '7.0', url: 'http://h/?token=***' })
  expect([app.tab, app.eventId, resend.url, resend.signing, shown]).toEqual(['doubletick', '7.0', 'http://h/?token=***', 're-signed', ['7']])
  await again({ format: 'overdue', item: 'o', url: 'http://h/?token=***' })
  expect([app.said?.text, shown]).toEqual(['A credential in its URL is not kept: write it again.', ['7']])
})

it('a secret that a target has no more is asked for beside its name', async () => {
  answer = () => {
    throw new Refusal('invalid', 'Signing needs the secret.', 'secret')
  }
  await again({ target: 'dev', signing: 're-signed' }, target('http://h/x'))
  expect([resend.url, resend.signing, resend.secret, app.said?.text]).toEqual(['dev', 're-signed', '', 'Signing needs the secret.'])
})

it('a key that is held sends once, and where no answer came that is said', async () => {
  let come = (_: unknown) => {}
  answer = () => new Promise((done) => (come = done))
  const first = again({})
  await again({})
  await vi.waitFor(() => expect(sent.length).toBe(1))
  come({ attempts: [{ id: 'b', status: 202, passed: true, verdict: 'first' }] })
  await first
  expect(sent.length).toBe(1)
  answer = () => {
    throw new Refusal('silent', 'It does not answer.')
  }
  await again({})
  expect(app.said?.text).toMatch(/^No answer came/)
})

it('the editor holds what went, and another edit of it gives way until Undo', async () => {
  const begun = drafts.begin({ ...CAME, ...BODY } as never)
  begun.type({ text: '{"mine":1}' })
  await editAgain(row({}))
  expect([drafts.of('7')?.changed, app.dialog]).toEqual([false, { kind: 'edit', capture: '7' }])
  app.undo()
  expect(drafts.of('7')?.text).toBe('{"mine":1}')

  theirs = row({ edited: true, requestHeaders: [header('content-type', 'application/json'), header('x-hub-signature-256', 'by hand'), header('x-api-token')] })
  await editAgain(theirs)
  expect([drafts.of('7')?.text, drafts.of('7')?.headers]).toEqual(['{"a":1}', 'content-type: application/json\nx-hub-signature-256: by hand'])
  await editAgain(row({ edited: true, signing: 're-signed', requestHeaders: [header('x-hub-signature-256', 'by us')] }))
  expect(drafts.of('7')?.headers).toBe('x-hub-signature-256: theirs')
})
