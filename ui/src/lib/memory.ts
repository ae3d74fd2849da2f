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

/** A URL that was remembered; secrets in it go from the storage too. */
export function rememberedUrl(key: string): string {
  const kept = remembered(key, '')
  const url = withoutSecrets(kept)
  if (url !== kept) remember(key, url)
  return url
}

/** Names of what is secret, as the engine knows them (`is_credential`). */
const CREDENTIAL = /authorization|cookie|api[-_]?key|token|secret|password/i

function read(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

/** A URL without the name and password in it, and with `***` for what its query calls a secret. */
export const withoutSecrets = (url: string): string =>
  url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1').replace(/([?#&])([^=?#&]*)=([^#&]*)/g, (pair, sign: string, name: string) => (CREDENTIAL.test(read(name)) ? `${sign}${name}=***` : pair))
