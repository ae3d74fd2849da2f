// The browser: the same contract over loopback HTTP, changes as server-sent events. The cookie says who asks.

import { type Host, Refusal, refusal } from './host'

const GONE = 'Hooktrail does not answer. Start `hooktrail serve` again and open the link that it prints.'
const UNKNOWN = 'This browser is not signed in. Open the link that `hooktrail serve` prints; it works once.'

/** A browser that is not signed in asks so seldom, ms. */
const AGAIN = 3_000

export const http: Host = {
  async call(command, request) {
    let answer: Response
    try {
      answer = await fetch(`/rpc/${command}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(request),
      })
    } catch {
      throw new Refusal('unavailable', GONE)
    }
    if (answer.ok) return await answer.json()
    if (answer.status === 401) throw new Refusal('unauthorized', UNKNOWN)
    throw refusal(await answer.json().catch(() => new Error(`${command}: ${answer.status}`)))
  },

  follow(changed, lost) {
    const source = new EventSource('/events')
    source.addEventListener('changed', (event) => {
      lost(false)
      changed(JSON.parse(event.data))
    })
    source.addEventListener('error', () => {
      lost(true)
      // Refused, because Hooktrail was started anew, it gives up; the new link may be opened in another tab.
      if (source.readyState === EventSource.CLOSED) setTimeout(() => http.follow(changed, lost), AGAIN)
    })
  },

  async save(name, bytes) {
    const url = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>]))
    const link = document.createElement('a')
    link.href = url
    link.download = name
    link.click()
    // The browser has read it by then.
    setTimeout(() => URL.revokeObjectURL(url), 60_000)
    return name
  },

  open(endings) {
    const field = document.createElement('input')
    field.type = 'file'
    field.accept = endings.map((ending) => `.${ending}`).join(',')
    return new Promise((done, fail) => {
      field.addEventListener('cancel', () => done(null))
      field.addEventListener('change', () => {
        const file = field.files?.[0]
        if (!file) return done(null)
        file.arrayBuffer().then((bytes) => done({ name: file.name, bytes: new Uint8Array(bytes) }), fail)
      })
      field.click()
    })
  },
}
