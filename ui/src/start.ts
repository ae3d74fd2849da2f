import '@fontsource-variable/inter/wght.css'
import '@fontsource-variable/jetbrains-mono/wght.css'
import './styles/base.css'

import { mount } from 'svelte'

import App from './App.svelte'
import type { Host } from './host/host'
import { later } from './later.svelte'
import { app } from './state/app.svelte'
import { follow } from './state/history.svelte'
import { leaving } from './state/leaving.svelte'
import { native } from './state/native'
import { theme } from './state/theme.svelte'

/** An empty page is shown after that, ms. */
const PATIENCE = 250

/** Nothing stands open beside the usual list. */
const isList = () => app.view === 'conversations' && app.conversationId === null

/** The page, on this host. */
export async function start(host: Host): Promise<void> {
  const target = document.getElementById('app')
  if (!target) return
  theme.choose(theme.chosen)
  app.start(host)
  native.start(host)
  follow()
  leaving.start(host)
  // Mostly the answer is there before an empty page could be painted: one painting then, not two.
  const first = Promise.all([app.first, isList() || later.fetch()])
  await Promise.race([first, new Promise((done) => setTimeout(done, PATIENCE))])
  mount(App, { target })
}
