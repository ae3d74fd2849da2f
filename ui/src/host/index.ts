// Which host this page runs in.

import type { Host } from './host'
import { http } from './http'

/** The window's IPC where it is there, else loopback HTTP. */
export async function connect(): Promise<Host> {
  if ('__TAURI_INTERNALS__' in window) return (await import('./tauri')).tauri
  return http
}
