// The Debian package in a clean Debian: installed with nothing but what it says it needs, used, and removed without a trace.
// Needs root, a mirror, and some minutes: `make test-package`.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { instagram, post } from '../e2e/rig.mjs'
import { later } from '../e2e/rig.mjs'
import { folder, until } from '../window/rig.mjs'
import { HOME, Root } from './root.mjs'
import { colours, png, screen } from './screen.mjs'

const out = fileURLToPath(new URL('../../target/package', import.meta.url))
const DATA = join(HOME, '.local/share/dev.hooktrail.desktop')

test('it installs, receives, shows its window, and goes without a trace', async (t) => {
  const deb = join(out, readdirSync(out).find((name) => name.endsWith('.deb')))
  const root = Root.make((undo) => later(t, undo))
  const needs = execFileSync('dpkg-deb', ['-f', deb, 'Depends'], { encoding: 'utf8' })
  const names = needs.split(',').map((need) => need.trim().split(' ')[0])
  root.run('root', 'apt-get', 'update', '-q')
  root.run('root', 'apt-get', 'install', '-q', '-y', '--no-install-recommends', ...names)
  const before = root.files()

  copyFileSync(deb, root.path('tmp/hooktrail.deb'))
  root.run('root', 'dpkg', '--install', '/tmp/hooktrail.deb')

  await t.test('what belongs to it is in its place', () => {
    const added = new Set(root.files().filter((file) => !before.includes(file)))
    for (const file of [
      '/usr/bin/hooktrail',
      '/usr/bin/hooktrail-desktop',
      '/usr/share/applications/Hooktrail.desktop',
      '/usr/share/man/man1/hooktrail.1.gz',
      '/usr/share/man/man1/hooktrail-serve.1.gz',
      '/usr/share/man/man1/hooktrail-desktop.1.gz',
      '/usr/share/zsh/vendor-completions/_hooktrail',
      '/usr/share/fish/vendor_completions.d/hooktrail.fish',
      '/usr/share/doc/hooktrail/copyright',
      '/usr/share/doc/hooktrail/third-party-notices.txt.gz',
      '/usr/share/icons/hicolor/scalable/apps/hooktrail-desktop.svg',
      ...[16, 24, 32, 48, 64, 128, 256, 512].map((size) => `/usr/share/icons/hicolor/${size}x${size}/apps/hooktrail-desktop.png`),
    ]) {
      assert.ok(added.has(file), file)
    }
    const completes = root.run('visitor', 'bash', '-c', 'source /usr/share/bash-completion/completions/hooktrail; complete -p hooktrail')
    assert.match(completes, /complete .* hooktrail/)
  })

  await t.test('the command line receives and lists', async () => {
    const serving = root.start('visitor', {}, 'hooktrail', 'serve', '--json', '--port', '0', '--ui-port', '0')
    const ended = new Promise((done) => serving.once('exit', done))
    const { receiver, ui } = await new Promise((done) => createInterface({ input: serving.stdout }).once('line', (line) => done(JSON.parse(line))))
    assert.equal(await post(receiver, instagram({ message: { mid: 'm1', text: 'hello' } })), 200)
    assert.match(await (await fetch(ui)).text(), /<div id="app">/)
    serving.kill('SIGKILL')
    await ended
    assert.match(root.run('visitor', 'hooktrail', 'list', 'messages'), /hello/)
  })

  await t.test('the window is painted', async (t) => {
    const shown = await screen(folder(t), (undo) => later(t, undo))
    const window = root.start('visitor', { DISPLAY: shown.name, HOOKTRAIL_PORT: '0' }, 'hooktrail-desktop')
    later(t, () => window.kill('SIGKILL'))
    await until('the page', () => colours(shown.look()) > 100)
    assert.ok(existsSync(root.path(join(DATA, 'control.json'))))
    if (process.env.PICTURE) writeFileSync(process.env.PICTURE, png(shown.look()))
  })

  root.run('root', 'apt-get', 'purge', '-q', '-y', 'hooktrail')
  assert.deepEqual(root.files(), before)
  assert.ok(readFileSync(root.path(join(DATA, 'hooktrail.db'))).length > 0, "the user's data stay")
})
