// Addresses that are typed or were told, as far as the page must know them before it asks. What may be sent to is the engine's word.

/** What is reached over http or https; null for anything else. */
function address(text: string): URL | null {
  try {
    const url = new URL(text.trim())
    return /^https?:$/.test(url.protocol) ? url : null
  } catch {
    return null
  }
}

/** Host and port, as a target is called while nobody gave it a name; null where it is no address. */
export const hostOf = (text: string): string | null => address(text)?.host ?? null

const HERE = /^(localhost|.*\.localhost|127(\.\d+){3}|0\.0\.0\.0|\[::1?\])$/

/** Whether the engine would keep it as a target: it holds no user, and is not where Hooktrail itself receives. */
export function canBeTarget(text: string, receiver: string | null): boolean {
  const url = address(text)
  if (!url || url.username !== '' || url.password !== '') return false
  return !(receiver && HERE.test(url.hostname) && url.port === address(receiver)?.port)
}

/** What comes after the host. */
export const rest = (url: string): string => url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '') || '/'

/** Whether the first is the second with `***` in place of what is secret in it. */
export function hides(kept: string, url: string): boolean {
  const pieces = kept.split('***').map((piece) => piece.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'))
  return new RegExp(`^${pieces.join('.*')}$`).test(address(url)?.href ?? url)
}
