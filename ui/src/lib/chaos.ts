// The words of a replay's pace and chaos, as the command line takes them.

export interface Chaos {
  seed: string
  /** Per cent. */
  dup: number
  drop: number
  /** Places. */
  reorder: number
  /** ms. */
  delay: number
  jitter: number
  burst: number
  split: boolean
  merge: number
}

export const CALM: Chaos = { seed: '', dup: 0, drop: 0, reorder: 0, delay: 0, jitter: 0, burst: 0, split: false, merge: 0 }

/** `7:dup=5%,delay=50ms±20ms`; null when nothing is asked for. */
export function chaosText(chaos: Chaos): string | null {
  const words = [
    chaos.dup > 0 && `dup=${chaos.dup}%`,
    chaos.drop > 0 && `drop=${chaos.drop}%`,
    chaos.reorder > 1 && `reorder=${chaos.reorder}`,
    (chaos.delay > 0 || chaos.jitter > 0) && `delay=${chaos.delay}ms±${chaos.jitter}ms`,
    chaos.burst > 1 && `burst=${chaos.burst}`,
    chaos.split && 'split',
    chaos.merge > 1 && `merge=${chaos.merge}`,
  ].filter((word) => word !== false)
  if (words.length === 0) return null
  return `${chaos.seed ? `${chaos.seed}:` : ''}${words.join(',')}`
}

export interface Pace {
  kind: 'fast' | 'every' | 'recorded'
  /** ms between two. */
  every: number
  /** How many times faster than recorded. */
  factor: number
}

/** `fast`, `every:200ms`, `recorded:x10`. */
export function paceText(pace: Pace): string {
  if (pace.kind === 'every') return `every:${pace.every}ms`
  if (pace.kind === 'recorded') return pace.factor === 1 ? 'recorded' : `recorded:x${pace.factor}`
  return 'fast'
}

/** 1.2 s, 3 min: how long something lasts. */
export function lasting(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 120_000) return `${(ms / 1000).toFixed(1).replace(/\.0$/, '')} s`
  if (ms < 7_200_000) return `${Math.round(ms / 60_000)} min`
  return `${(ms / 3_600_000).toFixed(1).replace(/\.0$/, '')} h`
}
