// Words that are looked for in the open conversation: what the field says, which message says it too, and what there is to tell of that.

import { SvelteMap } from 'svelte/reactivity'

import type { TimelinePlace } from '../host/contract'
import { hits } from '../lib/ranges'
import { LONG, beginning } from '../lib/text'
import { app } from './app.svelte'
import { places } from './places.svelte'
import { arrive, focus } from './things'

const FIELD = '[data-words]'
/** Between two letters, ms. */
const SETTLED = 200
/** So much of a message is told to those who hear the page. */
const HEARD = 300

class Words {
  /** The field is there. */
  open = $state(false)
  text = $state('')
  sought = $derived(this.text.trim())

  #found = $state.raw<{ sought: string; item: string | null } | null>(null)
  /** The message that says it, while it is the chosen one. */
  found = $derived(this.open && this.#found?.sought === this.sought && this.#found.item === places.chosen ? this.#found.item : null)

  #said = $state.raw<{ sought: string; choice: object; words: string } | null>(null)
  /** What came of the last look, until something else is sought or chosen. */
  says = $derived(this.#said?.sought === this.sought && this.#said.choice === app.choice ? this.#said.words : '')

  #counted = $state.raw<{ sought: string; conversation: string | null; messages: number } | null>(null)
  /** How many messages of the conversation say it; null until they were counted. */
  messages = $derived(this.#counted?.sought === this.sought && this.#counted.conversation === app.conversationId ? this.#counted.messages : null)
  #timer: ReturnType<typeof setTimeout> | null = null

  /** Messages in which it stood further down than a chat shows, and how often: they are shown whole. */
  readonly opened = new SvelteMap<string, number>()

  /** Opens the field, and gives it the keyboard. */
  ask(): void {
    this.open = true
    arrive(FIELD, () => focus(FIELD))
  }

  close(): void {
    this.open = false
  }

  type(text: string): void {
    this.text = text
  }

  /** Counts once nothing more is written, or comes. */
  count(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    const { sought } = this
    const conversation = app.conversationId
    if (sought === '' || conversation === null) return
    this.#timer = setTimeout(async () => {
      // What cannot be counted is found all the same.
      const found = await app.ask('timeline_find', { conversation, what: 'count', text: sought }).catch(() => null)
      // Whoever writes or goes on meanwhile asks for another.
      if (found && found.messages !== null && sought === this.sought && conversation === app.conversationId) this.#counted = { sought, conversation, messages: found.messages }
    }, SETTLED)
  }

  /** To the next older message that says it, or the next newer; what is chosen counts unless it was found just now. */
  async step(what: 'older' | 'newer'): Promise<void> {
    const { sought, found } = this
    if (sought === '') return
    try {
      const there = await places.saying({ what, text: sought, also: found === null }, (place) => {
        this.#found = { sought, item: place.item }
        if (place.item !== null && !says(beginning(app.message?.text ?? '', LONG), sought)) this.opened.set(place.item, (this.opened.get(place.item) ?? 0) + 1)
        this.#say(sought, place.item === found ? `No other message here says “${sought}”.` : [came(place, what), further(sought)].filter(Boolean).join(' '))
        if (app.message) app.tell(beginning(app.message.text ?? '', HEARD))
      })
      if (!there) this.#say(sought, `No message here says “${sought}”.`)
    } catch (thrown) {
      app.refused(thrown)
    }
  }

  #say(sought: string, words: string): void {
    this.#said = { sought, choice: app.choice, words }
  }
}

const came = ({ round }: TimelinePlace, what: 'older' | 'newer') => (round ? `Nothing ${what}: on from the ${what === 'older' ? 'newest' : 'oldest'}.` : '')

const says = (text: string, sought: string) => hits(text, sought).length > 0

/** A message of megabytes is not shown to its end. */
function further(sought: string): string {
  const [text, characters] = [app.message?.text ?? '', app.message?.characters ?? 0]
  return characters > [...text].length && !says(text, sought) ? "Further on in this message than is shown here: its capture's Meta tab has all of it." : ''
}

export const words = new Words()
