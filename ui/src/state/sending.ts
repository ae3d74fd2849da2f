// What can be done with what goes out by itself: replays, and deliveries of rules. The palette names each replay that goes on, and
// asks which delivery it shall be: thousands may wait.

import type { DeliveryRow, ReplayRow } from '../host/contract'
import { moment } from '../lib/time'
import { app } from './app.svelte'
import { deliveries } from './deliveries.svelte'
import { replays } from './replays.svelte'
import { type Action, arrive, copy, showCapture } from './things'

/** Of each state, so many are to choose from. */
const MOST = 100

/** What is not kept of it is asked for where the replay is shown. */
function resume(row: ReplayRow): void {
  if (row.wants.length === 0) return void replays.resume(row)
  deliveries.show('replays')
  replays.select(row.id)
  arrive('[data-testid=replay-again-to], [data-testid=replay-secret]')
}

export function ofReplay(row: ReplayRow): Action[] {
  const which = `the replay: ${row.what}, to ${row.to}`
  const halted = row.state === 'paused' || row.state === 'interrupted'
  if (!halted && row.state !== 'running') return []
  return [
    halted ? { title: `Resume ${which}`, run: () => resume(row) } : { title: `Pause ${which}`, run: () => (replays.select(row.id), void replays.pause(row)) },
    { title: `Cancel ${which}…`, danger: true, run: () => cancel(row) },
  ]
}

/** Asks first: what was not sent yet would have to be a replay of its own. */
export function cancel(row: ReplayRow): void {
  const run = () => (replays.select(row.id), replays.cancel(row))
  app.open({ kind: 'sure', deed: 'Cancel the replay', question: `Cancel the replay of ${row.what}?`, rest: `What it sent to ${row.to} stays listed. The rest is not sent, and it cannot go on.`, run })
}

const again = { title: 'Queue again', of: ['failed', 'given up', 'delivered'], none: 'Nothing that rules accepted has ended.', run: (row: DeliveryRow) => void deliveries.again(row) }
const giveUp = { title: 'Give up', of: ['waiting'], none: 'Nothing that rules accepted waits.', run: (row: DeliveryRow) => void deliveries.giveUp(row) }

export function ofDelivery(row: DeliveryRow): Action[] {
  return [
    ...[again, giveUp].filter(({ of }) => of.includes(row.state)).map(({ title, run }) => ({ title, run: () => run(row) })),
    ...(row.attempts > 0 ? [{ title: 'Show what was sent of it', run: () => deliveries.listOf(row) }] : []),
    { title: 'Show its capture', run: () => showCapture(row.captureId) },
    { title: 'Copy the URL', run: () => copy(row.url, 'Copied the URL.') },
  ]
}

async function choose({ title, of, none, run }: typeof again): Promise<void> {
  const found = await Promise.all(of.map((state) => app.try('deliveries_list', { state, limit: MOST })))
  if (found.includes(null)) return
  const rows = found.flatMap((page) => page?.rows ?? [])
  if (rows.length === 0) return app.say(none)
  const answers = rows.map((row) => ({
    title: `${row.state}: ${row.format === 'meta' ? `#${row.item}` : row.item} to ${row.url}, ${moment(row.acceptedAt)}`,
    run: () => (deliveries.show('forwarding'), run(row)),
  }))
  app.open({ kind: 'palette', ask: { title: `${title} which delivery`, answers: () => answers } })
}

/** By name in the palette. */
export function ofSending(): Action[] {
  return [
    { title: 'Queue a delivery again…', run: () => void choose(again) },
    { title: 'Queue all failed deliveries again…', run: () => void deliveries.askAgain('failed') },
    { title: 'Queue all deliveries again that were given up…', run: () => void deliveries.askAgain('given up') },
    { title: 'Give up a delivery…', run: () => void choose(giveUp) },
  ]
}
