// JSON as text: tokens with their places, nothing parsed into numbers, so that no digit is lost. For showing only.

import { MARK, fault } from './fault'

export type TokenKind = 'key' | 'string' | 'number' | 'word' | 'mark'

export interface Token {
  kind: TokenKind
  start: number
  end: number
  /** Of a value: its JSON path. */
  path?: string
}

/** Tokens of a JSON text with the paths of its values. Stops where it is no JSON any more. */
export function tokens(text: string): Token[] {
  const found: Token[] = []
  const stack: { list: boolean; index: number; name: string; base: string }[] = []
  const pattern = /\s+|"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[{}[\],:]/gy
  const path = () => {
    const level = stack.at(-1)
    return level ? level.base + (level.list ? `[${level.index}]` : level.name) : '$'
  }
  let wantsKey = false
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const [part] = match
    const [start, end] = [match.index, pattern.lastIndex]
    const top = stack.at(-1)
    const first = part[0] ?? ''
    if (/\s/.test(first)) continue
    if (part === '{' || part === '[') {
      found.push({ kind: 'mark', start, end })
      stack.push({ list: part === '[', index: 0, name: '', base: path() })
      wantsKey = part === '{'
    } else if (part === '}' || part === ']') {
      found.push({ kind: 'mark', start, end })
      stack.pop()
      wantsKey = false
    } else if (part === ',') {
      found.push({ kind: 'mark', start, end })
      if (top?.list) top.index += 1
      wantsKey = top?.list === false
    } else if (part === ':') {
      found.push({ kind: 'mark', start, end })
    } else if (wantsKey && first === '"' && top) {
      found.push({ kind: 'key', start, end })
      top.name = member(part)
      wantsKey = false
    } else {
      const kind = first === '"' ? 'string' : /[-\d]/.test(first) ? 'number' : 'word'
      found.push({ kind, start, end, path: path() })
    }
  }
  return found
}

function member(quoted: string): string {
  const plain = quoted.slice(1, -1)
  return /^[A-Za-z0-9_-]+$/.test(plain) ? `.${plain}` : `[${quoted}]`
}

/** Levels beyond it are indented no further: a body would grow by its square, and lines of mere indentation look empty. */
const DEEPEST = 20

/** The same tokens with line breaks and indentation; every token keeps its characters. What is no JSON stays as it is. */
export function indented(text: string): string {
  if (fault(text)) return text
  const all = tokens(text)
  let [depth, out] = [0, text.startsWith(MARK) ? MARK : '']
  const line = () => `\n${'  '.repeat(Math.min(depth, DEEPEST))}`
  all.forEach((token, at) => {
    const part = text.slice(token.start, token.end)
    const next = all[at + 1]
    const closes = next && text[next.start] === (part === '{' ? '}' : ']')
    if (part === '{' || part === '[') {
      if (closes) out += part
      else {
        depth += 1
        out += part + line()
      }
    } else if (part === '}' || part === ']') {
      const before = all[at - 1]
      const empty = before && '{['.includes(text[before.start] ?? ' ') && before.kind === 'mark'
      if (!empty) {
        depth -= 1
        out += line()
      }
      out += part
    } else if (part === ',') out += part + line()
    else if (part === ':') out += ': '
    else out += part
  })
  return out
}
