// Attachments that the user asked for: fetched when told to, kept while they are few, saved where the user says.

import type { AttachmentBody, MessageRow } from '../host/contract'
import { refusal } from '../host/host'
import { fileName } from '../lib/attachment'
import { app } from './app.svelte'
import { native } from './native'

/** What came of asking for one. */
export interface Fetched {
  busy: boolean
  body: AttachmentBody | null
  trouble: string | null
}

/** The oldest goes when there are more: they may be large. */
const MOST = 12

class Attachments {
  #all = $state.raw<ReadonlyMap<string, Fetched>>(new Map())

  /** Null: nobody asked for it yet. */
  of(message: string, index: number): Fetched | null {
    return this.#all.get(`${index} ${message}`) ?? null
  }

  #put(key: string, fetched: Fetched): void {
    const others = [...this.#all].filter(([other]) => other !== key)
    this.#all = new Map([...others.slice(1 - MOST), [key, fetched]])
  }

  async fetch(message: string, index: number): Promise<void> {
    const key = `${index} ${message}`
    if (this.#all.get(key)?.busy) return
    this.#put(key, { busy: true, body: null, trouble: null })
    try {
      this.#put(key, { busy: false, body: await app.ask('attachment_get', { message, index }), trouble: null })
    } catch (thrown) {
      this.#put(key, { busy: false, body: null, trouble: refusal(thrown).message })
    }
  }

  async save({ id, attachments }: Pick<MessageRow, 'id' | 'attachments'>, index: number): Promise<void> {
    const [one, body] = [attachments[index], this.of(id, index)?.body]
    if (one && body) await native.keep({ ...body, name: fileName(one.url) ?? one.kind, note: null })
  }
}

export const attachments = new Attachments()
