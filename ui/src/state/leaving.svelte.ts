// What would be lost with the page. The host knows it at any time, and asks before the page goes.

import type { Host } from '../host/host'
import { count } from '../lib/text'
import { drafts } from './draft.svelte'
import { unsaved } from './unsaved'

/** In words; null where nothing would be lost. */
export function unkept(): string | null {
  const { unsent } = drafts
  const { forms } = unsaved
  const lost = [
    ...(unsent.length === 0 ? [] : [unsent.length === 1 ? `the edit of capture #${unsent[0]}` : `${count(unsent.length)} edits of captures`]),
    ...(forms === 0 ? [] : [forms === 1 ? 'what is half written in a form' : `what is half written in ${count(forms)} forms`]),
  ]
  if (lost.length === 0) return null
  const are = lost.length > 1 || unsent.length > 1 ? 'are' : 'is'
  return `${lost.join(' and ')} ${are} not kept yet and would be lost.`.replace(/^./, (first) => first.toUpperCase())
}

export function leaving(host: Host): void {
  $effect.root(() => {
    $effect(() => host.unkept(unkept()))
  })
}
