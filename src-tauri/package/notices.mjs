// Writes the names, licenses and notices of everything that is built into the programs: crates and packages of the page.
//   node src-tauri/package/notices.mjs > third-party-notices.txt

import { execFileSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const run = (program, ...words) => execFileSync(program, words, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 })

/** Only what is linked in, so neither build tools nor tests. */
const linked = new Set(
  run('cargo', 'tree', '--locked', '-p', 'hooktrail-desktop', '-p', 'hooktrail-cli', '-e', 'normal', '--prefix', 'none', '-f', '{p}')
    .split('\n')
    .map((line) => line.split(' ').slice(0, 2).join(' ').replace(' v', ' ')),
)
const crates = JSON.parse(run('cargo', 'metadata', '--locked', '--format-version', '1')).packages
const ours = crates.filter(({ source, name, version }) => source !== null && linked.has(`${name} ${version}`))
const parts = ours.map(({ name, version, license, manifest_path }) => ({ name, version, license, folder: dirname(manifest_path) }))

const packages = run('npm', '--prefix', 'ui', 'ls', '--omit=dev', '--all', '--parseable').trim().split('\n').slice(1)
for (const folder of packages) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  parts.push({ name, version, license, folder })
}
parts.sort((a, b) => `${a.name} ${a.version}`.localeCompare(`${b.name} ${b.version}`, 'en'))

/** One text for all that share it. */
const notices = new Map()
for (const { name, version, folder } of parts) {
  for (const file of readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice|copyright|unlicense)/i.test(file)).sort()) {
    let text
    try {
      text = readFileSync(join(folder, file), 'utf8').replaceAll('\r', '').trim()
    } catch {
      continue // a folder of texts, whose files stand beside it too
    }
    notices.set(text, [...(notices.get(text) ?? []), `${name} ${version}`])
  }
}

const line = '='.repeat(78)
const all = parts.map(({ name, version, license }) => `${name} ${version}: ${license ?? 'see its notice'}`)
process.stdout.write(`What is built into Hooktrail, and under which license.\n\n${all.join('\n')}\n`)
for (const [text, names] of notices) process.stdout.write(`\n${line}\n${[...new Set(names)].join(', ')}\n${line}\n\n${text}\n`)
