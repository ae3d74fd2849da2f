/** Does this once the next frame is on the screen; where nothing is drawn, never. */
export function painted(then: () => void): void {
  globalThis.requestAnimationFrame?.(() => setTimeout(then))
}
