// Compares beside the page, which goes on meanwhile. Knows nothing but comparisons; the page asks through comparing.ts.

import { Comparison, type Content } from './comparison'

export type Method = keyof Comparison
export type Asked =
  | { of: string; begin: [left: Content, right: Content] }
  | { of: string; id: number; method: Method; args: unknown[] }

const all = new Map<string, Comparison>()

self.onmessage = ({ data }: MessageEvent<Asked>) => {
  if ('begin' in data) {
    all.set(data.of, new Comparison(...data.begin))
    return
  }
  const comparison = all.get(data.of)
  const method = comparison?.[data.method] as ((...args: unknown[]) => unknown) | undefined
  self.postMessage({ id: data.id, answer: method?.apply(comparison, data.args) })
}
