// What is done with several captures of the table at once: the same in their menu, in the palette and by key.

import type { CaptureRow } from '../host/contract'
import { count } from '../lib/text'
import { app } from './app.svelte'
import { captures } from './captures.svelte'
import { compare } from './compare.svelte'
import { native } from './native'
import { replays } from './replays.svelte'
import type { Action } from './things'

const idsOf = (rows: readonly CaptureRow[]) => rows.map(({ id }) => id)

/** Only those that are not so yet change, and are changed back. */
async function pin(rows: readonly CaptureRow[], all: string): Promise<void> {
  const pinned = rows.some((row) => !row.pinned)
  const ids = idsOf(rows.filter((row) => row.pinned !== pinned))
  if (!(await captures.annotate({ captures: ids, pinned }))) return
  app.say(pinned ? `${all} are pinned: pinned:yes finds them.` : `${all} are no longer pinned.`, false, () => void captures.annotate({ captures: ids, pinned: !pinned }))
}

async function label(rows: readonly CaptureRow[], all: string, name: string): Promise<void> {
  const ids = idsOf(rows.filter(({ labels }) => !labels.includes(name)))
  if (ids.length === 0) return app.say(`${all} are labelled ${name} already.`)
  if (await captures.annotate({ captures: ids, label: [name] })) app.say(`${all} are labelled ${name}.`, false, () => void captures.annotate({ captures: ids, unlabel: [name] }))
}

/** Asks which: one that the table shows, or another. */
function labelling(rows: readonly CaptureRow[], all: string): void {
  const known = [...new Set(captures.lines.flatMap(({ row }) => row.labels))].sort()
  const answers = (words: string): Action[] => {
    const name = words.trim()
    const names = name === '' || known.includes(name) ? known : [...known, name]
    return names.map((name) => ({ title: `Label ${name}`, run: () => void label(rows, all, name) }))
  }
  app.open({ kind: 'palette', ask: { title: `Label for ${all}`, answers } })
}

/** Its key says why it is not done with several. */
const single = (title: string, key: string, why = `${title}: choose one capture alone. Esc gives back one.`): Action => ({ title, key, cannot: true, run: () => app.say(why, true) })

/** What can be done with those that are chosen, in the order in which they came. */
export function ofSeveral(): Action[] {
  const { rows, ids } = captures.several
  const [first, second, third] = ids
  const all = `${count(rows.length)} captures`
  return [
    { title: `Replay ${all}…`, menu: 'Resend', key: 'r', run: () => replays.ask({ title: all, items: ids, filter: '' }) },
    { title: `${rows.every(({ pinned }) => pinned) ? 'Unpin' : 'Pin'} ${all}`, key: 'p', run: () => void pin(rows, all) },
    { title: `Label ${all}…`, run: () => labelling(rows, all) },
    first && second && !third
      ? { title: 'Compare the two', key: 'm', run: () => void compare.show({ kind: 'capture', id: first }, { kind: 'capture', id: second }) }
      : single('Compare', 'm', `Two captures are compared, and ${count(rows.length)} are chosen.`),
    { title: `Save ${all} as HAR…`, run: () => void native.saveHar({ attempts: [], captures: ids }) },
    single('Edit and resend', 'e'),
    single('Copy as curl', 'c'),
    single('Show in conversation', 'o'),
    { title: `Delete ${all}…`, menu: 'Delete this capture…', key: 'Delete', danger: true, run: () => app.open({ kind: 'delete-captures', ids }) },
  ]
}
