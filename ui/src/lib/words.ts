// The words that a part of the page shows, and where they stand in it: for a search that changes nothing of the page.

import { type Range, firstBehind, hits } from './ranges'

export interface Words {
  text: string
  /** The pieces that `text` is made of, in their order. */
  parts: (Range & { node: Text })[]
}

/** What nobody sees, or what is no words of what is shown. */
const BESIDE = '.hidden, .copy, kbd, textarea'

/** The words below an element. What stands in two elements does not run together, but for the colours of one text. */
export function wordsIn(root: Element): Words {
  const parts: Words['parts'] = []
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  let [text, before] = ['', root as Element | null]
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement
    if (!(node instanceof Text) || !parent || parent.closest(BESIDE)) continue
    const around = parent.closest('pre') ?? parent
    if (around !== before) text += '\n'
    before = around
    parts.push({ node, start: text.length, end: text.length + node.data.length })
    text += node.data
  }
  return { text, parts }
}

/** The place in the page of a range of the words; null where they are gone. */
export function placeOf({ parts }: Words, { start, end }: Range): globalThis.Range | null {
  const [first, last] = [parts[firstBehind(parts, start)], parts[firstBehind(parts, end - 1)]]
  if (!first?.node.isConnected || !last?.node.isConnected) return null
  const place = document.createRange()
  place.setStart(first.node, start - first.start)
  place.setEnd(last.node, end - last.start)
  return place
}

/** Brings a place into sight: a text of megabytes is one element, so that alone would not do. */
export function reveal(place: globalThis.Range): void {
  let around = place.startContainer.parentElement
  around?.scrollIntoView({ block: 'nearest' })
  while (around && (around.scrollHeight <= around.clientHeight || getComputedStyle(around).overflowY === 'visible')) around = around.parentElement
  if (!around) return
  const [hit, sight] = [place.getBoundingClientRect(), around.getBoundingClientRect()]
  if (hit.top < sight.top || hit.bottom > sight.bottom) around.scrollTop += hit.top - sight.top - sight.height / 2
}

/** Where a search finds something below an element, in its order. */
export function placesOf(root: Element, query: string): globalThis.Range[] {
  const words = wordsIn(root)
  return hits(words.text, query).flatMap((range) => placeOf(words, range) ?? [])
}

/** Marks what a search finds below an element, by the browser: nothing of the page changes. `name` is one that ::highlight() in base.css has; what it answers takes the marks away. */
export function marked(name: string, root: Element, query: string): () => void {
  const marks = new Highlight(...placesOf(root, query))
  CSS.highlights?.set(name, marks)
  // Others may have been marked since.
  return () => void (CSS.highlights?.get(name) === marks && CSS.highlights.delete(name))
}
