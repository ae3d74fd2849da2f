import { describe, expect, it } from 'vitest'

import { type Kind, type Page, Pager } from './pager.svelte'

/** A row: what it is, and where it stands, the newest highest. */
type Row = { id: string; at: number }
const row = (at: number, id = `r${at}`): Row => ({ id, at })

/** An engine of rows, newest first, that looks at `speed` places a page; `hold` keeps the next answers back until `go`. */
class Engine {
  rows: Row[] = []
  top = 0
  speed = 1_000
  asked: (string | null)[] = []
  #held: (() => void)[] | null = null

  put(...rows: Row[]): void {
    this.rows = [...this.rows.filter(({ id }) => !rows.some((row) => row.id === id)), ...rows].sort((a, b) => b.at - a.at)
    this.top = Math.max(this.top, this.rows[0]?.at ?? 0)
  }
  hold(): void {
    this.#held = []
  }
  /** Gives the answers that were held; `on`: later ones are held too. */
  async go(on = false): Promise<void> {
    const held = this.#held ?? []
    this.#held = on ? [] : null
    held.forEach((answer) => answer())
    await settled()
  }
  async page(from: string | null, limit: number): Promise<Page<Row>> {
    this.asked.push(from)
    const high = from === null ? this.top + 1 : Number(from)
    const low = Math.max(0, high - this.speed)
    const rows = this.rows.filter(({ at }) => at < high && at >= low).slice(0, limit)
    const last = rows.length === limit ? (rows.at(-1)?.at ?? 0) : low
    const answer = { rows, next: last > 0 ? String(last) : null, total: rows.length, more: last > 0 }
    if (this.#held) await new Promise<void>((go) => this.#held?.push(go))
    return answer
  }
}

/** Until everything that does not wait for an answer has happened. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 500; turn += 1) await null
}

function list(engine: Engine, kind: Partial<Kind<string, Row>> = {}) {
  const asks = { query: 'one' }
  const failed: unknown[] = []
  const pager = new Pager<string, Row>({
    query: () => asks.query,
    pull: (_, from, limit) => engine.page(from, limit),
    failed: (thrown) => failed.push(thrown),
    page: 5,
    fill: 3,
    reach: 10,
    place: ({ at }) => at,
    ...kind,
  })
  return { pager, asks, failed, ids: () => pager.rows.map(({ id }) => id).join(' ') }
}

describe('a slow filter', () => {
  it('is looked through until the view is full, and says nothing fits only at the end', async () => {
    const engine = new Engine()
    engine.top = 100
    engine.speed = 10
    engine.put(row(42))
    const { pager, ids } = list(engine)
    expect(pager.state).toBe('opening')
    engine.hold()
    const first = pager.refresh()
    await engine.go(true)
    await first
    expect([pager.state, pager.searching]).toEqual(['looking', true])
    await engine.go()
    expect([ids(), pager.next, pager.state, pager.total, pager.more]).toEqual(['r42', null, 'rows', 1, false])
    engine.rows = []
    await pager.refresh({ anew: true })
    await settled()
    expect(pager.state).toBe('none')
  })

  it('counts what its rows stand for', async () => {
    const engine = new Engine()
    engine.top = 100
    engine.speed = 10
    engine.put(row(55), row(5))
    const { pager } = list(engine, { counts: ({ id }) => (id === 'r5' ? 3 : 1) })
    await pager.refresh()
    await settled()
    expect([pager.rows.length, pager.total, pager.more]).toEqual([2, 4, false])
  })

  it('keeps what it has found and how far it has come while others arrive', async () => {
    const engine = new Engine()
    engine.top = 100
    engine.speed = 10
    engine.put(row(55), row(5))
    const { pager, ids } = list(engine)
    await pager.refresh()
    await settled()
    engine.asked = []
    for (let at = 101; at <= 108; at += 1) {
      engine.top = at
      await pager.refresh({ arrived: 1 })
      await settled()
    }
    expect([ids(), pager.next, pager.state]).toEqual(['r55 r5', null, 'rows'])
    expect(engine.asked.filter((from) => from !== null)).toEqual([])
  })

  it('goes on where it was when an arrival comes in the middle of the search', async () => {
    const engine = new Engine()
    engine.top = 100
    engine.speed = 10
    engine.put(row(55), row(5))
    const { pager, ids } = list(engine)
    engine.hold()
    const first = pager.refresh()
    await engine.go(true)
    await first
    expect([ids(), pager.searching]).toEqual(['', true])
    engine.put(row(101))
    const second = pager.refresh({ arrived: 1 })
    await engine.go()
    await second
    await settled()
    expect([ids(), pager.next, pager.searching]).toEqual(['r101 r55 r5', null, false])
  })

  it('closes the gap when more came than a first page looks at', async () => {
    const engine = new Engine()
    engine.top = 100
    engine.speed = 10
    engine.put(row(95), row(55), row(5))
    const { pager, ids } = list(engine)
    await pager.refresh()
    await settled()
    engine.top = 200
    engine.put(row(130))
    await pager.refresh({ arrived: 100 })
    await settled()
    expect(ids()).toBe('r130 r95 r55 r5')
  })

  it.each<[string, boolean, number[], string]>([
    ['one arrives meanwhile', false, [201], 'r199 r130 r95 r55 r5'],
    ['it was refused before', true, [201], 'r199 r130 r95 r55 r5'],
    ['more than a first page looks at comes meanwhile, bit by bit', false, [206, 212, 218], 'r199 r130 r95 r55 r5'],
  ])('closes the gap also when %s', async (_, refused, tops, shown) => {
    const engine = new Engine()
    engine.top = 100
    engine.speed = 10
    engine.put(row(95), row(55), row(5))
    const pull = async (_: string, from: string | null, limit: number) => {
      if (from !== null && engine.top === 200 && refused) throw new Error('no')
      return await engine.page(from, limit)
    }
    const { pager, ids } = list(engine, { pull })
    await pager.refresh()
    await settled()
    engine.hold()
    engine.put(row(199), row(130))
    engine.top = 100
    for (const top of [200, ...tops]) {
      const arrived = top - engine.top
      engine.top = top
      const asked = pager.refresh({ arrived })
      await engine.go(true)
      await asked
    }
    await engine.go()
    await settled()
    expect(ids()).toBe(shown)
    await pager.refresh()
    await settled()
    expect(ids()).toBe(shown)
  })
})

describe('what a fresh first page makes of the rows', () => {
  it.each<[string, Row[], number, string]>([
    ['new ones come first', [row(21), row(22)], 2, 'r22 r21 r20 r19 r18 r17 r16 r15 r14 r13'],
    ['one that moved up leaves no hole', [row(21, 'r13')], 1, 'r13 r20 r19 r18 r17 r16 r15 r14'],
    ['more than a page: the rest is asked for anew', [21, 22, 23, 24, 25, 26].map((at) => row(at)), 6, 'r26 r25 r24 r23 r22'],
    ['nothing new changes nothing', [], 0, 'r20 r19 r18 r17 r16 r15 r14 r13'],
  ])('%s', async (_, came, arrived, shown) => {
    const engine = new Engine()
    engine.put(...Array.from({ length: 20 }, (_, at) => row(at + 1)))
    const { pager, ids } = list(engine)
    await pager.refresh()
    await pager.older()
    expect(ids()).toBe('r20 r19 r18 r17 r16 r15 r14 r13 r12 r11')
    pager.rows = pager.rows.slice(0, 8)
    pager.next = '13'
    engine.put(...came)
    await pager.refresh({ arrived })
    expect(ids()).toBe(shown)
  })

  it('what came again in a group leaves its old place', async () => {
    const group = { r9: 'b', r2: 'b' }
    const engine = new Engine()
    engine.put(row(5), row(3), row(2))
    const { pager, ids } = list(engine, { same: ({ id }) => group[id as keyof typeof group] ?? id })
    await pager.refresh()
    engine.put(row(9))
    engine.rows = engine.rows.filter(({ id }) => id !== 'r2')
    await pager.refresh({ arrived: 1 })
    expect(ids()).toBe('r9 r5 r3')
  })

  it('a list by something else than time is replaced, also by a slow filter, once the view is full again', async () => {
    const engine = new Engine()
    engine.top = 100
    engine.speed = 10
    engine.put(row(55), row(45), row(35), row(5))
    const { pager, ids } = list(engine, { newestFirst: () => false })
    await pager.refresh()
    await settled()
    expect(ids()).toBe('r55 r45 r35')
    engine.put(row(50))
    await pager.refresh({ arrived: 1 })
    expect(ids()).toBe('r55 r45 r35')
    await settled()
    expect(ids()).toBe('r55 r50 r45')
  })

  it('rows whose words change are all brought up to date, up to so many', async () => {
    const engine = new Engine()
    engine.put(...Array.from({ length: 20 }, (_, at) => row(at + 1)))
    const limits: number[] = []
    const { pager } = list(engine, { renewed: 8, pull: (_, from, limit) => (limits.push(limit), engine.page(from, limit)) })
    await pager.refresh()
    await pager.older()
    await pager.refresh()
    expect(limits).toEqual([5, 5, 8])
  })

  it.each([
    ['in the middle', 'r15', 'r20 r19 r18 r17 r16 r14 r13 r12 r11 r10'],
    ['at the end', 'r11', 'r20 r19 r18 r17 r16 r15 r14 r13 r12 r10'],
  ])('a row that fits no more is gone: %s', async (_, gone, shown) => {
    const engine = new Engine()
    engine.put(...Array.from({ length: 20 }, (_, at) => row(at + 1)))
    const { pager, ids } = list(engine, { renewed: 100 })
    await pager.refresh()
    await pager.older()
    engine.rows = engine.rows.filter(({ id }) => id !== gone)
    await pager.refresh()
    expect([ids(), pager.next]).toEqual([shown, '10'])
  })

  it('a list that grows at its end is asked only for what came', async () => {
    const froms: (string | null)[] = []
    const have = ['a', 'b']
    const pull = async (_: string, from: string | null): Promise<Page<Row>> => {
      froms.push(from)
      const rows = have.slice(Number(from ?? 0), Number(from ?? 0) + 5).map((id, at) => row(at, id))
      const end = String(Number(from ?? 0) + rows.length)
      return { rows, next: Number(end) < have.length ? end : null, end }
    }
    const { pager, ids } = list(new Engine(), { pull })
    await pager.refresh()
    have.push('c', 'd', 'e', 'f', 'g', 'h', 'i')
    await pager.refresh()
    expect([ids(), pager.next]).toEqual(['a b c d e f g', '7'])
    await pager.refresh()
    await pager.older()
    expect([ids(), pager.next]).toEqual(['a b c d e f g h i', null])
    expect(froms).toEqual([null, '2', '7'])
  })
})

describe('a question', () => {
  it.each<[string, (engine: Engine, asks: { query: string }, pager: Pager<string, Row>) => Promise<void>]>([
    ['of the first page', async (engine, asks, pager) => {
      engine.hold()
      const old = pager.refresh()
      asks.query = 'two'
      await engine.go()
      await old
      expect([pager.rows, pager.state]).toEqual([[], 'opening'])
    }],
    ['of a further page', async (engine, asks, pager) => {
      await pager.refresh()
      engine.hold()
      const old = pager.older()
      asks.query = 'two'
      await engine.go()
      await old
      expect([pager.rows.length, pager.known]).toEqual([5, false])
    }],
  ])('that is asked no more gets no answer: %s', async (_, then) => {
    const engine = new Engine()
    engine.put(...Array.from({ length: 20 }, (_, at) => row(at + 1)))
    const { pager, asks } = list(engine)
    await then(engine, asks, pager)
    expect(await pager.refresh()).toBe(true)
    expect([pager.known, pager.rows.length, await pager.refresh()]).toEqual([true, 5, false])
  })

  it('that is new while it is searched for another one is looked through all the same', async () => {
    const engine = new Engine()
    engine.top = 100
    engine.speed = 10
    engine.put(row(5))
    let go = () => {}
    const held = new Promise<void>((done) => (go = done))
    const pull = async (query: string, from: string | null, limit: number) => {
      if (query === 'one' && from !== null) await held
      return await engine.page(from, limit)
    }
    const { pager, asks, ids } = list(engine, { pull })
    await pager.refresh()
    asks.query = 'two'
    await pager.refresh()
    await settled()
    expect([pager.known, pager.searching, ids()]).toEqual([true, true, ''])
    go()
    await settled()
    expect([ids(), pager.next, pager.searching]).toEqual(['r5', null, false])
  })

  it('that is refused once it is looked on says so, and is not asked again by itself', async () => {
    let asked = 0
    const pull = async (_: string, from: string | null): Promise<Page<Row>> => {
      asked += 1
      if (from !== null) throw new Error('no')
      return { rows: [], next: '9' }
    }
    const { pager, failed } = list(new Engine(), { pull })
    await pager.refresh()
    await settled()
    expect([asked, failed.length, pager.searching, pager.state]).toEqual([2, 1, false, 'stopped'])
    await pager.older()
    expect(asked).toBe(3)
  })
})

it('while nothing is to move, rows are brought up to date where they stand and new ones are counted', async () => {
  const engine = new Engine()
  engine.put(row(1), row(2), row(3), row(4))
  const { pager, ids } = list(engine)
  await pager.refresh()
  engine.put(row(5), row(6), row(7, 'r2'))
  await pager.look()
  expect([ids(), pager.waiting, pager.rows[2]?.at]).toEqual(['r4 r3 r2 r1', 2, 7])
  await pager.refresh({ arrived: 3 })
  expect([ids(), pager.waiting]).toEqual(['r2 r6 r5 r4 r3 r1', 0])
})

it.each([
  ['also', true],
  ['never', false],
])('a row that moves up leaves no hole; it was brought up to date before: %s', async (_, look) => {
  const engine = new Engine()
  engine.speed = 2
  engine.put(row(21), row(22), row(23), row(24))
  const { pager, ids } = list(engine)
  await pager.refresh()
  await settled()
  engine.put(row(30, 'r21'))
  if (look) await pager.look()
  expect(ids()).toBe('r24 r23 r22 r21')
  await pager.refresh({ arrived: 1 })
  expect(ids()).toBe('r21 r24 r23 r22')
})

it('what is deleted far down leaves what stands around it, and an epoch that is only learned changes nothing', async () => {
  const engine = new Engine()
  engine.put(...Array.from({ length: 12 }, (_, at) => row(at + 1)))
  let epoch: number | undefined
  const { pager, ids } = list(engine, { epoch: () => epoch })
  await pager.refresh()
  await pager.older()
  await pager.older()
  const all = 'r12 r11 r10 r9 r8 r7 r6 r5 r4 r3 r2 r1'
  expect(ids()).toBe(all)
  epoch = 1
  await pager.follow(true)
  expect([ids(), pager.stale]).toEqual([all, false])
  epoch = 2
  engine.rows = engine.rows.filter(({ id }) => id !== 'r3')
  expect(pager.stale).toBe(true)
  await pager.follow(false)
  expect(ids()).toBe(all.replace(' r3', ''))
})

describe('what is deleted while others come and nothing is to move', () => {
  const many = (top: number) => Array.from({ length: top }, (_, at) => row(at + 1))
  it.each<[string, Row[], string, string, number]>([
    ['new ones are counted, not put in above', [row(13), row(14)], 'r3', 'r12 r11 r10 r9 r8 r7 r6 r5 r4', 2],
    ['the first one is deleted', [row(13), row(14)], 'r12', 'r11 r10 r9 r8 r7 r6 r5 r4 r3', 2],
    ['the last one is deleted', [row(13)], 'r3', 'r12 r11 r10 r9 r8 r7 r6 r5 r4', 1],
    ['one that moved up stays where it stood', [row(13), row(14, 'r5')], 'r7', 'r12 r11 r10 r9 r8 r6 r5 r4 r3', 1],
    ['only such came', [row(13, 'r5'), row(14, 'r6')], 'r9', 'r12 r11 r10 r8 r7 r6 r5 r4 r3', 0],
    ['far more came than a page holds', Array.from({ length: 3_000 }, (_, at) => row(at + 13)), 'r9', 'r12 r11 r10 r8 r7 r6 r5 r4 r3', 3_000],
  ])('%s', async (_, came, gone, shown, waiting) => {
    const engine = new Engine()
    engine.put(...many(12))
    let epoch = 1
    const { pager } = list(engine, { epoch: () => epoch })
    await pager.refresh()
    await pager.older()
    pager.rows = pager.rows.slice(0, 10)
    pager.next = '3'
    pager.atTop = false
    engine.put(...came)
    engine.rows = engine.rows.filter(({ id }) => id !== gone)
    epoch = 2
    await pager.follow(true, { arrived: came.length })
    const kept = shown.split(' ')
    expect([pager.rows.slice(0, kept.length).map(({ id }) => id), pager.waiting, pager.stale]).toEqual([kept, waiting, false])
    pager.atTop = true
    await pager.follow(true)
    await settled()
    expect([pager.rows[0]?.id, pager.waiting]).toEqual([engine.rows[0]?.id, 0])
    expect(new Set(pager.rows.map(({ id }) => id)).size).toBe(pager.rows.length)
  })

  it('what was looked up further down meanwhile is not lost', async () => {
    const engine = new Engine()
    engine.put(...many(30))
    let epoch = 1
    const { pager, ids } = list(engine, { epoch: () => epoch })
    await pager.refresh()
    pager.atTop = false
    engine.rows = engine.rows.filter(({ id }) => id !== 'r28')
    epoch = 2
    engine.hold()
    const held = pager.follow(true)
    const older = pager.older()
    await engine.go()
    await Promise.all([held, older])
    expect(ids()).toBe('r30 r29 r27 r26 r25 r24 r23 r22 r21')
  })

  it('where nothing of it is left, what is there is shown', async () => {
    const engine = new Engine()
    engine.put(...many(4))
    let epoch = 1
    const { pager, ids } = list(engine, { epoch: () => epoch })
    await pager.refresh()
    pager.atTop = false
    engine.rows = []
    engine.put(row(5))
    epoch = 2
    await pager.follow(true, { arrived: 1 })
    expect([ids(), pager.waiting, pager.stale]).toEqual(['r5', 0, false])
  })
})
