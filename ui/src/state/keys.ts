// Every key that means something, also where it means nothing now: the page of keys. What a key does is in actions.ts and things.ts.

export interface Keys {
  of: string
  keys: [keys: string, does: string][]
  /** They are the window's: a browser has its own. */
  window?: boolean
}

export const KEYS: Keys[] = [
  {
    of: 'Everywhere',
    keys: [
      ['Ctrl/⌘+K', 'All commands'],
      ['?', 'This page'],
      ['/', 'Search'],
      ['z Ctrl/⌘+Z', 'Undo what was just done'],
      ['Ctrl/⌘+,', 'Settings'],
      ['Ctrl/⌘+Shift+Delete', 'Delete everything, once asked'],
      ['Esc', 'Leave a field, a dialog, a pane'],
    ],
  },
  {
    of: 'Lists and panes',
    keys: [
      ['j k ↓ ↑', 'Next and previous'],
      ['↵', 'Open: on to the next pane'],
      ['→ ←', 'The pane beside; on a border: move it'],
      ['1 … 7', 'The tabs of the inspector'],
      ['i', 'Hide the inspector, or show it'],
      ['Menu Shift+F10', 'What can be done with it'],
      ['l', 'Lists live or paused'],
    ],
  },
  {
    of: 'What is chosen',
    keys: [
      ['r', 'Resend'],
      ['Ctrl/⌘+↵', 'Send'],
      ['e', 'Edit and resend'],
      ['c', 'Copy as curl'],
      ['p', 'Pin'],
      ['m', 'Compare with another'],
      ['o', 'Show in conversation'],
      ['Delete', 'Delete the capture, once asked'],
      ['Ctrl/⌘+F', 'Search in the inspector'],
    ],
  },
  {
    of: 'Several captures',
    keys: [
      ['Shift+j Shift+↓', 'Choose the next one too'],
      ['Shift+k Shift+↑', 'Choose the one before too'],
      ['Ctrl/⌘+click', 'Choose one more, or one less'],
      ['Shift+click', 'Choose all up to there'],
      ['Ctrl/⌘+A', 'Choose all that are loaded'],
      ['r p Delete', 'Replay, pin or delete them all'],
      ['m', 'Compare the two'],
      ['Esc', 'Back to one'],
    ],
  },
  {
    of: 'Conversation',
    keys: [
      ['d', 'Mark done'],
      ['n', 'Next anomaly'],
      ['u', 'First unread message'],
      ['g', 'Go to a time'],
      ['Ctrl/⌘+F', 'Search in the conversation'],
      ['End', 'Latest message'],
    ],
  },
  {
    of: 'Charts',
    keys: [
      ['← →', 'The bar before and after'],
      ['↑ ↓', 'Up and down in a bar'],
      ['Home End', 'First and last bar'],
      ['↵', 'What is behind it'],
    ],
  },
  {
    of: 'Window',
    window: true,
    keys: [
      ['Ctrl/⌘++ Ctrl/⌘+−', 'Larger and smaller'],
      ['Ctrl/⌘+0', 'Actual size'],
      ['F11', 'Full screen'],
      ['Ctrl/⌘+Q', 'Quit'],
    ],
  },
]

/** Those that are shown where the page is. */
export const keysOf = (window: boolean): Keys[] => KEYS.filter((group) => window || !group.window)
