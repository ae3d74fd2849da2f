// What would be lost with the page. The host knows at any time whether something would, and it is asked before the page goes.

import { untrack } from 'svelte'

import { type Host, refusal } from '../host/host'
import { capital, count } from '../lib/text'
import { app } from './app.svelte'
import { drafts } from './draft.svelte'
import { type Form, unsaved } from './unsaved'

/** What a form is called. */
const FORMS: Record<Form, string> = { answer: 'response', label: 'label', name: 'name in the directory', note: 'note', rule: 'rule', setting: 'setting', source: 'source', target: 'target', timerule: 'time rule', tunnel: 'tunnel' }
const AND = new Intl.ListFormat('en')

/** In words; null where nothing would be lost. */
export function unkept(): string | null {
  const { unsent } = drafts
  const { kinds } = unsaved
  const forms = [...new Set(kinds)].map((kind) => {
    const many = kinds.filter((one) => one === kind).length
    return many === 1 ? `a ${FORMS[kind]}` : `${count(many)} ${FORMS[kind]}s`
  })
  const lost = [
    ...(unsent.length === 0 ? [] : [unsent.length === 1 ? `the edit of capture #${unsent[0]}` : `${count(unsent.length)} edits of captures`]),
    ...(forms.length === 0 ? [] : [`what is half written in ${AND.format(forms)}`]),
  ]
  if (lost.length === 0) return null
  const [are, them] = lost.length > 1 || unsent.length > 1 ? ['are', 'them'] : ['is', 'it']
  return capital(`${AND.format(lost)} ${are} nowhere else: closing loses ${them}.`)
}

/** What was deleted cannot be sent any more; what somebody looks at stays on the screen. */
async function prune(): Promise<void> {
  const open = app.dialog?.kind === 'edit' ? app.dialog.capture : null
  for (const id of drafts.captures) if (id !== open) await app.ask('capture_get', { id }).catch((thrown) => refusal(thrown).code === 'not_found' && drafts.giveUp(id))
}

class Leaving {
  /** It is asked now whether that may be lost. */
  asked = $state<string | null>(null)
  #host: Host | null = null

  start(host: Host): void {
    this.#host = host
    host.window?.leaving(() => {
      this.asked = unkept()
      if (this.asked === null) this.go()
    })
    $effect.root(() => {
      const held = $derived(unkept() !== null)
      $effect(() => host.unkept(held))
      $effect(() => {
        void app.status?.epoch
        untrack(() => void prune())
      })
    })
  }

  stay(): void {
    this.asked = null
    this.#host?.unkept(true)
  }

  go(): void {
    this.#host?.window?.leave()
  }
}

export const leaving = new Leaving()
