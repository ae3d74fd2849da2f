// The columns that captures can be shown in, and how a chosen order and choice is kept in a line of text.

export interface Column {
  name: string
  title: string
  /** A track of the grid. */
  width: string
  /** What the engine puts captures in order by; none where there is none. */
  sort?: string
  right?: boolean
  /** It needs so much, px. */
  min: number
  /** Where there is no room, the last one goes first: of the usual ones those that say least, then what the user has added. */
  rank: number
}

export const COLUMNS: Column[] = [
  { name: 'number', title: 'No.', width: '64px', right: true, min: 64, rank: 7 },
  { name: 'time', title: 'Time', width: '108px', sort: 'time', min: 108, rank: 0 },
  { name: 'method', title: 'Method', width: '56px', sort: 'method', min: 56, rank: 10 },
  { name: 'path', title: 'Path', width: 'minmax(64px, 0.6fr)', sort: 'path', min: 64, rank: 13 },
  { name: 'held', title: 'Held', width: 'minmax(115px, 1.3fr)', sort: 'held', min: 115, rank: 1 },
  { name: 'words', title: 'Words', width: 'minmax(80px, 1.6fr)', min: 80, rank: 3 },
  { name: 'signature', title: 'Signature', width: '96px', sort: 'signature', min: 96, rank: 2 },
  { name: 'size', title: 'Size', width: '66px', sort: 'size', right: true, min: 66, rank: 11 },
  { name: 'answer', title: 'Answer', width: '62px', sort: 'answer', right: true, min: 62, rank: 4 },
  { name: 'duration', title: 'Duration', width: '62px', sort: 'duration', right: true, min: 62, rank: 12 },
  { name: 'marks', title: 'Labels', width: 'minmax(90px, 0.7fr)', min: 90, rank: 5 },
  { name: 'note', title: 'Note', width: 'minmax(110px, 1fr)', min: 110, rank: 6 },
  { name: 'source', title: 'Source', width: '90px', sort: 'source', min: 90, rank: 8 },
  { name: 'origin', title: 'Origin', width: '64px', sort: 'origin', min: 64, rank: 9 },
]

export const USUAL = ['time', 'method', 'path', 'held', 'words', 'signature', 'size', 'answer', 'duration']

/** The columns of these names, in their order and each once; the usual ones when there is none. */
export function chosen(names: string[]): Column[] {
  const known = [...new Set(names)].flatMap((name) => COLUMNS.find((column) => column.name === name) ?? [])
  return known.length > 0 ? known : COLUMNS.filter(({ name }) => USUAL.includes(name))
}

const place = (name: string) => COLUMNS.findIndex((column) => column.name === name)

/** These and one more, which stands before the first that usually stands behind it. */
export function withOne(names: string[], name: string): string[] {
  const at = names.findIndex((other) => place(other) > place(name))
  return at < 0 ? [...names, name] : [...names.slice(0, at), name, ...names.slice(at)]
}

/** These, with one of them a place further; at the end it stays. */
export function moved(names: string[], name: string, by: 1 | -1): string[] {
  const from = names.indexOf(name)
  const other = names[from + by]
  return from < 0 || other === undefined ? names : names.map((one) => (one === name ? other : one === other ? name : one))
}

/** Narrower is none, px. */
export const LEAST = 40

/** The tracks of a grid with these columns; `widthOf`: px, where somebody said how wide. That gives way where there is no room for it. */
export function tracks(columns: Column[], widthOf: (name: string) => number | undefined): string {
  const track = ({ name, min, width }: Column) => {
    const wanted = widthOf(name)
    return wanted === undefined ? width : `minmax(${Math.min(min, wanted)}px, ${wanted}px)`
  }
  return columns.map(track).join(' ')
}

/** Whether an order begins with its smallest one: words by the alphabet, numbers and times the largest first. */
export function rises(sort: string): boolean {
  return !COLUMNS.some((column) => column.sort === sort && (column.right || column.sort === 'time'))
}

/** Between columns, px. */
const GAP = 10
/** Beside them all, px. */
const EDGES = 40

/** The columns that so much room is enough for; `widthOf` as for their tracks. */
export function fitting(columns: Column[], width: number, widthOf: (name: string) => number | undefined): Column[] {
  const needed = columns.reduce((sum, { name, min }) => sum + Math.min(min, widthOf(name) ?? min) + GAP, EDGES)
  if (needed <= width || columns.length <= 1) return columns
  const last = columns.reduce((last, column) => (column.rank > last.rank ? column : last))
  return fitting(columns.filter((column) => column !== last), width, widthOf)
}
