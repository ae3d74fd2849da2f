import { expect, it } from 'vitest'

import { read } from './history.svelte'

const usual = { view: 'captures', part: '', tab: 'summary', conversation: null, message: null, capture: null, attempt: null }

it.each([
  ['what this page wrote', { ...usual, tab: 'meta', capture: '17' }, { ...usual, tab: 'meta', capture: '17' }],
  ['a tab that there is no more', { ...usual, tab: 'gone' }, usual],
  ['ids that are none', { ...usual, capture: 17, conversation: {} }, usual],
  ['a view that there is no more', { ...usual, view: 'gone' }, null],
  ['what another one wrote', 'elsewhere', null],
  ['nothing', null, null],
])('an entry of the history is read as far as it is known: %s', (_, state, place) => {
  expect(read(state)).toEqual(place)
})
