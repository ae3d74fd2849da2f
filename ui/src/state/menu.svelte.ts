// Which menu is open, of what, and where.

import { app } from './app.svelte'
import { type Thing, actionsOf, select, thingOf } from './things'

interface Open {
  thing: Thing
  /** Where it opens: at the pointer, or under the element. */
  box: DOMRect
  /** What has the keyboard afterwards. */
  back: Element | null
}

/** Where the browser's own menu says more: what can be typed into, followed or marked. */
const THEIRS = 'input, textarea, select, a, .cm-editor, pre'

class Menu {
  open = $state.raw<Open | null>(null)

  close(): void {
    this.open = null
  }

  #show(element: Element, box: DOMRect): boolean {
    const thing = thingOf(element)
    if (!thing) return false
    select(thing)
    if (actionsOf(thing).length === 0) return false
    this.open = { thing, box, back: document.activeElement }
    return true
  }

  /** Asked for with the pointer; true when there is a menu. */
  pointed(event: MouseEvent): boolean {
    const target = event.target instanceof Element ? event.target : null
    const element = target?.closest('[data-thing]')
    const marked = getSelection()
    if (!target || !element || target.closest(THEIRS) || (marked?.type === 'Range' && marked.containsNode(target, true))) return false
    return this.#show(element, new DOMRect(event.clientX, event.clientY, 0, 0))
  }

  /** Asked for by key: of what has the keyboard, or of what is chosen there. */
  pressed(): boolean {
    const at = document.activeElement
    const chosen = app.view === 'captures' || (app.view === 'conversations' && app.pane === 'timeline') ? '[data-thing][aria-current="true"]' : '[data-thing][aria-selected="true"], [data-thing][aria-pressed="true"]'
    // A row that was clicked has the keyboard, and may show another one by now.
    const row = at?.closest('[role=option]') ? null : at?.closest('[data-thing]')
    const element = row ?? at?.querySelector(chosen) ?? document.querySelector(chosen)
    return element ? this.#show(element, element.getBoundingClientRect()) : false
  }
}

export const menu = new Menu()
