// The page of components, for development only: `npm --prefix ui run components`. Never part of what is built for users.

import '@fontsource-variable/inter/wght.css'
import '@fontsource-variable/jetbrains-mono/wght.css'
import '../styles/base.css'

import { mount } from 'svelte'

import Gallery from './Gallery.svelte'

const target = document.getElementById('app')
if (target) mount(Gallery, { target })
