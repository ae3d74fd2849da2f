import { afterEach, expect, test, vi } from 'vitest'

import { read, widths } from './widths.svelte'

afterEach(() => vi.unstubAllGlobals())

test.each([
  ['what was kept', '{"conversations.list":300}', { 'conversations.list': 300 }],
  ['nothing', '', {}],
  ['no JSON', '{', {}],
  ['null', 'null', {}],
  ['what is no width', '{"a":"300","b":-1,"c":1.5,"d":null,"e":0,"f":7}', { f: 7 }],
])('widths are read from %s', (_, text, widths) => {
  expect(read(text)).toEqual(widths)
})

test('widths are remembered once the border is let go of, not while it is drawn', () => {
  const setItem = vi.fn()
  vi.stubGlobal('localStorage', { setItem })
  for (const width of [300, 301, 302]) widths.set('captures', 'inspector', width)
  expect([widths.of('captures', 'inspector'), setItem.mock.calls]).toEqual([302, []])
  widths.keep()
  expect(setItem.mock.calls).toEqual([['hooktrail.widths', '{"captures.inspector":302}']])
})

test('widths of columns are taken back without those of what stands beside', () => {
  widths.set('captures', 'column.path', 300)
  widths.set('captures', 'inspector', 400)
  const back = widths.usualColumns('captures')
  expect(widths.of('captures', 'column.path')).toBeUndefined()
  widths.set('captures', 'inspector', 500)
  back()
  expect([widths.of('captures', 'column.path'), widths.of('captures', 'inspector')]).toEqual([300, 500])
})
