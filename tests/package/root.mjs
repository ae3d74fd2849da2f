// A clean Debian of its own: made by debootstrap from the mirror that this machine's apt uses, entered by chroot in its own process and
// mount namespaces, so that nothing stays behind.

import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** Where this machine's apt gets its own release, and which one that is. */
function mirror() {
  const listed = execFileSync('apt-get', ['indextargets', '--format', '$(ORIGIN) $(COMPONENT) $(CODENAME) $(REPO_URI)', 'Created-By: Packages'], { encoding: 'utf8' })
  const targets = listed.trim().split('\n').map((line) => line.split(' '))
  const [, , suite, uri] = targets.find(([origin, component, codename]) => origin === 'Debian' && component === 'main' && !codename.includes('-')) ?? []
  if (!uri) throw new Error('this machine is no Debian: apt names no mirror of one')
  return { suite, uri }
}

/** Of the one user there. */
export const HOME = '/srv/visitor'

export class Root {
  /** Makes it; `later` undoes. */
  static make(later) {
    const folder = mkdtempSync(join(tmpdir(), 'hooktrail-debian-'))
    later(() => rmSync(folder, { recursive: true, force: true }))
    chmodSync(folder, 0o755)
    const { suite, uri } = mirror()
    execFileSync('debootstrap', ['--variant=minbase', suite, folder, uri], { stdio: ['ignore', 'ignore', 'inherit'] })
    copyFileSync('/etc/resolv.conf', join(folder, 'etc/resolv.conf'))
    const root = new Root(folder)
    root.run('root', 'useradd', '--create-home', '--home-dir', HOME, 'visitor')
    return root
  }

  constructor(folder) {
    this.folder = folder
  }

  path(inside) {
    return join(this.folder, inside)
  }

  #words(user, env, words) {
    const around = { PATH, HOME: user === 'root' ? '/' : HOME, LANG: 'C.UTF-8', DEBIAN_FRONTEND: 'noninteractive', ...env }
    const set = Object.entries(around).map(([name, value]) => `${name}=${value}`)
    const apart = ['--mount', '--pid', '--fork', '--kill-child', `--mount-proc=${this.path('proc')}`]
    return [...apart, 'chroot', `--userspec=${user}`, this.folder, 'env', '-i', ...set, ...words]
  }

  /** Runs a command to its end; what it wrote. */
  run(user, ...words) {
    return execFileSync('unshare', this.#words(user, {}, words), { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'inherit'] })
  }

  /** Starts a command that goes on. */
  start(user, env, ...words) {
    return spawn('unshare', this.#words(user, env, words), { stdio: ['ignore', 'pipe', 'inherit'] })
  }

  /** Every file there is, but what apt and dpkg write about their own work, and users' homes. */
  files() {
    const work = ['/proc', '/sys', '/dev', '/tmp', HOME, '/var/log', '/var/lib/dpkg', '/var/lib/apt', '/var/cache']
    const left = work.flatMap((folder) => ['-path', folder, '-prune', '-o'])
    return this.run('root', 'find', '/', ...left, '-print').trim().split('\n').sort()
  }
}
