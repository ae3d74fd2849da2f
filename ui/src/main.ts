import '@fontsource-variable/inter/wght.css'
import '@fontsource-variable/jetbrains-mono/wght.css'
import './styles/base.css'

import { mount } from 'svelte'

import App from './App.svelte'
import { host } from './host'
import { app } from './state/app.svelte'
import { follow } from './state/history.svelte'
import { leaving } from './state/leaving.svelte'
import { native } from './state/native'
import { theme } from './state/theme.svelte'

/** An empty page is shown after that, ms. */
const PATIENCE = 250

const target = document.getElementById('app')
if (target) {
  theme.choose(theme.chosen)
  app.start(host)
  native.start(host)
  follow()
  leaving.start(host)
  // Mostly the answer is there before an empty page could be painted: one painting then, not two.
  await Promise.race([app.first, new Promise((done) => setTimeout(done, PATIENCE))])
  mount(App, { target })
}
