// Where somebody reads in a plain scroller.

import { untrack } from 'svelte'

/** Tells whether its top is on the screen: when the scroller appears, and when it was scrolled. */
export function top(told: (top: boolean) => void) {
  return (node: HTMLElement): (() => void) => {
    const scrolled = (): void => told(node.scrollTop < 1)
    untrack(scrolled)
    node.addEventListener('scroll', scrolled, { passive: true })
    return () => node.removeEventListener('scroll', scrolled)
  }
}
