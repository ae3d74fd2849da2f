// What can be done with the table of captures as a whole: how it looks, in what order, and what it shows.

import { COLUMNS, rises } from '../lib/columns'
import { captures } from './captures.svelte'
import { ofView } from './kept'
import { type Action, arrive } from './things'

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
  ]
}
