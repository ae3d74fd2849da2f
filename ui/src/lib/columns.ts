// The columns that captures can be shown in, and how a chosen order and choice is kept in a line of text.

export interface Column {
  name: string
  title: string
  /** A track of the grid. */
  width: string
  /** What the engine puts captures in order by; none where there is none. */
  sort?: string
  right?: boolean
}

export const COLUMNS: Column[] = [
  { name: 'number', title: 'No.', width: '64px', right: true },
  { name: 'time', title: 'Time', width: '108px', sort: 'time' },
  { name: 'method', title: 'Method', width: '56px', sort: 'method' },
  { name: 'path', title: 'Path', width: 'minmax(80px, 0.8fr)', sort: 'path' },
  { name: 'held', title: 'Held', width: 'minmax(130px, 1.3fr)', sort: 'held' },
  { name: 'words', title: 'Words', width: 'minmax(120px, 1.5fr)' },
  { name: 'signature', title: 'Signature', width: '96px', sort: 'signature' },
  { name: 'size', title: 'Size', width: '66px', sort: 'size', right: true },
  { name: 'answer', title: 'Answer', width: '62px', sort: 'answer', right: true },
  { name: 'marks', title: 'Labels', width: 'minmax(90px, 0.7fr)' },
  { name: 'note', title: 'Note', width: 'minmax(110px, 1fr)' },
  { name: 'source', title: 'Source', width: '90px', sort: 'source' },
  { name: 'origin', title: 'Origin', width: '64px', sort: 'origin' },
]

export const USUAL = ['time', 'method', 'path', 'held', 'words', 'signature', 'size', 'answer']

/** The columns of these names, in the order of all; the usual ones when there is none. */
export function chosen(names: string[]): Column[] {
  const known = COLUMNS.filter(({ name }) => names.includes(name))
  return known.length > 0 ? known : COLUMNS.filter(({ name }) => USUAL.includes(name))
}

/** The tracks of a grid with these columns. */
export function tracks(columns: Column[]): string {
  return columns.map(({ width }) => width).join(' ')
}
