// The window: Tauri's IPC. The only place that imports @tauri-apps.

import { type InvokeArgs, invoke } from '@tauri-apps/api/core'
import { listen } from '@tauri-apps/api/event'

import { fromBase64, toBase64 } from '../lib/bytes'
import type { Changed } from './contract'
import { type Host, type Leads, refusal } from './host'
import { holds } from './reload'

/** A command of the shell; its refusals read as the engine's. */
async function ask<A>(command: string, request: InvokeArgs = {}): Promise<A> {
  try {
    return await invoke(command, request)
  } catch (thrown) {
    throw refusal(thrown)
  }
}

export const tauri: Host = {
  call: (command, request) => ask('rpc', { command, request }),
  save: (name, bytes) => ask('save', { name, base64: toBase64(bytes) }),
  async write(name) {
    const number = await ask<number | null>('write_begin', { name })
    return number === null ? null : { add: (text) => ask('write_add', { number, text }), done: () => ask('write_done', { number }), drop: () => ask('write_drop', { number }) }
  },
  async open(endings, several = false) {
    const files = await ask<{ number: number; name: string; size: number }[]>('open', { endings, several })
    return files.map(({ number, name, size }) => ({ name, size, bytes: async () => fromBase64(await ask('read', { number })) }))
  },
  unkept(held) {
    holds(held)
    void ask('unkept', { held })
  },
  window: {
    folder: () => ask('folder'),
    showData: () => ask('show_data'),
    about: () => ask('about'),
    larger: () => ask('larger'),
    menu: (chosen) => void listen<string>('menu', ({ payload }) => chosen(payload)),
    leaving: (asked) => void listen('leaving', asked),
    leave: () => void ask('leave'),
    lead: (to) => void listen<Leads>('lead', ({ payload }) => to(payload)),
  },

  follow(changed, lost) {
    void listen<Changed>('changed', (event) => {
      lost(null)
      changed(event.payload)
    }).then(() => changed({ revision: 0, captures: [] }))
  },
}
