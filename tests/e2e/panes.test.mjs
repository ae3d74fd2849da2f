// The borders between the parts of a view: drawn, moved by key, remembered for each view, gone where the parts stand one below the other.
// The inspector beside them: put away, and brought back by what has something to show in it.

import assert from 'node:assert/strict'
import { test as run } from 'node:test'

import { ailments, instagram, open, post, serve, sink, status, timeout, unfit } from './rig.mjs'

const test = (name, job) => run(name, { timeout }, job)

const border = (page, part) => page.getByRole('separator', { name: `Width of the ${part}` })
const width = (page, part) => page.locator(`main > .${part}`).evaluate((part) => part.getBoundingClientRect().width)
const widths = async (page, ...parts) => Object.fromEntries(await Promise.all(parts.map(async (part) => [part, await width(page, part)])))

/** The page with one conversation, chosen. */
async function chat(t, ...beside) {
  const served = await serve(t)
  await post(served.receiver, instagram({ message: { mid: 'm1', text: 'hello' } }), 'app-secret')
  for (const event of beside) await post(served.receiver, instagram(event), 'app-secret')
  const page = await open(t, served.ui)
  await page.getByTestId('conversation-row').first().click()
  await page.locator('[data-message=m1]').waitFor()
  return page
}

/** Draws a border so far to the right, px. */
async function draw(page, part, by) {
  const { x, y, width, height } = await border(page, part).boundingBox()
  await page.mouse.move(x + width / 2, y + height / 2)
  await page.mouse.down()
  await page.mouse.move(x + width / 2 + by / 2, y + height / 2, { steps: 3 })
  await page.mouse.move(x + width / 2 + by, y + height / 2 + 40, { steps: 3 })
  await page.mouse.up()
}

test('a border is drawn, and what lies on its sides is as wide as said, also after a reload', async (t) => {
  const page = await chat(t)
  assert.deepEqual(await widths(page, 'list', 'timeline', 'inspector'), { list: 272, timeline: 540, inspector: 436 })
  await draw(page, 'list', 60)
  await draw(page, 'inspector', -100)
  const moved = { list: 332, timeline: 380, inspector: 536 }
  assert.deepEqual(await widths(page, 'list', 'timeline', 'inspector'), moved)
  await page.reload()
  await page.getByTestId('conversation-row').first().waitFor()
  assert.deepEqual(await widths(page, 'list', 'timeline', 'inspector'), moved)
})

test('each view remembers its own widths, and a double click takes one back', async (t) => {
  const page = await chat(t)
  await draw(page, 'inspector', -50)
  await page.getByTestId('nav-captures').click()
  await page.getByTestId('capture-row').first().waitFor()
  assert.deepEqual(await widths(page, 'captures', 'inspector'), { captures: 812, inspector: 436 })
  await draw(page, 'inspector', -200)
  assert.deepEqual(await widths(page, 'captures', 'inspector'), { captures: 612, inspector: 636 })
  await page.getByTestId('nav-conversations').click()
  await page.locator('main > .timeline').waitFor()
  assert.equal(await width(page, 'inspector'), 486)
  await border(page, 'inspector').dblclick()
  assert.equal(await width(page, 'inspector'), 436)
  await page.getByTestId('nav-captures').click()
  await page.locator('main > .captures').waitFor()
  assert.equal(await width(page, 'inspector'), 636)
})

test('keys move a border as far as there is room, and say where it is', async (t) => {
  const page = await chat(t)
  const says = async (part) => Object.fromEntries(await Promise.all(['min', 'now', 'max'].map(async (word) => [word, Number(await border(page, part).getAttribute(`aria-value${word}`))])))
  const until = (part, now) => page.waitForFunction(([part, now]) => document.querySelector(`[role=separator][aria-label="Width of the ${part}"]`).getAttribute('aria-valuenow') === String(now), [part, now])
  assert.deepEqual(await says('list'), { min: 170, now: 272, max: 532 })
  assert.deepEqual(await says('inspector'), { min: 300, now: 436, max: 696 })
  for (const [part, key, now, parts] of [
    ['list', 'ArrowRight', 288, { list: 288, timeline: 524, inspector: 436 }],
    ['list', 'ArrowLeft', 272, { list: 272, timeline: 540, inspector: 436 }],
    ['list', 'Home', 170, { list: 170, timeline: 642, inspector: 436 }],
    ['list', 'ArrowLeft', 170, { list: 170, timeline: 642, inspector: 436 }],
    ['list', 'End', 532, { list: 532, timeline: 280, inspector: 436 }],
    ['list', 'ArrowRight', 532, { list: 532, timeline: 280, inspector: 436 }],
    ['inspector', 'ArrowRight', 420, { list: 532, timeline: 296, inspector: 420 }],
    ['list', 'Enter', 272, { list: 272, timeline: 556, inspector: 420 }],
    ['inspector', 'End', 696, { list: 272, timeline: 280, inspector: 696 }],
    ['inspector', 'Home', 300, { list: 272, timeline: 676, inspector: 300 }],
    ['inspector', 'Enter', 436, { list: 272, timeline: 540, inspector: 436 }],
  ]) {
    await border(page, part).press(key)
    await until(part, now)
    assert.deepEqual(await widths(page, 'list', 'timeline', 'inspector'), parts, `${key} on ${part}`)
  }
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), 'Width of the inspector', 'the keyboard stays')
})

