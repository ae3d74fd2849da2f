// Keeps the keyboard on the page. What had it may be taken away: a row that is deleted, a form or a dialog that is left, a button that
// can do nothing for a while. Then it goes to what stands there now, to what had it before, or back. Knows elements only.

const WITHIN = 'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), summary, [tabindex="0"]'
/** So many places are remembered. */
const MOST = 12

const usable = (element: Element): element is HTMLElement => element instanceof HTMLElement && element.isConnected && element.matches(WITHIN) && element.checkVisibility() && element.closest('[inert]') === null

/** What can have the keyboard in an element, itself first. */
function inside(element: Element | undefined): HTMLElement | null {
  if (!element) return null
  if (usable(element)) return element
  // A field that suggests covers what is below it: nobody is brought there unasked.
  const all = [...element.querySelectorAll(WITHIN)].filter((one) => usable(one) && !one.matches('[role=combobox]')) as HTMLElement[]
  return all.find((one) => one.matches('[data-keys]')) ?? all[0] ?? null
}

/** Where something stood: its parents from within, each with the place among its children. */
interface Stood {
  element: Element
  parents: { parent: Element; at: number }[]
}

function stands(element: Element): Stood {
  const parents: Stood['parents'] = []
  for (let one: Element = element; one.parentElement; one = one.parentElement) parents.push({ parent: one.parentElement, at: [...one.parentElement.children].indexOf(one) })
  return { element, parents }
}

/** What stands in the place of what is gone: the one after it, the one before, or what is around them. */
function instead({ parents }: Stood, root: Element): HTMLElement | null {
  // Nothing stands in place of what covers the page.
  if (parents.some(({ parent }) => parent.matches('dialog, [role=menu]'))) return null
  for (const { parent, at } of parents) {
    if (!parent.isConnected) continue
    if (!root.contains(parent)) return null
    const found = inside(parent.children[at]) ?? inside(parent.children[at - 1]) ?? (parent === root ? null : inside(parent))
    if (found) return found
  }
  return null
}

/** Begins; what it answers ends it. `root` is the page without its dialogs; `home` finds what has the keyboard where nothing else can. */
export function keep(root: Element, home: () => HTMLElement | null): () => void {
  let trail: Stood[] = []

  function got({ target }: FocusEvent) {
    if (target instanceof Element && target !== document.body) trail = [stands(target), ...trail.filter(({ element }) => element !== target)].slice(0, MOST)
  }
  /** Not at once: on its way from one to another, nothing has the keyboard for a moment. */
  let soon: ReturnType<typeof setTimeout> | undefined
  function changed() {
    soon ??= setTimeout(look)
  }
  /** Somebody pointed elsewhere: nothing is lost. A look that a change asked for before waits, or it would bring them back. */
  function left() {
    clearTimeout(soon)
    soon = setTimeout(() => {
      const last = trail[0]?.element
      if (document.activeElement === document.body && last && usable(last)) trail = []
      look()
    })
  }
  function look() {
    soon = undefined
    const [last, ...before] = trail
    if (!last || document.activeElement !== document.body || document.querySelector('dialog[open]')) return
    if (last.element.isConnected && last.element.matches(':disabled')) return
    const to = usable(last.element) ? last.element : (instead(last, root) ?? before.map(({ element }) => element).find(usable) ?? home())
    to?.focus({ preventScroll: true })
  }
  const observer = new MutationObserver(changed)
  observer.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['disabled', 'open'] })
  document.addEventListener('focusin', got)
  document.addEventListener('focusout', left)
  return () => {
    observer.disconnect()
    clearTimeout(soon)
    document.removeEventListener('focusin', got)
    document.removeEventListener('focusout', left)
  }
}
