import { EditorSelection, EditorState } from '@codemirror/state'
import { expect, test } from 'vitest'

import { sameLineEnd } from './base'

/** What Enter makes of it; the caret, or both ends of a selection, is written |. */
function entered(text: string): string | null {
  const [from = 0, to = from] = [...text.matchAll(/\|/g)].map(({ index }, at) => index - at)
  const state = EditorState.create({ doc: text.replaceAll('|', ''), selection: EditorSelection.single(from, to), extensions: EditorState.lineSeparator.of('\n') })
  let after = state
  if (!sameLineEnd({ state, dispatch: (transaction) => (after = transaction.state) })) return null
  const { head } = after.selection.main
  return `${after.sliceDoc(0, head)}|${after.sliceDoc(head)}`
}

test.each([
  ['within a line', 'A|B\r\nC', 'A\r\n|B\r\nC'],
  ['before the end of a line', 'A|\r\nB', 'A\r\n|\r\nB'],
  ['at the end of a line', 'A\r|\nB', 'A\r\n|\r\nB'],
  ['at the end of an empty line', '\r|\nB', '\r\n|\r\nB'],
  ['in place of a word', 'A|B|\r\nC', 'A\r\n|\r\nC'],
  ['in place of a word and the end of its line', 'A|B\r|\nC', 'A\r\n|\r\nC'],
  ['in place of lines', 'A|B\r\nC\r|\nD', 'A\r\n|\r\nD'],
  ['where a line ends otherwise', 'A|\nB\r\n', null],
  ['at the very end', 'A\r\nB|', null],
  ['behind what ends no line', 'A\r|', null],
])('a new line ends as the one that it is made from: %s', (_, before, after) => {
  expect(entered(before)).toBe(after)
})
