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

/** `name: value` lines as rows; a line without a colon is a name with nothing. */
export function headerLines(text: string): { name: string; value: string }[] {
  const lines = text.split('\n').map((line) => line.trim())
  return lines.filter(Boolean).map((line) => {
    const [name = '', ...rest] = line.split(':')
    return { name: name.trim(), value: rest.join(':').trim() }
  })
}
