// Dark, light, or as the system has it.

import { remember, remembered } from '../lib/memory'

type Theme = 'auto' | 'dark' | 'light'

class Themes {
  chosen = $state(remembered('theme', 'auto') as Theme)

  choose(theme: Theme): void {
    this.chosen = theme
    remember('theme', theme)
    document.documentElement.dataset['theme'] = theme
  }
}

export const theme = new Themes()
