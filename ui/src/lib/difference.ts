// What differs between two JSON texts, by path. Order of keys and ways of writing the same string do not count; numbers are
// compared as written, so that no digit is lost.

import { fault } from './fault'
import { type Node, tree } from './tree'

export interface Change {
  kind: 'added' | 'removed' | 'changed'
  /** In the text where it stands; of a change, in the right one. */
  path: string
  /** As written; null where there is none. */
  left: string | null
  right: string | null
  /** Which node of the tree of its text it is: of what was removed in the left one, else in the right one. */
  node: number
}

interface Side {
  text: string
  nodes: Node[]
  /** Of each node, by id. */
  children: number[][]
}

/** The changes in the order of the right text, what went first; null where one of them is no JSON. */
export function difference(left: string, right: string): Change[] | null {
  const [a, b] = [side(left), side(right)]
  const [one, other] = [a?.nodes[0], b?.nodes[0]]
  if (!a || !b || !one || !other) return null
  const found: Change[] = []
  compare(a, one, b, other, '$', '$', found)
  return found
}

function side(text: string): Side | null {
  const nodes = fault(text) ? null : tree(text)
  if (!nodes) return null
  const children: number[][] = nodes.map(() => [])
  for (const node of nodes) if (node.parent !== null) children[node.parent]?.push(node.id)
  return { text, nodes, children }
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
  for (const child of under(of, node)) {
    let key = plain(child.name)
    while (found.has(key)) key += '\0'
    found.set(key, child)
  }
  return found
}

function same(a: Side, one: Node, b: Side, other: Node): boolean {
  if (one.kind !== other.kind || one.size !== other.size) return false
  if (a.text.slice(one.start, one.end) === b.text.slice(other.start, other.end)) return true
  if (!holds(one)) return plain(one.text) === plain(other.text)
  if (one.kind === 'list') {
    const others = under(b, other)
    return under(a, one).every((child, at) => others[at] !== undefined && same(a, child, b, others[at]))
  }
  const others = members(b, other)
  return [...members(a, one)].every(([key, child]) => {
    const twin = others.get(key)
    return twin !== undefined && same(a, child, b, twin)
  })
}

function compare(a: Side, one: Node, b: Side, other: Node, path: string, here: string, found: Change[]): void {
  if (one.kind !== other.kind || !holds(one)) {
    if (!same(a, one, b, other)) found.push({ kind: 'changed', path: here, left: written(a, one), right: written(b, other), node: other.id })
    return
  }
  const gone = (child: Node) => found.push({ kind: 'removed', path: path + step(one, child), left: written(a, child), right: null, node: child.id })
  const come = (child: Node) => found.push({ kind: 'added', path: here + step(other, child), left: null, right: written(b, child), node: child.id })
  const both = (from: Node, to: Node) => compare(a, from, b, to, path + step(one, from), here + step(other, to), found)
  if (one.kind === 'object') {
    const [was, is] = [members(a, one), members(b, other)]
    for (const [key, child] of was) if (!is.has(key)) gone(child)
    for (const [key, child] of is) {
      const before = was.get(key)
      if (before) both(before, child)
      else come(child)
    }
    return
  }
  // What is the same at both ends of two lists stays out; the rest is taken in pairs.
  const [was, is] = [under(a, one), under(b, other)]
  const alike = (from: Node | undefined, to: Node | undefined) => from !== undefined && to !== undefined && same(a, from, b, to)
  let head = 0
  while (alike(was[head], is[head])) head += 1
  let tail = 0
  while (tail < Math.min(was.length, is.length) - head && alike(was[was.length - 1 - tail], is[is.length - 1 - tail])) tail += 1
  const [lost, got] = [was.slice(head, was.length - tail), is.slice(head, is.length - tail)]
  for (let at = 0; at < Math.max(lost.length, got.length); at++) {
    const [from, to] = [lost[at], got[at]]
    if (from && to) both(from, to)
    else if (from) gone(from)
    else if (to) come(to)
  }
}
