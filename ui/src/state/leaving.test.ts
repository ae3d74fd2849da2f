import { expect, it } from 'vitest'

import { drafts } from './draft.svelte'
import { unkept } from './leaving.svelte'
import { type Form, formOf, unsaved } from './unsaved'

const capture = (id: string) => ({ row: { id, method: 'POST' }, text: '{}', headers: [], bodyBase64: 'e30=' }) as never

it.each([
  [0, [], null],
  [1, [], 'The edit of capture #1 is nowhere else: closing loses it.'],
  [2, [], '2 edits of captures are nowhere else: closing loses them.'],
  [0, ['setting'], 'What is half written in a setting is nowhere else: closing loses it.'],
  [0, ['rule', 'note', 'rule'], 'What is half written in 2 rules and a note is nowhere else: closing loses it.'],
  [1, ['timerule'], 'The edit of capture #1 and what is half written in a time rule are nowhere else: closing loses them.'],
] as [number, Form[], string | null][])('of %i edits and the forms of %j it says what would be lost', (edits, kinds, words) => {
  for (let n = 1; n <= edits; n++) drafts.begin(capture(String(n))).type({ path: '/elsewhere' })
  const forms = kinds.map((kind, n) => formOf(kind, String(n)))
  for (const form of forms) {
    unsaved.begin(form, { name: '' })
    unsaved.write(form, { name: 'half' })
  }
  expect(unkept()).toBe(words)
  for (const id of drafts.captures) drafts.giveUp(id)
  for (const form of forms) unsaved.done(form)
  expect(unkept()).toBe(null)
})
