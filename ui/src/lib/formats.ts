// What a target can get of a capture, and what it is called.

export const FORMATS = [
  { word: 'meta', title: "Meta's bytes" },
  { word: 'doubletick.message-status', title: 'DoubleTick message status' },
  { word: 'doubletick.conversation-opened', title: 'DoubleTick conversation opened' },
  { word: 'texter.message-status-changed', title: 'Texter message status changed' },
  { word: 'zoho.im-message-status', title: 'Zoho Desk message status' },
] as const

/** A format in words. */
export function formatTitle(word: string): string {
  if (word === 'overdue') return 'Event of a time rule'
  return FORMATS.find((format) => format.word === word)?.title ?? word
}

/** `name: value` lines as rows, or what is wrong with the first line that is none, in words. */
export function headerLines(text: string): { headers: { name: string; value: string }[]; wrong: string | null } {
  const headers: { name: string; value: string }[] = []
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const colon = line.indexOf(':')
    const name = line.slice(0, colon < 0 ? undefined : colon).trim()
    const value = colon < 0 ? '' : line.slice(colon + 1).trim()
    const lacks = !name ? 'name before its colon' : colon < 0 ? 'colon' : !value ? 'value behind its colon' : null
    if (lacks) return { headers, wrong: `Line ${index + 1} of the headers has no ${lacks}: write “${name || 'x-name'}: ${value || 'value'}”, or leave it out.` }
    headers.push({ name, value })
  }
  return { headers, wrong: null }
}
