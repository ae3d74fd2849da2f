import '@fontsource-variable/inter/wght.css'
import '@fontsource-variable/jetbrains-mono/wght.css'
import './styles/base.css'

import { mount } from 'svelte'

import App from './App.svelte'
import { connect } from './host'
import { app } from './state/app.svelte'
import { follow } from './state/history.svelte'
import { native } from './state/native'

const target = document.getElementById('app')
if (target) {
  const host = await connect()
  app.start(host)
  native.start(host)
  follow()
  mount(App, { target })
}
