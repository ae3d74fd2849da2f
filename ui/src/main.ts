import '@fontsource-variable/inter/wght.css'
import '@fontsource-variable/jetbrains-mono/wght.css'
import './styles/base.css'

import { mount } from 'svelte'

import App from './App.svelte'
import { connect } from './host'
import { app } from './state/app.svelte'

const target = document.getElementById('app')
if (target) {
  app.start(await connect())
  mount(App, { target })
}
