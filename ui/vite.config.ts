import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

/** It answers to pages of its own port only. */
const SERVED = { target: 'http://127.0.0.1:4711', changeOrigin: true, headers: { origin: 'http://127.0.0.1:4711' } }

export default defineConfig({
  plugins: [svelte()],
  build: {
    target: ['safari16.4', 'chrome111'],
    // For older ones `:dir()` would become a list of languages, which nothing here is marked with.
    cssTarget: ['safari16.4', 'chrome120'],
    chunkSizeWarningLimit: 900,
    assetsInlineLimit: 0,
    // One for all: while another one is fetched WebKit measures what is new as nothing, and lists lose rows.
    cssCodeSplit: false,
    // What the first view needs comes in one file, whatever later views share of it.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] } } },
  },
  // `npm run dev` beside `hooktrail serve --ui-port 4711`: the same origin for the page and the contract.
  server: { port: 5173, strictPort: true, proxy: { '/rpc': SERVED, '/events': SERVED } },
  test: { include: ['src/**/*.test.ts'], environment: 'node', testTimeout: 60_000 },
})
