// What every editor of the page has in common: line ends that stay as they are, the page's colours, styles under a strict
// policy, search. Loaded only where an editor is opened. Knows no state.

import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { json as jsonLanguage } from '@codemirror/lang-json'
import { HighlightStyle, bracketMatching, syntaxHighlighting } from '@codemirror/language'
import { type Diagnostic, linter } from '@codemirror/lint'
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import { EditorState, type Extension, type StateCommand } from '@codemirror/state'
import { EditorView, drawSelection, highlightActiveLine, highlightSpecialChars, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'

import { type Fault } from '../../lib/fault'
import { unseen } from '../../lib/unseen'

/** The host gives the page's first style a nonce; whatever styles are made here bear it too. */
const nonce = () => document.querySelector('style')?.nonce ?? ''

/** Nothing is to move by itself, not even the caret. */
const still = () => matchMedia('(prefers-reduced-motion: reduce)').matches

const look = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'var(--bg)', color: 'var(--text)', fontSize: '11.5px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', fontVariantLigatures: 'none', lineHeight: '1.6' },
  '.cm-content': { caretColor: 'var(--text)', padding: '8px 0' },
  '.cm-gutters': { backgroundColor: 'var(--bg)', color: 'var(--faint)', borderRight: '1px solid var(--line)' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'color-mix(in srgb, var(--raise) 55%, transparent)' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': {
    backgroundColor: 'color-mix(in srgb, var(--accent) 30%, transparent)',
  },
  '.cm-selectionMatch': { backgroundColor: 'color-mix(in srgb, var(--accent) 18%, transparent)' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--mark)', outline: 'none' },
  '.cm-searchMatch': { backgroundColor: 'color-mix(in srgb, var(--warn) 30%, transparent)', outline: 'none' },
  '.cm-searchMatch-selected': { backgroundColor: 'color-mix(in srgb, var(--warn) 65%, transparent)' },
  '.cm-specialChar': { color: 'var(--warn)' },
  '.cm-panels': { backgroundColor: 'var(--panel)', color: 'var(--text)', fontFamily: 'var(--sans)' },
  '.cm-panels-top': { borderBottom: '1px solid var(--line)' },
  '.cm-panel.cm-search': { padding: '6px 26px 6px 10px', fontSize: '12px' },
  '.cm-panel.cm-search label': { fontSize: '11px', color: 'var(--dim)' },
  '.cm-textfield': { backgroundColor: 'var(--bg)', border: '1px solid var(--line)', borderRadius: '6px', padding: '3px 7px', fontSize: '12px' },
  '.cm-button': {
    background: 'var(--raise)',
    backgroundImage: 'none',
    border: '1px solid var(--line)',
    borderRadius: '6px',
    padding: '2px 8px',
    fontSize: '11px',
    '&:active': { backgroundImage: 'none' },
  },
  '.cm-panel.cm-search [name=close]': { color: 'var(--dim)', fontSize: '15px', cursor: 'pointer', right: '8px', top: '6px' },
  '.cm-tooltip': { backgroundColor: 'var(--panel)', border: '1px solid var(--line)', borderRadius: '7px', boxShadow: 'var(--shadow)' },
  '.cm-diagnostic': { padding: '5px 10px', fontFamily: 'var(--sans)', fontSize: '12px' },
  '.cm-diagnostic-error': { borderLeft: '3px solid var(--failed)' },
  '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--failed)', textUnderlineOffset: '3px' },
  '.cm-lintPoint-error:after': { borderBottomColor: 'var(--failed)' },
  // Side by side.
  '&.cm-merge-a .cm-changedLine, .cm-deletedChunk': { backgroundColor: 'color-mix(in srgb, var(--failed) 4%, transparent)' },
  '&.cm-merge-b .cm-changedLine': { backgroundColor: 'color-mix(in srgb, var(--seen) 4%, transparent)' },
  // The colours of its tokens cannot be read on the colour of the change.
  '.cm-changedText, .cm-changedText *': { color: 'var(--text) !important' },
  '&.cm-merge-a .cm-changedText': { background: 'color-mix(in srgb, var(--failed) 30%, transparent)' },
  '&.cm-merge-b .cm-changedText': { background: 'color-mix(in srgb, var(--seen) 30%, transparent)' },
  '&.cm-merge-a .cm-changedLineGutter': { background: 'var(--failed)' },
  '&.cm-merge-b .cm-changedLineGutter': { background: 'var(--seen)' },
  // Its own marks are in none of our fonts.
  '.cm-collapsedLines': { background: 'var(--raise)', color: 'var(--dim)', fontFamily: 'var(--sans)', fontSize: '11px', outlineOffset: '-2px', '&:before, &:after': { content: '"···"' } },
})

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--delivered)' },
  { tag: tags.string, color: 'var(--seen)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--accepted)' },
  { tag: [tags.separator, tags.brace, tags.squareBracket], color: 'var(--dim)' },
])

