import { describe, expect, it } from 'vitest'

import { meant } from './key'

describe('the key that is meant', () => {
  it.each([
    ['j', 'KeyJ', false, 'j'],
    ['J', 'KeyJ', false, 'j'],
    ['J', 'KeyJ', true, 'J'],
    ['ח', 'KeyJ', false, 'j'],
    ['о', 'KeyJ', false, 'j'],
    ['ش', 'KeyA', false, 'a'],
    ['.', 'KeyE', false, '.'],
    ['e', 'KeyD', false, 'e'],
    ['?', 'Slash', true, '?'],
    ['Enter', 'Enter', false, 'Enter'],
    ['é', 'Digit2', false, 'é'],
    ['k', 'KeyK', true, 'K'],
  ])('%s of %s is %s', (key, code, shiftKey, name) => expect(meant({ key, code, shiftKey })).toBe(name))
})
