// Where somebody reads in a plain scroller.

import { untrack } from 'svelte'

/** A scroller that tells whether its top is on the screen, when it appears and when it was scrolled; and the way back there. */
export class Scroller {
  #node: HTMLElement | null = null

  constructor(private readonly told: (top: boolean) => void) {}

  attach = (node: HTMLElement): (() => void) => {
    this.#node = node
    const scrolled = (): void => this.told(node.scrollTop < 1)
    untrack(scrolled)
    node.addEventListener('scroll', scrolled, { passive: true })
    return () => node.removeEventListener('scroll', scrolled)
  }

  toTop(): void {
    this.told(true)
    this.#node?.scrollTo(0, 0)
  }
}
