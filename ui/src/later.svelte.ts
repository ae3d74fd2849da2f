// What the first view does without is fetched once that is on the screen: so it is there sooner.

class Later {
  parts = $state.raw<typeof import('./parts') | null>(null)
  failed = $state(false)

  async fetch(): Promise<void> {
    try {
      this.parts = await import('./parts')
    } catch {
      this.failed = true
    }
  }
}

export const later = new Later()
