// The parts of a view that one goes through by key: from the list to what is chosen, to the inspector, and back. An element says that
// it is one, `data-pane="list"`, and what in it takes the keys, `data-keys`: itself, or buttons that are pressed when chosen. Those that
// lead away, `data-leads`, are only gone over.

import { tick } from 'svelte'

import { app } from './app.svelte'
import { inspector } from './inspector.svelte'

const PANES = ['list', 'timeline', 'inspector'] as const
type Pane = (typeof PANES)[number]
const ABLE = 'button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), summary, [tabindex="0"]'

/** The row that was chosen, or was opened last. */
const CHOSEN = '[aria-pressed=true], [data-leads][aria-current=true]'

const find = (pane: Pane): HTMLElement | null => document.querySelector(`[data-pane="${pane}"]`)

/** The pane that has the keyboard. */
export function here(): Pane | null {
  const pane = document.activeElement?.closest('[data-pane]')?.getAttribute('data-pane')
  return PANES.find((one) => one === pane) ?? null
}

/** What of a pane has the keyboard when one comes to it. */
function first(pane: HTMLElement): HTMLElement | null {
  const keys = pane.querySelector<HTMLElement>('[data-keys]') ?? pane
  if (keys.matches('[tabindex="0"]')) return keys
  return keys.querySelector<HTMLElement>(`[role=tab][aria-selected=true], ${CHOSEN}`) ?? keys.querySelector<HTMLElement>('[aria-pressed]') ?? keys.querySelector<HTMLElement>(ABLE)
}

/** It is on the screen, or comes when it is entered. */
const there = (pane: Pane): boolean => find(pane) !== null || (pane === 'inspector' && inspector.away)

/** Gives a pane the keyboard; false where there is none. */
export function enter(pane: Pane): boolean {
  if (pane === 'inspector' && inspector.away) {
    inspector.show()
    void tick().then(() => enter(pane))
    return true
  }
  const found = find(pane)
  const to = found && first(found)
  to?.focus()
  return to !== null
}

/** To the next pane of the view, or the one before. */
export function go(by: 1 | -1): boolean {
  const shown = PANES.filter(there)
  const at = here()
  const next = at === null ? shown[0] : shown[shown.indexOf(at) + by]
  return next !== undefined && enter(next)
}

/** Puts the inspector away; the keyboard does not go with it. */
export function putAway(): void {
  if (here() === 'inspector') go(-1)
  inspector.put(true)
}

/** What is typed or chosen goes into it. */
export const isField = (element: Element | null): boolean =>
  element instanceof HTMLElement && (element.isContentEditable || element.matches('input:not([type=radio]), textarea, select'))

/** Out of a field, to the pane around it. */
export function leave(field: HTMLElement): void {
  const pane = field.closest<HTMLElement>('[data-pane]')
  const to = pane && first(pane)
  if (to && to !== field) to.focus()
  else field.blur()
}

/** Where something is written that another row would throw away. */
const WRITING = 'form, [data-pane=inspector]:has(input)'

const rowsOf = (list: Element) => [...list.querySelectorAll<HTMLButtonElement>(':is([aria-pressed], [data-leads]):not(:disabled)')]

/** From a filter on to the rows that it finds, once they are known: to the one that is chosen, else the first is. Nowhere where there
    are none, nor for who wrote on or went elsewhere meanwhile. */
export async function toRows(list: { filter: string; answered: () => Promise<boolean>; reopen?: () => void }): Promise<void> {
  const field = document.activeElement
  const written = () => (document.activeElement === field && field instanceof HTMLInputElement ? field.value : null)
  const before = written()
  const known = await list.answered()
  await tick()
  const rows = document.querySelector('[data-pane=list][data-keys], [data-pane=list] [data-keys]')
  if (!rows || written() !== before) return
  enter('list')
  if (!known || list.filter === '') return
  if (!rows.matches('[tabindex="0"]')) {
    if (!rows.querySelector(CHOSEN)) rowsOf(rows)[0]?.click()
  } else if (rows.hasAttribute('aria-activedescendant')) list.reopen?.()
  else app.move(1)
}

/** The next row of a list of buttons, or the one before. */
function step(rows: HTMLButtonElement[], by: 1 | -1): void {
  const active = rows.findIndex((row) => row === document.activeElement)
  const at = active >= 0 ? active : rows.findIndex((row) => row.matches(CHOSEN))
  const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by]
  if (next?.matches('[aria-pressed]')) next.click()
  next?.focus()
}

/** The view that is shown moves its own selection. */
export const moving = (): boolean => app.view === 'conversations' || app.moves[app.view] !== undefined

/** To the next or the previous thing of the pane that has the keyboard, unless `on` goes otherwise; false where nothing moves. */
export function move(by: 1 | -1, on = (by: 1 | -1) => app.move(by)): boolean {
  const own = document.activeElement?.closest('[data-keys]')
  const rows = (own ? [own] : [...document.querySelectorAll('[data-keys]')]).map(rowsOf).find(({ length }) => length > 0)
  if (rows) {
    if (!own && document.activeElement?.closest(WRITING)) return false
    step(rows, by)
    return true
  }
  if (!moving()) return false
  const at = here()
  if (at !== 'inspector' && !document.activeElement?.matches('[data-keys]')) enter(at ?? (app.view === 'conversations' ? app.pane : 'list'))
  on(by)
  return true
}
