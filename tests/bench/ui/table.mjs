// One table: the aim, the value with a hundred rows, the value with many, and their ratio. Of several rounds the best: what
// else the machine does only adds.

import { cpus } from 'node:os'

export const FEW = 'as 100 rows'
/** Frames of 100 that one of two equal lists may drop more than the other. */
const ALIKE = 2

const best = (values, unit) => (values.length === 0 ? undefined : unit === '/s' ? Math.max(...values) : Math.min(...values))
const shown = (value) => (!Number.isFinite(value) ? '-' : value >= 100 ? value.toFixed(0) : value.toFixed(1))

export class Table {
  #rows = new Map()

  /** More values of a row; `aim` is at most, in the row's unit, or `FEW`: as with a hundred rows. */
  note(what, aim, size, values, unit) {
    const row = this.#rows.get(what) ?? { aim, unit, few: [], many: [] }
    this.#rows.set(what, row)
    row[size].push(...values)
    if (process.env.VERBOSE) console.error(`${what} [${size}] ${values.map(shown)} ${unit}`)
  }

  print(captures, load) {
    const lines = [['', 'aim', '100 rows', `${captures} captures`, 'ratio', '']]
    for (const [what, { aim, unit, few, many }] of this.#rows) {
      const values = [few, many].map((list) => best(list.filter((value) => value !== null), unit))
      const most = aim === FEW ? values[0] + ALIKE : aim
      const missed = most !== null && values[1] > most
      lines.push([what, aim === null || aim === FEW ? (aim ?? '') : `${aim} ${unit}`, ...values.map((value) => `${shown(value)} ${unit}`), shown(values[1] / values[0]), missed ? 'missed' : ''])
    }
    const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)))
    for (const line of lines) console.log(line.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join('  ').trimEnd())
    console.log(`${cpus().length} cores (${cpus()[0].model}); load ${load.before.toFixed(1)} before, ${load.after.toFixed(1)} after; the best of rounds that take turns`)
  }
}
