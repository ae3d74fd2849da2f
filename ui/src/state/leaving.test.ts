import { expect, it } from 'vitest'

import { drafts } from './draft.svelte'
import { unkept } from './leaving.svelte'
import { unsaved } from './unsaved'

const capture = (id: string) => ({ row: { id, method: 'POST' }, text: '{}', headers: [], bodyBase64: 'e30=' }) as never

it.each([
  [0, 0, null],
  [1, 0, 'The edit of capture #1 is nowhere else: closing loses it.'],
  [2, 0, '2 edits of captures are nowhere else: closing loses them.'],
  [0, 1, 'What is half written in a form is nowhere else: closing loses it.'],
  [0, 3, 'What is half written in 3 forms is nowhere else: closing loses it.'],
  [1, 1, 'The edit of capture #1 and what is half written in a form are nowhere else: closing loses them.'],
])('of %i edits and %i forms it says what would be lost', (edits, forms, words) => {
  for (let n = 1; n <= edits; n++) drafts.begin(capture(String(n))).type({ path: '/elsewhere' })
  for (let n = 1; n <= forms; n++) {
    unsaved.begin(`target:${n}`, { name: '' })
    unsaved.write(`target:${n}`, { name: 'half' })
  }
  expect(unkept()).toBe(words)
  for (const id of drafts.captures) drafts.giveUp(id)
  for (let n = 1; n <= forms; n++) unsaved.done(`target:${n}`)
  expect(unkept()).toBe(null)
})
