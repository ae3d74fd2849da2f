// Asking what filters mean: for the fields in which they are written.

import type { FilterAnswer } from '../host/contract'
import { app } from './app.svelte'

/** What a field needs for filters of one list. */
export function filters(of: string) {
  /** What was just used is among what was used lately. */
  let told: Promise<unknown> = Promise.resolve()
  const describe = async (filter: string, cursor?: number): Promise<FilterAnswer | null> => {
    try {
      await told
      return await app.ask('filter_describe', { of, filter, ...(cursor === undefined ? {} : { cursor }) })
    } catch {
      // The list itself says that nothing can be asked.
      return null
    }
  }
  return {
    describe,
    /** Why a form with this filter is not kept; the field says itself what is wrong, and where. Null where it can be read. */
    unread: async (filter: string): Promise<string | null> => ((await describe(filter))?.problem ? 'Not kept: the filter cannot be read, as it says below it.' : null),
    used: (filter: string): void => void (told = app.ask('filter_used', { of, filter }).catch(() => null)),
  }
}
