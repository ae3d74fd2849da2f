import { svelte } from '@sveltejs/vite-plugin-svelte'
import type { Plugin, Rolldown } from 'vite'
import { defineConfig } from 'vitest/config'

/** It answers to pages of its own port only. */
const SERVED = { target: 'http://127.0.0.1:4711', changeOrigin: true, headers: { origin: 'http://127.0.0.1:4711' } }

/** Of the file of what the first view needs. */
const FIRST = 'first'
let start = ''

/** That is fetched while the entry asks its questions. */
const early: Plugin = {
  name: 'early',
  async buildStart() {
    start = (await this.resolve('/src/start.ts'))?.id ?? ''
  },
  transformIndexHtml: {
    order: 'post',
    handler: (_, { bundle }) =>
      Object.values(bundle ?? {})
        .filter((part) => part.type === 'chunk' && part.name === FIRST)
        .map(({ fileName }) => ({ tag: 'link', attrs: { rel: 'modulepreload', crossorigin: true, href: `/${fileName}` }, injectTo: 'head' })),
  },
}

/** What this module imports at once, and what that does. */
function needs(module: string, graph: Rolldown.ChunkingContext): Set<string> {
  const all = new Set([module])
  for (const one of all) for (const other of graph.getModuleInfo(one)?.importedIds ?? []) all.add(other)
  return all
}

export default defineConfig({
  plugins: [svelte(), early],
  build: {
    target: ['safari16.4', 'chrome111'],
    // For older ones `:dir()` would become a list of languages, which nothing here is marked with.
    cssTarget: ['safari16.4', 'chrome120'],
    chunkSizeWarningLimit: 900,
    assetsInlineLimit: 0,
    // One for all: while another one is fetched WebKit measures what is new as nothing, and lists lose rows.
    cssCodeSplit: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'entry', tags: ['$initial'], priority: 1 },
            // What the first view needs comes in one file, whatever later views share of it.
            { name: (id, graph) => (needs(start, graph).has(id) ? FIRST : null), debugName: FIRST },
          ],
        },
      },
    },
  },
  // `npm run dev` beside `hooktrail serve --ui-port 4711`: the same origin for the page and the contract.
  server: { port: 5173, strictPort: true, proxy: { '/rpc': SERVED, '/events': SERVED } },
  test: { include: ['src/**/*.test.ts'], environment: 'node', testTimeout: 60_000 },
})
