// What the usual first view asks for.

import type { Question } from '../host/ahead'

/** Conversations at a time. Three screens: what a filter brings is there at once. */
export const CONVERSATIONS = 50

export const FIRST: Question[] = [
  ['status_get', {} as never],
  ['conversations_list', { filter: '', limit: CONVERSATIONS }],
]
