// An attempt once more: the same item to the same place, signed and edited as it was. What an attempt does not keep, a credential for
// one, is never left out in silence: it is asked for where its item is sent from.

import { tick } from 'svelte'

import type { AttemptDetail, AttemptRow, CaptureDetail, SendEdit, SendRequest, TargetRow } from '../host/contract'
import { refusal } from '../host/host'
import { fromBase64 } from '../lib/bytes'
import { carried } from '../lib/carried'
import { hides, rest } from '../lib/url'
import { app } from './app.svelte'
import { attempts } from './attempts.svelte'
import { drafts } from './draft.svelte'
import { unanswered } from './line.svelte'
import { enter, here } from './panes'
import { resend } from './resend.svelte'
import { targets } from './targets.svelte'
import { arrive, focus, showCapture, shown } from './things'
import { ofVendor, TABS } from './views'

/** What stands in place of a credential. */
const HIDDEN = '***'
/** Names where the copy came from: made anew. */
const MARKER = 'hooktrail-replay'
const SIGNATURES = ['x-hub-signature', 'x-hub-signature-256']

const isMeta = ({ format }: AttemptRow) => format === 'meta'
const named = ({ item, format }: AttemptRow) => (format === 'meta' ? carried(item) : item)

/** Why it cannot go as it went; `field` is where that is written again. */
class Lacking {
  constructor(
    readonly why: string,
    readonly field: 'to' | 'secret' | null = null,
  ) {}
}

/** Where it went. A handshake's query is the capture's own, and goes along with it. */
const bare = ({ method, url }: AttemptRow) => (method === 'GET' && /[?&]hub\.verify_token=/.test(url) ? url.replace(/\?.*/, '') : url)
/** As the bar has it. */
const place = (row: AttemptRow) => row.target ?? bare(row)

/** Path and query that were written by hand; null where they are the target's own. */
function pathOf(row: AttemptRow, target: TargetRow): string | null | Lacking {
  const went = bare(row)
  if (!row.edited || hides(went, target.url)) return null
  if (new URL(went).host !== new URL(target.url).host) return new Lacking(`${target.name} leads elsewhere now, to ${new URL(target.url).host}: what was written after the host is not known any more.`, 'to')
  return rest(went).includes(HIDDEN) ? new Lacking('A credential in the path that was written by hand is not kept.') : rest(went)
}

/** What it lacks to go again as it went; else the path that was written by hand. */
async function ready(row: AttemptRow): Promise<{ path: string | null } | Lacking> {
  if (row.target !== null) await targets.pull()
  const target = targets.rows.find(({ name }) => name === row.target)
  if (row.target === null && place(row).includes(HIDDEN)) return new Lacking('A credential in its URL is not kept: write it again.', 'to')
  let hidden = row.requestHeaders.filter(({ name, value }) => value === HIDDEN && !target?.secretHeaders.includes(name)).map(({ name }) => name)
  if (hidden.length > 0 && isMeta(row) && !row.edited) {
    const came = await app.ask('capture_get', { id: row.captureId })
    hidden = hidden.filter((name) => !came.headers.some((header) => header.name === name))
  }
  if (hidden[0] !== undefined) return new Lacking(`The value of ${hidden[0]} is not kept: ${row.edited ? 'write it again among the headers' : 'save it with a target'}.`)
  const path = target ? pathOf(row, target) : null
  return path instanceof Lacking ? path : { path }
}

/** All that was written by hand, as it went. */
const editOf = ({ row, requestBodyBase64 }: AttemptDetail, path: string | null): SendEdit => ({
  bodyBase64: requestBodyBase64,
  headers: row.requestHeaders.filter(({ name, value }) => name !== MARKER && value !== HIDDEN),
  method: row.method,
  ...(path === null ? {} : { path }),
})

let sending = false

/** Sends it again; what came of it opens in its place. One at a time: a key that is held sends once. */
export async function sendAgain(row: AttemptRow, confirmed = false): Promise<void> {
  if (sending) return
  sending = true
  try {
    app.doing(`Sending ${named(row)} again…`)
    await send(row, confirmed)
  } catch (thrown) {
    const why = refusal(thrown)
    app.unsay()
    if (why.code === 'confirm_host') app.agree(why.message, () => void sendAgain(row, true))
    else if (why.field === 'secret') await instead(row, new Lacking(why.message, 'secret'))
    else app.refused(why)
    if (why.away) app.say(unanswered(why), true)
  } finally {
    sending = false
  }
}

