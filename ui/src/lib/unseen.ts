// Characters that nobody sees, by the names that readers know. Pure.

const NAMES: Record<number, string> = { 0: '␀', 9: '␉', 13: '␍', 0x7f: '␡', 0xfeff: 'BOM', 0x200b: 'ZWSP', 0x2028: 'LS', 0x2029: 'PS' }

/** Those that turn the order in which a text is read. */
const TURNING: Record<number, string> = {
  0x061c: 'ALM', 0x200e: 'LRM', 0x200f: 'RLM',
  0x202a: 'LRE', 0x202b: 'RLE', 0x202c: 'PDF', 0x202d: 'LRO', 0x202e: 'RLO',
  0x2066: 'LRI', 0x2067: 'RLI', 0x2068: 'FSI', 0x2069: 'PDI',
}

/** A short name of a character that is not seen. */
export function unseen(code: number): string {
  return NAMES[code] ?? TURNING[code] ?? (code < 0x20 ? String.fromCharCode(0x2400 + code) : '•')
}

/** Whether they end what others began: their names stand behind them then, where the order is as before. */
export function ending(turns: string): boolean {
  return /^[\u202c\u2069]+$/.test(turns)
}

/** A text in pieces: every second one is of characters that turn the order of what is around them. */
export function turns(text: string): string[] {
  return text.split(/([\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+)/)
}

/** Three names say what it is; a customer may have sent thousands. */
const NAMED = 3

/** The short names of characters that are not seen, each once. */
export function named(run: string): string {
  const names = [...new Set(run)].map((one) => unseen(one.charCodeAt(0)))
  const times = run.length > names.length ? ` ×${run.length}` : ''
  return `${names.slice(0, NAMED).join(' ')}${names.length > NAMED ? '…' : ''}${times}`
}
