// The browser: the same contract over loopback HTTP, changes as server-sent events. The cookie says who asks.

import { handed } from '../lib/files'
import { type Host, Refusal, refusal } from './host'
import { holds } from './reload'

const SILENT = 'The program does not answer; trying again. If it has ended, start `hooktrail serve` and open the link that it prints.'
const STRANGER = 'The program does not know this browser: it was started anew, or its link was opened elsewhere. Open the new link that `hooktrail serve` printed; it works once. A browser that is let in copies another one, under About.'
const silent = () => new Refusal('silent', SILENT)
const stranger = () => new Refusal('stranger', STRANGER)

/** A browser that is not signed in asks so seldom, ms. */
const AGAIN = 3_000

/** Has the browser load it down. */
function load(name: string, blob: Blob): string {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser has read it by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
  return name
}

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
      throw silent()
    }
    if (answer.ok) {
      return await answer.json().catch(() => {
        throw silent()
      })
    }
    if (answer.status === 401) throw stranger()
    throw refusal(await answer.json().catch(() => new Error(`${command}: ${answer.status}`)))
  },

  unkept: holds,

  follow(changed, lost) {
    let source: EventSource | null = null
    const leave = () => {
      source?.close()
      source = null
    }
    const listen = () => {
      if (source || document.hidden) return
      const now = (source = new EventSource('/events'))
      now.addEventListener('changed', (event) => {
        lost(null)
        changed(JSON.parse(event.data))
      })
      now.addEventListener('error', () => {
        // It goes on by itself where nobody answers, and gives up where it is refused; the new link may be opened in another tab.
        const refused = now.readyState === EventSource.CLOSED
        lost(refused ? stranger() : silent())
        if (!refused) return
        leave()
        setTimeout(listen, AGAIN)
      })
    }
    // A browser lends all tabs of a host six connections: only those that are seen hold one. A stream's first word makes good for what was missed.
    document.addEventListener('visibilitychange', () => (document.hidden ? leave() : listen()))
    listen()
  },

  save: async (name, bytes) => load(name, new Blob([bytes as Uint8Array<ArrayBuffer>])),

  async write(name) {
    // What a blob holds the browser keeps out of the page's memory.
    let held = new Blob()
    return {
      add: async (text) => void (held = new Blob([held, text])),
      done: async () => load(name, held),
      drop: async () => void (held = new Blob()),
    }
  },

  open(endings, several = false) {
    const field = document.createElement('input')
    field.type = 'file'
    field.accept = endings.map((ending) => `.${ending}`).join(',')
    field.multiple = several
    return new Promise((done) => {
      field.addEventListener('cancel', () => done([]))
      field.addEventListener('change', () => done(handed(field.files)))
      field.click()
    })
  },
}
