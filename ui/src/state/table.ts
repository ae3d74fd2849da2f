// What can be done with the table of captures as a whole: how it looks, in what order, and what it shows.

import { COLUMNS, LEAST, USUAL, rises } from '../lib/columns'
import { app } from './app.svelte'
import { captures, widthOf } from './captures.svelte'
import { ofView } from './kept'
import { type Action, arrive } from './things'
import { widths } from './widths.svelte'

/** How much wider or narrower a column becomes at a time, px. */
const STEP = 48

/** Which columns there are, their order and their widths are as if nobody had changed them. */
export function usualColumns(): void {
  const before = captures.columns.map(({ name }) => name)
  const narrow = widths.usualColumns('captures')
  captures.showColumns(USUAL)
  app.say('The columns are the usual ones, as wide as usual.', false, () => {
    captures.showColumns(before)
    narrow()
  })
}

/** null: as wide as usual. */
function widen(name: string, by: number | null): void {
  const now = document.querySelector(`[data-column="${name}"]`)?.getBoundingClientRect().width
  if (now === undefined) return app.say('Columns are seen once there is a capture to show.')
  widths.set('captures', `column.${name}`, by === null ? null : Math.max(LEAST, Math.round(now + by)))
  widths.keep()
}

function askWhere(): void {
  const answers = captures.columns.flatMap(({ name, title }, at) => [
    ...(at > 0 ? [{ title: `${title} further to the left`, run: () => captures.moveColumn(name, -1) }] : []),
    ...(at < captures.columns.length - 1 ? [{ title: `${title} further to the right`, run: () => captures.moveColumn(name, 1) }] : []),
  ])
  app.open({ kind: 'palette', ask: { title: 'Move which column', answers: () => answers } })
}

function askWidth(): void {
  const answers = captures.fits.flatMap(({ name, title }) => [
    { title: `${title} wider`, run: () => widen(name, STEP) },
    { title: `${title} narrower`, run: () => widen(name, -STEP) },
    ...(widthOf(name) === undefined ? [] : [{ title: `${title} as wide as usual`, run: () => widen(name, null) }]),
  ])
  app.open({ kind: 'palette', ask: { title: 'Which column', answers: () => answers } })
}

function columns(): Action[] {
  const shown = new Set(captures.columns.map(({ name }) => name))
  return COLUMNS.filter(({ name }) => shown.size > 1 || !shown.has(name)).map(({ name, title }) => ({
    title: `${shown.has(name) ? 'Hide' : 'Show'} the column ${title}`,
    run: () => captures.column(name, !shown.has(name)),
  }))
}

function orders(): Action[] {
  return COLUMNS.flatMap(({ sort, title }) => {
    if (!sort) return []
    const [up, down] = rises(sort) ? ['A to Z', 'Z to A'] : sort === 'time' ? ['oldest first', 'newest first'] : ['smallest first', 'largest first']
    const now = captures.sort === sort ? `, ${captures.ascending ? down : up}` : ''
    return [{ title: `Put captures in order by ${title.toLowerCase()}${now}`, run: () => captures.sortBy(sort) }]
  })
}

/** By name in the palette. */
export function ofTable(): Action[] {
  return [
    ...captures.views.flatMap(ofView),
    { title: 'Choose all captures that are loaded', key: 'Ctrl A', run: () => captures.several.all() },
    { title: 'Keep what captures shows as a view…', run: () => arrive('[data-testid=views] button', (button) => (button.click(), arrive('[data-testid=view-name]'))) },
    { title: captures.grouped ? 'Show each redelivery by itself' : 'Show redeliveries together', run: () => captures.group(!captures.grouped) },
    ...orders(),
    ...columns(),
    ...(captures.columns.length > 1 ? [{ title: 'Move a column…', run: askWhere }] : []),
    { title: 'Make a column wider or narrower…', run: askWidth },
    { title: 'Show the usual columns, as wide as usual', run: usualColumns },
  ]
}
