// The lines that are alike and folded away between two texts: opened by keyboard too, and named. Knows nothing of what is compared.

import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'

const FOLDED = '.cm-collapsedLines'

/** Gives those that are on the screen the keyboard, and a name. */
export function name({ contentDOM }: EditorView): void {
  for (const folded of contentDOM.querySelectorAll<HTMLElement>(`${FOLDED}:not([role])`)) {
    folded.setAttribute('role', 'button')
    folded.setAttribute('aria-label', `Show ${folded.textContent ?? ''}`)
    folded.tabIndex = 0
  }
}

/** Enter or Space opens the one that has the keyboard; the caret stands at its first line then. */
export const opening: Extension = [
  EditorView.updateListener.of(({ view }) => name(view)),
  EditorView.domEventHandlers({
    keydown(event, view) {
      const folded = event.target instanceof Element ? event.target.closest<HTMLElement>(FOLDED) : null
      if (!folded || (event.key !== 'Enter' && event.key !== ' ')) return false
      const place = view.posAtDOM(folded)
      folded.click()
      view.dispatch({ selection: { anchor: place } })
      view.focus()
      return true
    },
  }),
]
