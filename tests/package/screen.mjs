// A display whose picture can be read: Xvfb keeps it in a file, as xwd writes it.

import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'

/** Starts one in a folder of one's own; its name, and what is on it. */
export async function screen(folder, later) {
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-fbdir', folder, '-nolisten', 'tcp', '-noreset'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  later(() => server.kill())
  const number = await new Promise((done, fail) => {
    server.stdio[3].once('data', (text) => done(String(text).trim()))
    server.once('exit', (code) => fail(new Error(`Xvfb ended with ${code}`)))
  })
  return { name: `:${number}`, look: () => read(readFileSync(join(folder, 'Xvfb_screen0'))) }
}

function read(file) {
  const word = (at) => file.readUInt32BE(at * 4)
  const [head, width, height, line, colours] = [0, 4, 5, 12, 19].map(word)
  const start = head + colours * 12
  const rows = Array.from({ length: height }, (_, row) => file.subarray(start + row * line, start + row * line + width * 4))
  return { width, height, rows }
}

/** Height of the menu, which is painted before the page. */
const MENU = 60

/** How many colours there are below the menu: a blank or broken page has a handful. */
export function colours({ rows }) {
  const found = new Set()
  for (const row of rows.slice(MENU)) for (let at = 0; at < row.length; at += 4) found.add(row.readUInt32LE(at) & 0xffffff)
  return found.size
}

/** The picture as a PNG. */
export function png({ width, height, rows }) {
  const body = Buffer.alloc(height * (width * 3 + 1))
  rows.forEach((row, y) => {
    for (let x = 0; x < width; x++) for (const part of [0, 1, 2]) body[y * (width * 3 + 1) + 1 + x * 3 + part] = row[x * 4 + 2 - part]
  })
  const chunk = (kind, bytes) => {
    const named = Buffer.concat([Buffer.from(kind), bytes])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(bytes.length)
    sum.writeUInt32BE(crc32(named))
    return Buffer.concat([length, named, sum])
  }
  const size = Buffer.alloc(13)
  size.writeUInt32BE(width, 0)
  size.writeUInt32BE(height, 4)
  size.set([8, 2], 8)
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', size), chunk('IDAT', deflateSync(body)), chunk('IEND', Buffer.alloc(0))])
}