/** What nobody sees otherwise. */
const seen = highlightSpecialChars({
  addSpecialChars: /[\u202a-\u202c\u2068]/,
  render(code, description) {
    const mark = document.createElement('span')
    mark.textContent = unseen(code)
    mark.title = description ?? `U+${code.toString(16).padStart(4, '0')}`
    mark.className = 'cm-specialChar'
    return mark
  },
})

/** A new line ends as the one that it is made from. */
export const sameLineEnd: StateCommand = ({ state, dispatch }) => {
  const { head, from, to } = state.selection.main
  const ends = (at: number) => state.sliceDoc(at - 1, at + 1) === '\r\n'
  if (state.readOnly || !ends(state.doc.lineAt(head).to)) return false
  // The End key goes between both: that is meant as before them.
  const [start, end] = [ends(from) ? from - 1 : from, ends(to) ? to - 1 : to]
  dispatch(state.update({ changes: { from: start, to: end, insert: '\r\n' }, selection: { anchor: start + 2 }, scrollIntoView: true, userEvent: 'input' }))
  return true
}

/** Escape leaves the dialog, and control-enter sends. */
const keys = defaultKeymap.filter(({ key }) => key !== 'Escape' && key !== 'Mod-Enter')

export interface Wanted {
  label: string
  /** Colours and brackets of JSON. */
  json: boolean
  readonly?: boolean
  /** Marks the bracket that belongs to the one at the cursor; false where marks mean something else. */
  brackets?: boolean
  /** A search of its own; false where the pane around it has one. */
  find?: boolean
}

/** For reading or writing a text whose every character counts. */
export function base({ label, json, readonly = false, brackets = true, find = true }: Wanted): Extension {
  return [
    EditorView.cspNonce.of(nonce()),
    // Only \n parts lines; a \r is a character like any other, so that nothing is rewritten.
    EditorState.lineSeparator.of('\n'),
    EditorState.readOnly.of(readonly),
    // Reading needs a caret too: for the keyboard, and for what copies.
    EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', autocorrect: 'off', autocapitalize: 'off', ...(readonly ? { 'aria-readonly': 'true' } : {}) }),
    EditorView.lineWrapping,
    lineNumbers(),
    seen,
    drawSelection(still() ? { cursorBlinkRate: 0 } : {}),
    highlightSelectionMatches(),
    find ? [search({ top: true }), keymap.of(searchKeymap)] : [],
    readonly ? [] : [history(), highlightActiveLine(), keymap.of([{ key: 'Enter', run: sameLineEnd }, ...historyKeymap])],
    keymap.of(keys),
    json ? jsonLanguage() : [],
    json && brackets ? bracketMatching() : [],
    syntaxHighlighting(colours),
    look,
  ]
}

/** Lines from this many characters on are laid out in parts. */
const LONG = 20_000

/** To be called once on a new editor. CodeMirror draws the gaps of its very first layout as if no line were wrapped, measures a line of
 *  a megabyte as a few rows high and lays out all of it, for seconds in WebKit; a selection within the gap and back draws it anew. */
export function settle(view: EditorView): void {
  const long = view.viewportLineBlocks.find(({ length }) => length > LONG)
  if (!long) return
  const { main } = view.state.selection
  view.dispatch({ selection: { anchor: long.to - 1 } })
  view.dispatch({ selection: main })
}

/** Tells the text after each change. */
export function told(changed: (text: string) => void): Extension {
  return EditorView.updateListener.of((update) => {
    if (update.docChanged) changed(update.state.doc.toString())
  })
}

/** Tells the place that somebody points at, or goes to by key. */
export function pointing(over: (place: number) => void): Extension {
  return [
    EditorView.updateListener.of(({ transactions, state }) => {
      if (transactions.some((one) => one.isUserEvent('select'))) over(state.selection.main.head)
    }),
    EditorView.domEventHandlers({
      mousemove(event, view) {
        const place = view.posAtCoords({ x: event.clientX, y: event.clientY })
        if (place !== null) over(place)
      },
    }),
  ]
}

/** Marks what is wrong at its place; what is wrong can be sent all the same. */
export function checked(check: (text: string) => Fault | null): Extension {
  return linter(
    ({ state }) => {
      const found = check(state.doc.toString())
      return found ? [{ from: found.start, to: found.end, severity: 'error', message: found.words } satisfies Diagnostic] : []
    },
    { delay: 250 },
  )
}

