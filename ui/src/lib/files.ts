// Files of the browser's: dropped, or chosen in its own dialog.

import type { Chosen } from '../host/host'

/** Each is read when its bytes are asked for. */
export const handed = (files: Iterable<File> | null | undefined): Chosen[] =>
  [...(files ?? [])].map((file) => ({ name: file.name, size: file.size, bytes: async () => new Uint8Array(await file.arrayBuffer()) }))
