// What the first view does without.

export { default as Captures } from './features/captures/Captures.svelte'
export { default as Compare } from './features/compare/Compare.svelte'
export { default as Inspected } from './features/inspector/Inspected.svelte'
export { default as Replay } from './features/replay/Replay.svelte'
export { default as Edit } from './features/resend/Edit.svelte'
export { default as Resend } from './features/resend/Resend.svelte'
export { default as Timeline } from './features/timeline/Timeline.svelte'
