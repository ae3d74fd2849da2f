// The window: Tauri's IPC. The only place that imports @tauri-apps.

import { invoke } from '@tauri-apps/api/core'
import { listen } from '@tauri-apps/api/event'

import type { Changed } from './contract'
import { type Host, refusal } from './host'

export const tauri: Host = {
  async call(command, request) {
    try {
      return await invoke('rpc', { command, request })
    } catch (thrown) {
      throw refusal(thrown)
    }
  },

  follow(changed, lost) {
    void listen<Changed>('changed', (event) => {
      lost(false)
      changed(event.payload)
    }).then(() => changed({ revision: 0, captures: [] }))
  },
}
