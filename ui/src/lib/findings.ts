// What the doctor found, in a line.

import type { DoctorRow } from '../host/contract'
import { count } from './text'

const SAID: [standing: string, words: string][] = [
  ['wrong', 'wrong'],
  ['doubtful', 'doubtful'],
  ['good', 'good'],
  ['skipped', 'not tried'],
]

/** How many findings, and of what kind. */
export function counted(rows: Pick<DoctorRow, 'standing'>[]): string {
  const kinds = SAID.map(([standing, words]) => [rows.filter((row) => row.standing === standing).length, words] as const)
  return `${count(rows.length)} ${rows.length === 1 ? 'finding' : 'findings'}: ${kinds.filter(([n]) => n > 0).map(([n, words]) => `${count(n)} ${words}`).join(', ')}`
}
