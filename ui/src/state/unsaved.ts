// What is half written in the forms of a view: it stays in memory while something else is on the screen, until it is saved or
// given up. It is kept as it was typed, and nowhere else: an address without its secret would be saved so. What has a field
// for secrets alone is not given here: it goes with its form.

import { untrack } from 'svelte'
import { SvelteMap } from 'svelte/reactivity'

/** What a form is for. */
export type Form = 'answer' | 'label' | 'name' | 'note' | 'rule' | 'setting' | 'source' | 'target' | 'timerule' | 'tunnel'

/** By what it is known here. */
export type Key = `${Form}:${string}`

/** That of a form of something kept; without an id, of one that is not kept yet. */
export const formOf = (kind: Form, id?: string | null): Key => `${kind}:${id ?? 'new'}`

class Unsaved {
  /** What each form began with, and what stands in it now. */
  #forms = new SvelteMap<Key, { began: string; now: string }>()

  /** What a form begins with: what was half written in it, else what is kept. */
  begin<T extends object>(form: Key, kept: T): T {
    const before = this.#forms.get(form)
    if (before && before.now !== before.began) return JSON.parse(before.now) as T
    const began = JSON.stringify(kept)
    this.#forms.set(form, { began, now: began })
    return kept
  }

  /** What stands in it now. */
  write(form: Key, now: object): void {
    const text = JSON.stringify(now)
    const before = untrack(() => this.#forms.get(form))
    if (before && before.now !== text) this.#forms.set(form, { ...before, now: text })
  }

  /** Something in it is not saved. */
  has(form: Key): boolean {
    const held = this.#forms.get(form)
    return held !== undefined && held.now !== held.began
  }

  /** Of each form that is half written, of what kind it is. */
  get kinds(): Form[] {
    return [...this.#forms.keys()].filter((form) => this.has(form)).map((form) => form.split(':')[0] as Form)
  }

  /** What stands in it is saved, or given up; `now`: as it goes on. */
  done(form: Key, now?: object): void {
    const text = now ? JSON.stringify(now) : this.#forms.get(form)?.now
    if (text !== undefined) this.#forms.set(form, { began: text, now: text })
  }
}

export const unsaved = new Unsaved()
