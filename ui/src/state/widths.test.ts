import { expect, test } from 'vitest'

import { read } from './widths.svelte'

test.each([
  ['what was kept', '{"conversations.list":300}', { 'conversations.list': 300 }],
  ['nothing', '', {}],
  ['no JSON', '{', {}],
  ['null', 'null', {}],
  ['what is no width', '{"a":"300","b":-1,"c":1.5,"d":null,"e":0,"f":7}', { f: 7 }],
])('widths are read from %s', (_, text, widths) => {
  expect(read(text)).toEqual(widths)
})