test('in a smaller window nothing is narrower than it can be read, and one below the other there is no border', async (t) => {
  const page = await chat(t)
  await border(page, 'inspector').press('End')
  await border(page, 'list').press('Home')
  await page.setViewportSize({ width: 1024, height: 700 })
  assert.deepEqual(await widths(page, 'list', 'timeline', 'inspector'), { list: 170, timeline: 280, inspector: 426 })
  await page.setViewportSize({ width: 901, height: 700 })
  assert.deepEqual(await widths(page, 'list', 'timeline', 'inspector'), { list: 170, timeline: 280, inspector: 303 })
  await page.setViewportSize({ width: 900, height: 700 })
  assert.equal(await page.getByRole('separator').count(), 0)
  assert.deepEqual(await widths(page, 'list', 'timeline', 'inspector'), { list: 900, timeline: 900, inspector: 900 })
})

const inspector = (page) => page.locator('main > .inspector')
const back = (page) => page.getByRole('button', { name: 'Inspector', exact: true })
const has = (page, selector) => page.locator(`${selector}:focus`).waitFor()
async function away(page) {
  await page.locator('.timeline .items').focus()
  await page.keyboard.press('i')
  await inspector(page).waitFor({ state: 'detached' })
}
async function named(page, action) {
  await page.keyboard.press('Control+k')
  await page.getByLabel('What to do').fill(action)
  await page.keyboard.press('Enter')
}

test('the inspector is put away and brought back by key, by button and by name; its room goes to what is beside it', async (t) => {
  const page = await chat(t)
  await away(page)
  await has(page, '.timeline .items')
  const { list, timeline } = await widths(page, 'list', 'timeline')
  const strip = (await back(page).boundingBox()).width
  assert.deepEqual([list, timeline + strip], [272, 540 + 436])
  assert.ok(strip < 40, `${strip} px are left of it`)
  assert.equal(await border(page, 'inspector').count(), 0)
  assert.equal(await back(page).getAttribute('aria-expanded'), 'false')
  assert.deepEqual(await ailments(page, { part: 'main' }), [])
  await page.keyboard.press('i')
  await inspector(page).waitFor()
  await has(page, '.timeline .items')
  assert.equal(await width(page, 'inspector'), 436, 'as wide as it was')

  const fits = () => page.getByRole('tablist').evaluate((tabs) => tabs.scrollWidth <= tabs.clientWidth)
  assert.ok(await fits(), 'the tabs have room beside the button')
  await page.setViewportSize({ width: 1024, height: 700 })
  assert.ok(await fits(), 'in a small window too')
  await page.setViewportSize({ width: 1440, height: 900 })
  const hide = page.getByRole('button', { name: 'Hide the inspector' })
  assert.equal(await hide.getAttribute('aria-expanded'), 'true')
  await hide.click()
  await has(page, '.timeline .items')
  await back(page).click()
  await has(page, '.inspector [role=tab][aria-selected=true]')
  await page.keyboard.press('i')
  await has(page, '.timeline .items')
  await named(page, 'Show the inspector')
  await inspector(page).waitFor()
  await named(page, 'Hide the inspector')
  await inspector(page).waitFor({ state: 'detached' })
})

test('each view remembers whether its inspector is away', async (t) => {
  const page = await chat(t)
  await away(page)
  await page.getByTestId('nav-captures').click()
  await page.getByTestId('capture-row').first().click()
  assert.deepEqual(await widths(page, 'captures', 'inspector'), { captures: 812, inspector: 436 })
  await page.reload()
  await page.getByTestId('nav-conversations').click()
  await back(page).waitFor()
  assert.equal(await inspector(page).count(), 0)
  await page.getByTestId('nav-captures').click()
  await inspector(page).waitFor()
  await page.keyboard.press('i')
  await inspector(page).waitFor({ state: 'detached' })
  await page.getByTestId('capture-row').first().click()
  assert.equal(await width(page, 'captures') + (await back(page).boundingBox()).width, 812 + 436, 'choosing a row leaves it away')
  await page.keyboard.press('Enter')
  await has(page, '.inspector [role=tab]')
})

