import { expect, it } from 'vitest'

import menu from '../../../src-tauri/src/menu.rs?raw'
import { keysOf } from './keys'

const shown = (window: boolean) => keysOf(window).flatMap(({ keys }) => keys.flatMap(([all]) => all.split(' ')))
/** As the menu binds them, and as the page calls them: an equals sign is the plus of its key. */
const called = (bound: string) => bound.replace('CmdOrCtrl', 'Ctrl/⌘').replace(/=$/, '+').replace(/-$/, '−')

it('every key that the menu of the window binds is on the page of keys there', () => {
  const bound = [...menu.matchAll(/Window\("\w+", "[^"]+", Some\("([^"]+)"\)\)/g)].map(([, key = '']) => called(key))
  expect(bound).toHaveLength(5)
  expect(shown(true)).toEqual(expect.arrayContaining(bound))
})

it('a browser keeps its own', () => {
  expect(shown(false).filter((key) => key === 'F11' || /\+[Q0+−]$/.test(key))).toEqual([])
  expect(shown(false)).toEqual(expect.arrayContaining(['Home', 'End', '←', '→']))
})
