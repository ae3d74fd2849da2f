// What is run inside the page, in either host: each function stands alone, for only its text goes there.

/** When the first view stood on the screen, ms since the page began to load, and since when on the clock; null before. */
export function opened() {
  const [mark] = performance.getEntriesByName('shown')
  return mark ? { page: mark.startTime, at: performance.timeOrigin + mark.startTime } : null
}

/** Times between frames while a list scrolls down by `step` px a frame, and back from its end, ms. */
export async function scroll(css, step, ms) {
  const list = document.querySelector(css)
  const times = []
  await new Promise((done) => {
    let by = step
    let began = null
    const frame = (now) => {
      began ??= now
      times.push(now)
      if (list.scrollTop >= list.scrollHeight - list.clientHeight - 1) by = -step
      else if (list.scrollTop <= 0) by = step
      list.scrollTop += by
      if (now - began < ms) requestAnimationFrame(frame)
      else done()
    }
    requestAnimationFrame(frame)
  })
  return times.slice(1).map((time, index) => time - times[index])
}

/** To the list's beginning. */
export async function top(css) {
  document.querySelector(css).scrollTop = 0
  await new Promise((done) => setTimeout(done, 300))
}

/** Begins to note the times between frames. */
export function watch() {
  const seen = { times: [], on: true }
  window.watched = seen
  const frame = (now) => {
    seen.times.push(now)
    if (seen.on) requestAnimationFrame(frame)
  }
  requestAnimationFrame(frame)
}

/** Times between frames since then, ms. */
export function watched() {
  const { times } = window.watched
  window.watched.on = false
  return times.slice(1).map((time, index) => time - times[index])
}

/** Writes a filter; how long until the first and the last change that it made to the list was painted, ms. */
export async function filter(text) {
  const field = document.querySelector('[data-search]')
  return await window.answered(() => {
    field.value = text
    field.dispatchEvent(new InputEvent('input', { bubbles: true }))
  })
}

/** Puts the table in order by a column; the same. */
export async function order(title) {
  const heads = [...document.querySelectorAll('[role=columnheader] button')]
  return await window.answered(() => heads.find((head) => head.textContent.includes(title)).click())
}

/** Makes `answered`: does something and waits until the list has been still for so long. */
export function listen() {
  const QUIET = 400
  const NOTHING = 3_000
  window.answered = (act) =>
    new Promise((done) => {
      const began = performance.now()
      let first = null
      let last = null
      let changed = began
      // How many it found is part of the answer; what stands in the field is not.
      const beside = (node) => (node instanceof Element ? node : node.parentElement)?.closest('.filter .line, .filter ul, .filter .words, [data-testid=bars], .inspector')
      const seen = new MutationObserver((changes) => {
        if (changes.every(({ target }) => beside(target))) return
        changed = performance.now()
        requestAnimationFrame(() =>
          setTimeout(() => {
            last = performance.now() - began
            first ??= last
          }),
        )
      })
      seen.observe(document.querySelector('main > section'), { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['aria-rowcount', 'data-capture', 'data-thing'] })
      const look = setInterval(() => {
        const now = performance.now()
        if (now - changed < QUIET || (first === null && now - began < NOTHING)) return
        clearInterval(look)
        seen.disconnect()
        done({ first, last })
      }, 50)
      act()
    })
}

/** From here on, notes for every key how long it takes from the press until the next paint. */
export function feel() {
  if (window.felt) return void (window.felt.length = 0)
  window.felt = []
  addEventListener(
    'keydown',
    (event) => {
      const now = performance.now()
      // A clock that is not the page's is of no use.
      const began = event.timeStamp > 0 && event.timeStamp <= now && now - event.timeStamp < 5_000 ? event.timeStamp : now
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => window.felt.push({ whole: performance.now() - began, before: now - began })
        port2.postMessage(null)
      })
    },
    { capture: true },
  )
}

/** The newest capture that is shown. */
export const newest = () => Math.max(...[...document.querySelectorAll('[data-capture]')].map(({ dataset }) => Number(dataset.capture)))
export const felt = () => window.felt
/** Nothing that came is still to be processed. */
export const processed = () => document.querySelector('footer').textContent.includes('all processed')
export const written = () => document.querySelector('[data-search]').value
export const has = (css) => document.querySelector(css) !== null
/** What stands there instead, for whoever reads why something failed. */
export const told = () => `main.${document.querySelector('main')?.className}: ${document.querySelector('main')?.innerText.slice(0, 1_000)}`
export const press = (css) => document.querySelector(css).click()
export const middle = (css) => {
  const { left, top, width, height } = document.querySelector(css).getBoundingClientRect()
  return { x: left + width / 2, y: top + height / 2 }
}
export const focus = (css) => document.querySelector(css).focus()
export const blur = () => document.activeElement?.blur()
