// Where a text stops being JSON, and why, in words. The same whatever the browser: their own parsers tell no place, or another.

export interface Fault {
  /** Characters that are wrong: from, to. The same where something is missing at the end. */
  start: number
  end: number
  words: string
}

const SPACE = /[ \t\r\n]*/y
/** Unrolled, so that a string of megabytes does not fill the stack of the pattern's engine. */
const STRING = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])/y
const WORD = /(?:true|false|null)(?!\w)/y
const ODD = /[\w.+-]+|[^]/uy
/** Of the byte order. */
export const MARK = '\ufeff'

/** The first fault; null where the text is JSON. A byte order mark before it is no fault. */
export function fault(text: string): Fault | null {
  let at = text.startsWith(MARK) ? 1 : 0
  const eat = (pattern: RegExp): boolean => {
    pattern.lastIndex = at
    const found = pattern.test(text)
    if (found) at = pattern.lastIndex
    return found
  }
  const wrong = (wanted: string): Fault => {
    if (at >= text.length) return { start: text.length, end: text.length, words: `The text ends where ${wanted} should be.` }
    const start = at
    if (text[at] === '"' && !eat(STRING)) return broken(text, at)
    if (at === start) eat(ODD)
    return { start, end: at, words: `Here should be ${wanted}.` }
  }
  /** The closing characters of what is open, the innermost last. */
  const open: string[] = []
  let wants: 'value' | 'value or end' | 'name' | 'name or end' | 'end' = 'value'
  for (;;) {
    eat(SPACE)
    const next = text[at]
    const close = open.at(-1)
    if (wants === 'end') {
      if (close === undefined) return at >= text.length ? null : { ...wrong('nothing'), words: 'The JSON is over before this.' }
      if (next === ',') wants = close === '}' ? 'name' : 'value'
      else if (next === close) open.pop()
      else return wrong(`a comma or ${close}`)
      at += 1
    } else if (next === close && wants.endsWith('or end')) {
      at += 1
      open.pop()
      wants = 'end'
    } else if (wants.startsWith('name')) {
      if (!eat(STRING)) return wrong(wants === 'name' ? 'a name in quotation marks' : 'a name in quotation marks or }')
      eat(SPACE)
      if (text[at] !== ':') return wrong('a colon')
      at += 1
      wants = 'value'
    } else if (next === '{' || next === '[') {
      at += 1
      open.push(next === '{' ? '}' : ']')
      wants = next === '{' ? 'name or end' : 'value or end'
    } else if (eat(STRING) || eat(NUMBER) || eat(WORD)) wants = 'end'
    else return wrong('a value')
  }
}

/** What is wrong with the string that begins at `start`. */
function broken(text: string, start: number): Fault {
  for (let at = start + 1; at < text.length; at++) {
    const unit = text[at] ?? ''
    if (unit < ' ') return { start: at, end: at + 1, words: 'A control character in a string must be written as \\n, \\t or \\u00….' }
    if (unit !== '\\') continue
    const escape = /^\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.exec(text.slice(at, at + 6))
    if (!escape) return { start: at, end: Math.min(text.length, at + 2), words: 'JSON knows no such escape.' }
    at += escape[0].length - 1
  }
  return { start, end: text.length, words: 'This string is not closed.' }
}

/** Line and column of a place, from one. */
export function placed(text: string, at: number): { line: number; column: number } {
  const before = text.slice(0, at)
  const line = before.split('\n').length
  return { line, column: at - before.lastIndexOf('\n') }
}
