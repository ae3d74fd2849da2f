// Begins to ask, then reads the page itself.

import { host } from './host'
import { ahead } from './host/ahead'
import { FIRST } from './state/first'

const asked = ahead(host, FIRST)
// Not awaited: what the page shares with this file waits until it is through.
void import('./start').then(({ start }) => start(asked))
