// Whether somebody reads at the end of a conversation, and what comes is to be followed. Knows no conversation.

export class End {
  /** The end is on the screen, and nothing before it was chosen: what comes is followed. */
  follows = $state(true)
  /** The last item there was when the reader left the end. */
  seen = $state<string | null>(null)
  /** Something before the last message was chosen, while the end is on the screen. */
  #held = false
  #look: (() => void) | null = null

  /** How the view tells where the reader is, until what is returned is called. */
  watched(look: () => void): () => void {
    this.#look = look
    return () => {
      if (this.#look === look) this.#look = null
    }
  }

  /** Whether the reader follows now: of a scroll the view hears a frame later, and what comes before that would undo it. */
  stays(): boolean {
    this.#look?.()
    return this.follows
  }

  /** At the end, of another conversation or again. */
  reach(): void {
    this.follows = true
    this.#held = false
  }

  /** Whether the end is on the screen, behind this item. */
  looks(atEnd: boolean, last: string | null): void {
    const held = this.#held && atEnd
    if (held || (this.follows && !atEnd)) this.seen = last
    if (held) return
    this.#held = false
    this.follows = atEnd
  }

  /** A message was chosen, the last one or one before it: whoever reads that one is not taken from it. */
  chooses(isLast: boolean, last: string | null): void {
    if (!this.follows && !this.#held) return
    this.#held = false
    this.looks(isLast, last)
    this.#held = !isLast
  }
}
