// Which host this page runs in.

import type { Host } from './host'
import { http } from './http'
import { tauri } from './tauri'

/** The window's IPC where it is there, else loopback HTTP. */
export const host: Host = '__TAURI_INTERNALS__' in window ? tauri : http
