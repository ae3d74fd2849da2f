// Which key is meant: the same one whatever alphabet the keyboard writes, and with the capitals locked.

/** The name of the key as our lists of keys have it. */
export function meant({ key, code, shiftKey }: Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey'>): string {
  if (/^[a-z]$/i.test(key)) return shiftKey ? key.toUpperCase() : key.toLowerCase()
  // Another alphabet: what the key would write on a Latin keyboard.
  const place = /^Key([A-Z])$/.exec(code)?.[1]
  if (key.length > 1 || key <= '\x7f' || place === undefined) return key
  return shiftKey ? place : place.toLowerCase()
}
