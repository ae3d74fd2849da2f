// An attempt once more: the same item to the same place, signed and edited as it was. What an attempt does not keep, a secret for one, is
// asked for where its capture is sent from.

import { tick } from 'svelte'

import type { AttemptDetail, AttemptRow, SendEdit, SendRequest } from '../host/contract'
import { Refusal, refusal } from '../host/host'
import { fromBase64 } from '../lib/bytes'
import { passedOn } from '../lib/curl'
import { app } from './app.svelte'
import { attempts } from './attempts.svelte'
import { drafts } from './draft.svelte'
import { enter, here } from './panes'
import { resend } from './resend.svelte'
import { targets } from './targets.svelte'
import { arrive, focus, showCapture, shown } from './things'

/** What stands in place of a credential. */
const HIDDEN = '***'
/** Names where the copy came from: made anew. */
const MARKER = 'hooktrail-replay'
const SIGNATURES = ['x-hub-signature', 'x-hub-signature-256']

const isMeta = ({ format }: AttemptRow) => format === 'meta'
const place = ({ target, url }: AttemptRow) => target ?? url
/** As the bar has it: a target signs with the secret that it has. */
const signing = ({ target, signing }: AttemptRow) => (target !== null && signing === 're-signed' ? 'as received' : signing)
const named = ({ item, format }: AttemptRow) => (format === 'meta' ? `capture #${item}` : item)

const ending = (url: string) => url.replace(/^[a-z]+:\/\/[^/?#]*/i, '') || '/'
/** Path and query that were written by hand; null where they are the target's own. */
async function pathOf({ target, url }: AttemptRow): Promise<string | null> {
  if (target === null) return null
  await targets.pull()
  const own = targets.rows.find(({ name }) => name === target)?.url
  if (own === undefined || ending(own) === ending(url)) return null
  if (ending(url).includes(HIDDEN)) throw new Refusal('invalid', 'A credential in the path that was written by hand is not kept.')
  return ending(url)
}

/** All that was written by hand, as it went. */
async function editOf({ row, requestBodyBase64 }: AttemptDetail): Promise<SendEdit> {
  const path = await pathOf(row)
  const headers = row.requestHeaders.filter(({ name, value }) => name !== MARKER && value !== HIDDEN)
  return { bodyBase64: requestBodyBase64, headers, method: row.method, ...(path === null ? {} : { path }) }
}

/** Sends it again; what came of it opens in its place. */
export async function sendAgain(row: AttemptRow, confirmed = false): Promise<void> {
  const to = place(row)
  // A target brings its own.
  const lost = row.target !== null ? null : to.includes(HIDDEN) ? 'its URL' : row.edited ? row.requestHeaders.find(({ value }) => value === HIDDEN)?.name : null
  if (lost) return await instead(row, `A credential in ${lost} is not kept: write it again.`, 'to')
  app.doing(`Sending ${named(row)} again…`)
  try {
    const detail = isMeta(row) && !row.edited ? null : await app.ask('attempt_get', { id: row.id })
    const how: Partial<SendRequest> = isMeta(row) ? { as: 'meta' } : {}
    if (isMeta(row) || row.format === 'overdue') how.signing = row.signing
    if (detail && row.edited) how.edit = await editOf(detail)
    const [sent] = (await app.ask('send', { item: row.item, to, confirmed, marker: row.marked, ...how })).attempts
    if (!sent) return app.unsay()
    const verdict = sent.verdict === 'first' ? '' : `, ${sent.verdict}`
    app.say(`Sent again to ${to}: ${sent.status ?? sent.error ?? 'failed'}${verdict}.${detail?.now ? ' The event went as it is today.' : ''}`, !sent.passed)
    await follow(row, sent)
  } catch (thrown) {
    const why = refusal(thrown)
    app.unsay()
    if (why.code === 'confirm_host') app.agree(why.message, () => void sendAgain(row, true))
    else if (why.field === 'secret') await instead(row, why.message, 'secret')
    else app.refused(why)
  }
}

async function follow(row: AttemptRow, sent: AttemptRow): Promise<void> {
  await app.refresh()
  if (app.view !== 'deliveries' || attempts.id !== row.id || !attempts.list.rows.some(({ id }) => id === sent.id)) return
  const had = here()
  attempts.choose(sent.id)
  await tick()
  if (had === 'list') enter('list')
}

/** Where its capture is sent from, as far as that is known, with the keyboard in the field that lacks something. */
async function instead(row: AttemptRow, why: string, field: 'to' | 'secret'): Promise<void> {
  if (row.edited) return void ((await editAgain(row)) && resend.refused.say(why, field))
  app.showTab('meta')
  showCapture(row.captureId)
  resend.type({ url: place(row), signing: signing(row) })
  const lacks = field === 'to' ? '[data-url]' : '[data-testid=resend-secret]'
  await shown(row.captureId, () => arrive(lacks, () => (focus(lacks), resend.refused.say(why, field))))
}

/** Opens what went in the editor, to be sent there; true once it is open. */
export async function editAgain(row: AttemptRow): Promise<boolean> {
  const id = row.captureId
  const [known, body, detail] = await Promise.all([app.try('capture_get', { id }), app.try('capture_body', { id }), row.edited ? app.try('attempt_get', { id: row.id }) : null])
  if (!known || !body || (row.edited && !detail)) return false
  const back = detail && drafts.of(id)?.changed ? drafts.giveUp(id) : null
  const draft = drafts.begin({ ...known, ...body })
  if (detail) {
    const path = await pathOf(row).catch(() => null)
    const headers = [...row.requestHeaders.filter(({ name, value }) => ![MARKER, ...SIGNATURES].includes(name) && value !== HIDDEN), ...known.headers.filter(({ name }) => SIGNATURES.includes(name))]
    draft.resume({ body: detail.requestBodyBase64 === detail.originBase64 ? null : fromBase64(detail.requestBodyBase64), headers: passedOn(headers), method: row.method, path: path ?? '' })
  }
  resend.type({ url: place(row), signing: signing(row) })
  app.open({ kind: 'edit', capture: id })
  if (back) app.say(`Another edit of capture #${id} was begun: Undo brings it back.`, false, () => (drafts.giveUp(id), back()))
  return true
}
