// What differs between two JSON texts, by path. Order of keys and ways of writing the same string do not count; numbers are
// compared as written, so that no digit is lost.

import { type Node, tree } from './tree'

export interface Change {
  kind: 'added' | 'removed' | 'changed'
  /** In the text where it stands; of a change, in the right one. */
  path: string
  /** As written; null where there is none. */
  left: string | null
  right: string | null
  /** Where it stands in the trees of both texts; of what only one has, in the other what it would be in. */
  nodes: [left: number, right: number]
}

interface Side {
  text: string
  nodes: Node[]
  /** Of each node, by id. */
  children: number[][]
  /** Of each node: a number that only what has the same value shares, in both texts. */
  forms: number[]
}

/** The changes in the order of the right text, what went first; null where one of them is no JSON. `paired` hears of lists whose
 *  elements were taken in pairs by their place, though they may well be others. */
export function difference(left: string, right: string, paired: () => void = () => {}): Change[] | null {
  const known = new Map<string, number>()
  const [a, b] = [side(left, known), side(right, known)]
  const [one, other] = [a?.nodes[0], b?.nodes[0]]
  return a && b && one && other ? compared(a, one, b, other, paired) : null
}

function side(text: string, known: Map<string, number>): Side | null {
  const nodes = tree(text)
  if (!nodes) return null
  const children: number[][] = nodes.map(() => [])
  for (const node of nodes) if (node.parent !== null) children[node.parent]?.push(node.id)
  const of: Side = { text, nodes, children, forms: [] }
  const number = (form: string) => {
    const found = known.get(form) ?? known.size
    known.set(form, found)
    return found
  }
  // What a node holds comes behind it: from the end, everything within is known, however deep.
  for (let id = nodes.length - 1; id >= 0; id--) {
    const node = nodes[id]
    if (node) of.forms[id] = number(form(of, node, number))
  }
  return of
}

/** What makes the value of a node: its characters, or the forms within. */
function form(of: Side, node: Node, number: (form: string) => number): string {
  if (!holds(node)) return plain(node.text)
  if (node.kind === 'list') return `[${(of.children[node.id] ?? []).map((id) => of.forms[id]).join()}`
  const named = [...members(of, node)].map(([name, child]) => [number(`\0${name}`), of.forms[child.id]])
  return `{${named.sort(([a = 0], [b = 0]) => a - b).join()}`
}

const holds = (node: Node) => node.kind === 'object' || node.kind === 'list'
const under = (of: Side, node: Node): Node[] => (of.children[node.id] ?? []).flatMap((id) => of.nodes[id] ?? [])

/** A string as it reads; anything else as written. */
function plain(written: string): string {
  if (!written.startsWith('"') || !written.includes('\\')) return written
  try {
    return `"${JSON.parse(written)}"`
  } catch {
    return written
  }
}

/** The value's own characters, without its name. */
function written({ text }: Side, node: Node): string {
  if (!holds(node)) return node.text
  const named = node.name.startsWith('"') ? node.start + node.name.length : node.start
  return text.slice(text.indexOf(node.kind === 'object' ? '{' : '[', named), node.end)
}

function step(of: Node, child: Node): string {
  if (of.kind === 'list') return `[${child.name}]`
  const name = child.name.slice(1, -1)
  return /^[A-Za-z0-9_-]+$/.test(name) ? `.${name}` : `[${child.name}]`
}

/** Members by name; of several with one name each is its own. */
function members(of: Side, node: Node): Map<string, Node> {
  const found = new Map<string, Node>()
  const times = new Map<string, number>()
  for (const child of under(of, node)) {
    const name = plain(child.name)
    const before = times.get(name) ?? 0
    times.set(name, before + 1)
    // A name has quotes around it, so what follows is no part of one.
    found.set(before === 0 ? name : `${name}${before}`, child)
  }
  return found
}

/** Nothing calls itself here: a body may be deeper than any stack. */
function compared(a: Side, top: Node, b: Side, twin: Node, paired: () => void): Change[] {
  type Pair = { one: Node; other: Node; path: string; here: string }
  const found: Change[] = []
  const open: (Pair | Change)[] = [{ one: top, other: twin, path: '$', here: '$' }]
  const same = (one: Node | undefined, other: Node | undefined) => one !== undefined && other !== undefined && a.forms[one.id] === b.forms[other.id]
  for (let next = open.pop(); next; next = open.pop()) {
    if ('kind' in next) {
      found.push(next)
      continue
    }
    const { one, other, path, here } = next
    if (same(one, other)) continue
    if (one.kind !== other.kind || !holds(one)) {
      found.push({ kind: 'changed', path: here, left: written(a, one), right: written(b, other), nodes: [one.id, other.id] })
      continue
    }
    const gone = (child: Node): Change => ({ kind: 'removed', path: path + step(one, child), left: written(a, child), right: null, nodes: [child.id, other.id] })
    const come = (child: Node): Change => ({ kind: 'added', path: here + step(other, child), left: null, right: written(b, child), nodes: [one.id, child.id] })
    const both = (from: Node, to: Node): Pair => ({ one: from, other: to, path: path + step(one, from), here: here + step(other, to) })
    const within: (Pair | Change)[] = []
    if (one.kind === 'object') {
      const [was, is] = [members(a, one), members(b, other)]
      for (const [key, child] of was) if (!is.has(key)) within.push(gone(child))
      for (const [key, child] of is) {
        const before = was.get(key)
        within.push(before ? both(before, child) : come(child))
      }
    } else {
      // What is the same at both ends of two lists stays out; the rest is taken in pairs.
      const [was, is] = [under(a, one), under(b, other)]
      let head = 0
      while (same(was[head], is[head])) head += 1
      let tail = 0
      while (tail < Math.min(was.length, is.length) - head && same(was[was.length - 1 - tail], is[is.length - 1 - tail])) tail += 1
      const [lost, got] = [was.slice(head, was.length - tail), is.slice(head, is.length - tail)]
      const pairs = Math.min(lost.length, got.length)
      const others = lost.slice(0, pairs).filter((one, at) => !same(one, got[at])).length
      if (pairs > 0 && (lost.length !== got.length || (pairs > 1 && 2 * others > pairs))) paired()
      for (let at = 0; at < Math.max(lost.length, got.length); at++) {
        const [from, to] = [lost[at], got[at]]
        if (from && to) within.push(both(from, to))
        else if (from) within.push(gone(from))
        else if (to) within.push(come(to))
      }
    }
    for (let one = within.pop(); one; one = within.pop()) open.push(one)
  }
  return found
}