async function send(row: AttemptRow, confirmed: boolean): Promise<void> {
  const can = await ready(row)
  if (can instanceof Lacking) {
    app.unsay()
    return await instead(row, can)
  }
  const to = place(row)
  const detail = isMeta(row) && !row.edited ? null : await app.ask('attempt_get', { id: row.id })
  const how: Partial<SendRequest> = isMeta(row) ? { as: 'meta' } : {}
  if (isMeta(row) || row.format === 'overdue') how.signing = row.signing
  if (detail && row.edited) how.edit = editOf(detail, can.path)
  const [sent] = (await app.ask('send', { item: row.item, to, confirmed, marker: row.marked, ...how })).attempts
  if (!sent) return app.unsay()
  const verdict = sent.verdict === 'first' ? '' : `, ${sent.verdict}`
  app.say(`Sent again to ${to}: ${sent.status ?? sent.error ?? 'failed'}${verdict}.${detail?.now ? ' The event went as it is today.' : ''}`, !sent.passed)
  await follow(row, sent)
}

async function follow(row: AttemptRow, sent: AttemptRow): Promise<void> {
  await app.refresh()
  if (app.view !== 'deliveries' || attempts.id !== row.id || !attempts.list.rows.some(({ id }) => id === sent.id)) return
  const had = here()
  attempts.choose(sent.id)
  await tick()
  if (had === 'list') enter('list')
}

/** Where its item is sent from, as far as that is known, with the keyboard in the field that lacks something. */
async function instead(row: AttemptRow, lacking: Lacking): Promise<void> {
  const { why, field } = lacking
  const tab = TABS.find((tab) => tab === row.format && ofVendor(tab))
  if (!isMeta(row) && tab === undefined) return app.say(why, true)
  if (row.edited) return await editAgain(row, lacking)
  const back = isMeta(row) ? aside(row.captureId) : null
  app.showTab(tab ?? 'meta')
  showCapture(row.captureId)
  if (tab) app.openEvent(row.item)
  bar(row, field)
  const lacks = field === 'secret' ? '[data-testid=resend-secret]' : '[data-url]'
  await shown(row.captureId, () => arrive(lacks, () => (focus(lacks), resend.refused.say(why, field))))
  back?.()
}

/** The bar holds where it went, and how it was signed; a target signs with the secret that it has, unless it has none any more. */
function bar(row: AttemptRow, field: Lacking['field']): void {
  const own = row.target !== null && row.signing === 're-signed' && field !== 'secret'
  resend.type({ url: place(row), secret: '', ...(isMeta(row) ? { signing: own ? 'as received' : row.signing } : {}) })
}

/** Another edit of that capture gives way; what it answers says so, and offers it back. */
function aside(capture: string): (() => void) | null {
  if (!drafts.of(capture)?.changed) return null
  const back = drafts.giveUp(capture)
  return () => app.say(`Another edit of capture #${capture} was begun: Undo brings it back.`, false, () => (drafts.giveUp(capture), back()))
}

/** Opens what went in the editor, to be sent there. */
export async function editAgain(row: AttemptRow, known?: Lacking): Promise<void> {
  const id = row.captureId
  const [came, body, detail, can] = await Promise.all([app.try('capture_get', { id }), app.try('capture_body', { id }), row.edited ? app.try('attempt_get', { id: row.id }) : null, ready(row).catch(app.refused)])
  if (!came || !body || !can || (row.edited && !detail)) return
  const lacking = known ?? (can instanceof Lacking ? can : null)
  const back = aside(id)
  const draft = drafts.begin({ ...came, ...body })
  if (detail) draft.resume({ body: detail.requestBodyBase64 === detail.originBase64 ? null : fromBase64(detail.requestBodyBase64), headers: headersOf(row, came), method: row.method, path: can instanceof Lacking ? '' : (can.path ?? '') })
  bar(row, lacking?.field ?? null)
  app.open({ kind: 'edit', capture: id })
  if (lacking) await tick().then(() => resend.refused.say(lacking.why, lacking.field))
  back?.()
}

/** What went, but for what is made anew; a signature that was written by hand is none of that. */
function headersOf({ requestHeaders, signing }: AttemptRow, came: CaptureDetail) {
  const went = requestHeaders.filter(({ name, value }) => name !== MARKER && value !== HIDDEN)
  if (signing === 'as received') return went
  return [...went.filter(({ name }) => !SIGNATURES.includes(name)), ...came.headers.filter(({ name }) => SIGNATURES.includes(name))]
}