test('whatever has something to show in the inspector brings it back, and nothing else does', async (t) => {
  const [page, target] = [await chat(t, { reaction: { mid: 'm1', action: 'react', reaction: 'love' } }), await sink(t)]
  await page.getByTestId('resend-url').fill(target.url)
  const press = (key) => () => page.keyboard.press(key)
  for (const [what, ask, there] of [
    ['a tab', press('2'), '#tab-meta'],
    ['the next pane', press('ArrowRight'), '#tab-meta'],
    ['what is chosen', press('Enter'), '#tab-meta'],
    ['a tab by name', () => named(page, 'Show Headers'), '#tab-headers'],
    ['a search from beside the panes', async () => (await page.getByTestId('nav-conversations').focus(), await page.keyboard.press('Control+f')), '[data-testid=find]'],
    ['a search by name', () => named(page, 'Search in the inspector'), '[data-testid=find]'],
    ['a label', () => named(page, 'Label…'), '[data-testid=add-label]'],
  ]) {
    await away(page)
    await ask()
    await has(page, `.inspector ${there}`).catch(() => assert.fail(`${what} does not bring it back`))
  }
  await away(page)
  // Of the conversation that is open.
  const fromList = async () => (await page.getByRole('listbox', { name: 'Conversations' }).focus(), await page.keyboard.press('Control+f'), await has(page, '[data-words]'))
  for (const ask of [() => page.locator('[data-message=m1] .bubble').click(), press('p'), press('c'), press('j'), press('Control+f'), press('Escape'), fromList, press('Escape')]) {
    await ask()
    assert.equal(await inspector(page).count(), 0)
  }
  await page.getByTestId('reaction').click()
  await inspector(page).getByText('#2').first().waitFor()
  await away(page)
  await page.keyboard.press('r')
  await target.next()
  await page.getByTestId('resend-answer').getByText('202', { exact: true }).waitFor()
})

test('one below the other, what is left of the inspector is a line, and nothing is out of reach', async (t) => {
  const page = await chat(t)
  await away(page)
  for (const [width, height] of [[1024, 700], [901, 700], [900, 700], [512, 350]]) {
    await page.setViewportSize({ width, height })
    assert.deepEqual(await unfit(page), [], `${width} × ${height}`)
  }
  const line = await back(page).boundingBox()
  assert.ok(line.width === 512 && line.height < 60, JSON.stringify(line))
  await back(page).click()
  await has(page, '.inspector [role=tab]')
  assert.deepEqual(await unfit(page), [])
})

test('there is one line for the places at 200 %, for three states of a message, and an id shows its end', async (t) => {
  const served = await serve(t)
  const start = Date.now() - 600_000
  for (const [n, word] of ['sent', 'delivered', 'read'].entries()) await post(served.receiver, status('wamid.1', word, start + n * 60_000), 'app-secret')
  const page = await open(t, served.ui)
  await page.getByTestId('conversation-row').click()
  const tops = (what) => what.evaluateAll((all) => [...new Set(all.filter((one) => one.checkVisibility()).map((one) => Math.round(one.getBoundingClientRect().top)))].length)
  const dots = page.getByTestId('rail-dot')
  await dots.nth(2).waitFor()
  assert.equal(await tops(dots), 1)

  await page.setViewportSize({ width: 1024, height: 700 })
  const id = page.locator('.who [title]')
  assert.equal(await id.getAttribute('title'), '4915550000044')
  const seen = () => id.evaluate((id) => {
    const [start, end] = id.children
    return { cut: start.scrollWidth > start.clientWidth, end: end.textContent, fits: end.getBoundingClientRect().right <= id.closest('.who').getBoundingClientRect().right + 1 }
  })
  await border(page, 'list').press('Home')
  assert.deepEqual(await seen(), { cut: true, end: '000044', fits: true })

  await page.setViewportSize({ width: 720, height: 450 })
  const places = page.getByRole('navigation', { name: 'Main' }).getByRole('button')
  assert.equal(await tops(places), 1)
  await places.filter({ hasText: 'Settings' }).click()
  await page.getByLabel('Receiver port').waitFor()
})
