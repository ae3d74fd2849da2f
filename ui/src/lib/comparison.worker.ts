// Compares beside the page, which goes on meanwhile. Knows nothing but comparisons; the page asks through state/comparing.ts.

import { Comparison, type Content } from './comparison'

export type Method = keyof Comparison
export type Asked =
  | { of: string; begin: [left: Content, right: Content] }
  | { of: string; id: number; method: Method; args: unknown[] }
/** What came of a question; what is too much for one question is not for the next. */
export type Answered = { id: number; answer: unknown } | { id: number; error: string }

/** What is compared, until somebody asks. */
const begun = new Map<string, [left: Content, right: Content]>()
const all = new Map<string, Comparison>()

function compared(of: string): Comparison {
  const known = all.get(of)
  if (known) return known
  const pair = begun.get(of)
  if (!pair) throw new Error(`${of} was not begun`)
  const comparison = new Comparison(...pair)
  begun.delete(of)
  all.set(of, comparison)
  return comparison
}

self.onmessage = ({ data }: MessageEvent<Asked>) => {
  if ('begin' in data) {
    begun.set(data.of, data.begin)
    return
  }
  const { id, of, method, args } = data
  let answered: Answered
  try {
    const comparison = compared(of)
    answered = { id, answer: (comparison[method] as (...args: unknown[]) => unknown).apply(comparison, args) }
  } catch (thrown) {
    answered = { id, error: String(thrown) }
  }
  self.postMessage(answered)
}
