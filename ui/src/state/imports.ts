// Files that are handed over to be captured: read, sent in their order, and what came of them.

import { type Chosen, refusal } from '../host/host'
import { toBase64 } from '../lib/bytes'
import { count } from '../lib/text'
import { occupied, uncover } from './above'
import { app } from './app.svelte'
import { unanswered } from './line.svelte'
import { isField } from './panes'
import { unsaved } from './unsaved'

/** The engine's own bound for one body: larger files are not read. */
const MOST = 8 << 20
/** Bytes in one request, at most, unless one file alone is more. */
const TOGETHER = 4 << 20

const several = (many: number, one: string) => `${count(many)} ${one}${many === 1 ? '' : 's'}`

/** Captures them, shows the last one where nothing is half written, and says what could not be captured. Says how far it is, and can be stopped. */
export async function take(handed: Chosen[]): Promise<void> {
  if (handed.length === 0) return
  let stopped = false
  const told = () => app.doing(`${count(captures.length)} of ${several(handed.length, 'file')} captured…`, () => (stopped = true))
  const problems: string[] = []
  const captures: string[] = []
  let files: { name: string; bodyBase64: string }[] = []
  let held = 0
  const send = async () => {
    try {
      const taken = files.length > 0 ? await app.ask('capture_import', { files }) : { captures: [], problems: [] }
      captures.push(...taken.captures)
      problems.push(...taken.problems)
    } catch (thrown) {
      // What was refused once would be refused again: it is said first, and nothing more is handed over.
      const why = refusal(thrown)
      app.refused(why)
      problems.unshift(why.away ? unanswered(why) : why.message)
      stopped = true
    }
    files = []
    held = 0
    if (!stopped) told()
  }
  told()
  for (const file of [...handed].sort((one, other) => one.name.localeCompare(other.name, 'en', { numeric: true }))) {
    if (stopped) break
    if (file.size > MOST) {
      problems.push(`${file.name} is larger than 8 MiB and is not captured.`)
      continue
    }
    // A folder is handed over as a file that cannot be read.
    const bytes = await file.bytes().catch(() => null)
    if (bytes === null) {
      problems.push(`${file.name} cannot be read.`)
      continue
    }
    if (held + bytes.length > TOGETHER) await send()
    if (stopped) break
    files.push({ name: file.name, bodyBase64: toBase64(bytes) })
    held += bytes.length
  }
  if (!stopped) await send()
  const last = captures.at(-1)
  // Other forms stay half written while one looks elsewhere.
  const writing = unsaved.kinds.some((kind) => ['label', 'name', 'note'].includes(kind)) || isField(document.activeElement)
  if (last !== undefined && !writing && !occupied()) {
    uncover()
    app.show('captures')
    app.inspect(last)
  }
  const said = stopped ? `Stopped: ${count(captures.length)} of ${several(handed.length, 'file')} captured.` : captures.length > 0 ? `${several(captures.length, 'file')} captured.` : ''
  const more = problems.length > 1 ? ` And ${several(problems.length - 1, 'other')}.` : ''
  if (said || problems.length > 0) app.say([said, problems[0] ? problems[0] + more : ''].filter(Boolean).join(' '), problems.length > 0)
  app.wake()
}
