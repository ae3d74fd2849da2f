// A JSON text as the rows of a tree. Leaves keep their characters, so that no digit is lost.

import { fault } from './fault'
import { type Token, tokens } from './json'

export interface Node {
  /** Rises in the order of the text. */
  id: number
  parent: number | null
  depth: number
  /** The member's name as written, or the index in its list. */
  name: string
  kind: 'object' | 'list' | 'string' | 'number' | 'word'
  /** Of a leaf: as written. */
  text: string
  /** Of an object or list: how many it holds. */
  size: number
  /** From its name to its end. */
  start: number
  end: number
  /** Of a leaf: its token. */
  token: Token | null
}

/** The nodes in the order of the text; null when it is no JSON. */
export function tree(text: string): Node[] | null {
  if (fault(text)) return null
  const nodes: Node[] = []
  const open: Node[] = []
  let key: Token | null = null
  for (const token of tokens(text)) {
    const part = text.slice(token.start, token.end)
    if (token.kind === 'key') {
      key = token
    } else if (part === '}' || part === ']') {
      const node = open.pop()
      if (node) node.end = token.end
    } else if (token.kind !== 'mark' || part === '{' || part === '[') {
      const parent = open.at(-1)
      const kind = part === '{' ? 'object' : part === '[' ? 'list' : (token.kind as Node['kind'])
      const name = key ? text.slice(key.start, key.end) : parent ? String(parent.size) : ''
      const leaf = kind !== 'object' && kind !== 'list'
      if (parent) parent.size += 1
      const node: Node = {
        id: nodes.length,
        parent: parent?.id ?? null,
        depth: open.length,
        name,
        kind,
        text: leaf ? part : '',
        size: 0,
        start: key?.start ?? token.start,
        end: token.end,
        token: leaf ? token : null,
      }
      nodes.push(node)
      if (!leaf) open.push(node)
      key = null
    }
  }
  return nodes
}

/** Those of which no ancestor is closed. */
export function visible(nodes: Node[], closed: ReadonlySet<number>): Node[] {
  const hidden = new Set<number>()
  return nodes.filter((node) => {
    const under = node.parent !== null && (closed.has(node.parent) || hidden.has(node.parent))
    if (under) hidden.add(node.id)
    return !under
  })
}

/** The node and those that it lies in, from the inside out. */
export function lineage(nodes: Node[], id: number): number[] {
  const line: number[] = []
  for (let node = nodes[id]; node; node = node.parent === null ? undefined : nodes[node.parent]) line.push(node.id)
  return line
}

/** The innermost node that holds the character. */
export function nodeAt(nodes: Node[], place: number): Node | null {
  return nodes.findLast((node) => node.start <= place && place < node.end) ?? null
}
