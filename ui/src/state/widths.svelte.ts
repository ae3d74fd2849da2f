// How wide the parts of a view are where the user moved a border; remembered for each view. What nobody moved has no width here: the
// style of the page says.

import { remember, remembered } from '../lib/memory'
import type { View } from './views'

/** What can be made wider or narrower. */
export type Part = 'list' | 'inspector' | `column.${string}`
type All = Partial<Record<string, number>>

/** What was remembered, as far as it can be read. */
export function read(text: string): All {
  try {
    const all: unknown = JSON.parse(text)
    return Object.fromEntries(Object.entries(all ?? {}).filter(([, width]) => Number.isInteger(width) && width > 0))
  } catch {
    return {}
  }
}

class Widths {
  #all = $state.raw<All>(read(remembered('widths', '{}')))

  /** px; undefined: as usual. */
  of(view: View, part: Part): number | undefined {
    return this.#all[`${view}.${part}`]
  }

  /** null: as usual again. While a border is drawn there are many; {@link keep} remembers the last. */
  set(view: View, part: Part, width: number | null): void {
    const { [`${view}.${part}`]: _, ...others } = this.#all
    this.#all = width === null ? others : { ...others, [`${view}.${part}`]: width }
  }

  /** All columns of a view are as wide as usual; the answer takes that back. */
  usualColumns(view: View): () => void {
    const put = (all: All) => {
      this.#all = all
      this.keep()
    }
    const of = (gone: boolean) => Object.fromEntries(Object.entries(this.#all).filter(([part]) => part.startsWith(`${view}.column.`) === gone))
    const gone = of(true)
    put(of(false))
    return () => put({ ...this.#all, ...gone })
  }

  keep(): void {
    remember('widths', JSON.stringify(this.#all))
  }
}

export const widths = new Widths()
