// What this page remembers between visits: where it last sent to, the theme. Never a secret.

/** What was remembered under `key`. */
export function remembered(key: string, otherwise: string): string {
  try {
    return localStorage.getItem(`hooktrail.${key}`) ?? otherwise
  } catch {
    return otherwise
  }
}

/** Remembers, where there is storage. */
export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(`hooktrail.${key}`, value)
  } catch {
    // Without storage nothing is remembered, and all works.
  }
}

/** A URL that was remembered; a name and password in it go from the storage too. */
export function rememberedUrl(key: string): string {
  const kept = remembered(key, '')
  const url = withoutLogin(kept)
  if (url !== kept) remember(key, url)
  return url
}

/** A URL without the name and password in it. */
export const withoutLogin = (url: string): string => url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1')
