// Which element of a list shows which row. To make a row anew costs a hundred times what its words cost: what answers another
// question takes over the elements that stand there, and so does what comes by the screenful. What comes and goes singly
// has one of its own, so that nothing turns into something else under a pointer; where it does so, the click counts for nothing.

/** Rows that a screen shows. */
const SCREEN = 30

export class Slots {
  #of: string | null = null
  #slots = new Map<string, number>()
  #row: number[] = []
  #next = 0
  #pressed: string | null = null

  /** This row is under the pointer that goes down. */
  press(id: string): void {
    this.#pressed = id
  }

  /** Whether a click on a row is one: it was pressed there, or by no pointer. */
  clicks(id: string): boolean {
    const pressed = this.#pressed
    this.#pressed = null
    return pressed === null || pressed === id
  }

  /** The slots of these rows, which answer that question. */
  take(ids: string[], question: string | null): number[] {
    const known = this.#slots
    const others = question !== this.#of || ids.slice(0, SCREEN).filter((id) => !known.has(id)).length > SCREEN / 2
    this.#of = question
    this.#slots = new Map()
    this.#row = ids.map((id, at) => {
      const slot = (others ? this.#row[at] : known.get(id)) ?? this.#next++
      this.#slots.set(id, slot)
      return slot
    })
    return this.#row
  }
}
