import { afterEach, describe, expect, it, vi } from 'vitest'

import type { CameHeader, RailStep } from '../host/contract'
import type { Capture } from './captures'
import { curl, eventCurl } from './curl'
import { indented, tokens } from './json'
import { merged } from './list'
import { withoutSecrets } from './memory'
import { called, type Dot, dots, ends, extras, failures, type Kept, members, setByHand } from './rail'
import { beginning, brief, count, firstOf, initials, middle, notKept, redirected, size, unsent } from './text'
import { day, exact, gap, moment, sameDay, short, took } from './time'

describe('gaps', () => {
  it.each([
    [400, '+0.4 s'],
    [41_000, '+41 s'],
    [-2_000, '−2 s'],
    [180_000, '+3 min'],
    [7_200_000, '+2 h'],
    [864_000_000, '+10 d'],
  ])('%i ms is %s', (ms, words) => expect(gap(ms)).toBe(words))
})

describe('the whole of a time names its zone', () => {
  afterEach(() => vi.unstubAllEnvs())
  it.each([
    ['UTC', 1_781_611_382_007, '2026-06-16T12:03:02.007Z'],
    ['Europe/Berlin', 1_781_611_382_007, '2026-06-16T14:03:02.007+02:00'],
    ['America/St_Johns', 1_781_611_382_007, '2026-06-16T09:33:02.007-02:30'],
    ['Europe/Berlin', 8.64e15, '8640000000000000'],
    ['UTC', NaN, 'NaN'],
  ])('%s: %d is %s', (of, at, words) => {
    vi.stubEnv('TZ', of)
    expect(exact(at)).toBe(words)
  })
})

describe('what a URL is remembered as', () => {
  it.each([
    ['http://localhost:3000/hook', 'http://localhost:3000/hook'],
    ['https://maya:secret@example.com/hook?mail=a@b', 'https://example.com/hook?mail=a@b'],
    ['https://token@example.com', 'https://example.com'],
    ['https://example.com/@maya', 'https://example.com/@maya'],
    ['https://dev/hook?token=hush&a=b#end', 'https://dev/hook?token=***&a=b#end'],
    ['https://dev/hook?a=b&X-Api-Key=hush=&access%5Ftoken=hush', 'https://dev/hook?a=b&X-Api-Key=***&access%5Ftoken=***'],
    ['https://dev/hook?a=%zz&token=x?y#secret=hush', 'https://dev/hook?a=%zz&token=***#secret=***'],
    ['staging', 'staging'],
  ])('%s is %s', (url, kept) => expect(withoutSecrets(url)).toBe(kept))
})

describe('two parts of a list', () => {
  const ids = (text: string) => text.split('').map((id) => ({ id }))
  it.each([
    ['ab', 'cd', 'abcd'],
    ['abc', 'cd', 'abcd'],
    ['', 'cd', 'cd'],
  ])('%s and %s are %s', (before, after, all) => expect(merged(ids(before), ids(after))).toEqual(ids(all)))
})

describe('how long something took', () => {
  it.each([
    [84, '0.1 ms'],
    [9_940, '9.9 ms'],
    [9_960, '10 ms'],
    [999_400, '999 ms'],
    [999_600, '1.0 s'],
    [9_960_000, '10 s'],
    [75_000_000, '75 s'],
  ])('%i µs is %s', (us, words) => expect(took(us)).toBe(words))
})

describe('what went otherwise than well is said in words', () => {
  const why = 'The database cannot be written: the disk is full; free some space.'
  const since = new Date().setHours(14, 2, 11, 0)
  it.each([
    [1, `A request, at 14:02:11, could not be kept and was answered 503; Meta sends such again. ${why}`],
    [3, `3 requests since 14:02:11 could not be kept and were answered 503; Meta sends such again. ${why}`],
  ])('%i not kept', (count, words) => expect(notKept({ count, since, why })).toBe(words))

  it('an answer that may not have been sent', () =>
    expect(['client_left', 'unknown'].map((why) => unsent(200, why))).toEqual(['200 was meant; the client was gone before it was sent', '200 was meant; whether it was sent is not known']))

  const followed = 'points to /there, which was not followed: send there, if that is meant'
  it.each([
    [302, [{ name: 'Location', value: '/there' }], followed],
    [308, [{ name: 'location', value: '/there' }], followed],
    [301, [], 'names no other place (Location), and nothing was followed'],
    [304, [], null],
    [200, [{ name: 'location', value: '/there' }], null],
    [404, [], null],
    [null, [], null],
  ])('%s with %j', (status, responseHeaders, words) => expect(redirected({ status, responseHeaders })).toBe(words))
})

describe('times', () => {
  const now = new Date(2026, 5, 16, 14, 7).getTime()
  it.each([
    [new Date(2026, 5, 16, 9, 5).getTime(), '09:05'],
    [new Date(2026, 5, 15, 9, 5).getTime(), '15 Jun'],
    [new Date(2018, 4, 24).getTime(), '24 May 2018'],
    [new Date(2026, 8, 1).getTime(), '1 Sep'],
    [null, ''],
    [9e15, '9000000000000000'],
  ])('%s is short for a list', (at, words) => expect(short(at, now)).toBe(words))
  it.each([
    [new Date(2026, 5, 16, 14, 3, 2).getTime(), '14:03:02'],
    [new Date(2026, 4, 24, 9, 0, 7).getTime(), '24 May 09:00:07'],
    [new Date(2018, 4, 24, 9, 0, 7).getTime(), '24 May 2018 09:00:07'],
    [null, 'unknown time'],
    [9e15, '9000000000000000'],
  ])('%s is a moment of a day', (at, words) => expect(moment(at, now)).toBe(words))
  it.each([
    [now - 60_000, 'Today'],
    [now - 86_400_000, 'Yesterday'],
    [new Date(2018, 4, 24).getTime(), 'Thursday, 24 May 2018'],
    [null, 'Unknown time'],
    [9e15, '9000000000000000'],
  ])('%s is the day of a message', (at, words) => expect(day(at, now)).toBe(words))
  it('knows yesterday after the day on which clocks were set forward', () => {
    vi.stubEnv('TZ', 'Europe/Berlin')
    const night = new Date(2026, 2, 30, 0, 30).getTime()
    const said = [28, 29, 30].map((date) => day(new Date(2026, 2, date, 23, 45).getTime(), night))
    const hours = (night - new Date(2026, 2, 29, 0, 30).getTime()) / 3_600_000
    vi.unstubAllEnvs()
    expect([hours, ...said]).toEqual([23, 'Saturday, 28 March 2026', 'Yesterday', 'Today'])
  })
  it('tells days apart as the reader has them', () => {
    const noon = new Date(2026, 5, 15, 12).getTime()
    const pairs = [[noon, noon + 11 * 3_600_000], [noon, noon + 12 * 3_600_000], [null, null], [null, noon]] as const
    expect(pairs.map(([one, other]) => sameDay(one, other))).toEqual([true, false, true, false])
  })
})

describe('words', () => {
  it('says how much of a text is here, by characters', () => {
    expect([firstOf('', 0), firstOf('a🙏', 2), firstOf('a🙏', 3), firstOf('', 2_000)]).toEqual([null, null, 'first 2 of 3 characters', 'first 0 of 2\u202f000 characters'])
  })

  it('begins a text without half a character', () => {
    expect(['', 'ab', 'abc', 'a🙏', 'ab🙏', '🙏🙏'].map((text) => beginning(text, 2))).toEqual(['', 'ab', 'ab', 'a', 'ab', '🙏'])
  })

  it('shortens ids in the middle and nothing else', () => {
    expect(middle('7001000000000011')).toBe('7001000000000011')
    expect(middle('aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlE', 11)).toBe('aWdfZ…ZAUlE')
  })
  it('groups digits and names sizes', () => {
    expect([count(1204), count(38), size(412), size(3_400_000)]).toEqual(['1\u202f204', '38', '412 B', '3.4 MB'])
  })
  it('writes large numbers in little room', () => {
    expect([202, 9_999, 10_400, 100_000, 999_600, 1_250_000].map(brief)).toEqual(['202', '9\u202f999', '10k', '100k', '1M', '1.3M'])
  })
  it('makes two letters of any name', () => {
    expect(['@maya.klein', 'Dana', 'Ravi 🚀 1', '🚀', ''].map(initials)).toEqual(['MK', 'DA', 'R🚀', '🚀', '?'])
  })
})

describe('JSON as text', () => {
  const text = '{"a":[1,{"b c":"x\\"y"}],"n":50007000000006017,"e":{}}'
  it('gives every value its path and keeps every digit', () => {
    const values = tokens(text).filter(({ path }) => path)
    expect(values.map(({ path, start, end }) => [path, text.slice(start, end)])).toEqual([
      ['$.a[0]', '1'],
      ['$.a[1]["b c"]', '"x\\"y"'],
      ['$.n', '50007000000006017'],
    ])
  })
  it('indents without touching a token', () => {
    expect(indented(text)).toBe('{\n  "a": [\n    1,\n    {\n      "b c": "x\\"y"\n    }\n  ],\n  "n": 50007000000006017,\n  "e": {}\n}')
    expect(indented(text).replace(/\s+/g, '')).toBe(text.replace(/\s+/g, ''))
  })
  it('indents deep levels no further than leaves room for what stands there', () => {
    const lines = indented('{"a":'.repeat(3_000) + '1' + '}'.repeat(3_000)).split('\n')
    expect(Math.max(...lines.map((line) => line.search(/\S/)))).toBe(40)
  })
  it.each(['{"a":', 'hello', '{"a":1} x', '', '{"n": 1 2}', '{"a":1}}', '[1}', '{"a" "b"}', '{"n":01}', '[1,]'])('leaves %j as it is', (odd) => expect(indented(odd)).toBe(odd))
  it('keeps a byte order mark', () => expect(indented('\ufeff[1]')).toBe('\ufeff[\n  1\n]'))
})

describe('the rail', () => {
  const step = (state: string, at: number, moved = true): RailStep => ({ state, participant: null, at, receivedAt: at, basis: 'observed', captureId: '1', flags: [], error: null, code: null, moved, signature: null })
  const looks = (rail: RailStep[], hasDelivered: boolean, state: string, deleted = false) =>
    dots({ rail, hasDelivered, state, deleted }).map((dot) => `${dot.state} ${dot.look}${dot.gap ? ` ${dot.gap}` : ''}`)

  it('draws what a channel cannot say as absent, not as pending', () => {
    expect(looks([step('accepted', 0)], false, 'accepted')).toEqual(['accepted reached', 'delivered absent', 'seen waiting'])
    expect(looks([step('accepted', 0)], true, 'accepted')).toEqual(['accepted reached', 'delivered waiting', 'seen waiting'])
  })
  it('tells the gap between what was reached, and ends at the end', () => {
    expect(looks([step('accepted', 0), step('seen', 41_000)], false, 'seen')).toEqual(['accepted reached', 'delivered absent', 'seen reached +41 s'])
    expect(looks([step('accepted', 0), step('seen', 41_000)], true, 'seen')).toEqual(['accepted reached', 'seen reached +41 s'])
    expect(looks([step('accepted', 0), step('delivered', 1_000), step('seen', 41_000)], false, 'seen')).toEqual(['accepted reached', 'delivered reached +1 s', 'seen reached +40 s'])
    expect(looks([step('accepted', 0), step('failed', 900)], true, 'failed')).toEqual(['accepted reached', 'failed reached +0.9 s'])
    expect(looks([step('accepted', 0), step('deleted', 5000)], false, 'accepted', true)).toEqual(['accepted reached', 'deleted reached +5 s'])
  })
  const of = (id: string, one: RailStep): RailStep => ({ ...one, participant: { id, name: id === '1' ? 'Zoë' : null } })
  it('tells of each member of a group how far it is, and no time from one to another', () => {
    const rail = [step('accepted', 0), of('1', step('delivered', 3_000)), of('2', step('seen', 5_000)), of('1', step('seen', 9_000))]
    const words = (dots: Dot[]) => dots.map(({ state, gap }) => (gap ? `${state} ${gap}` : state)).join(', ')
    expect(members(rail).map(({ who, dots }) => `${called(who)}: ${words(dots)}`)).toEqual(['Zoë: delivered, seen +6 s', '2: seen'])
    expect(words(dots({ rail, hasDelivered: true, state: 'seen', deleted: false }))).toBe('accepted, delivered +3 s, seen')
    expect(members([step('accepted', 0), of('3', step('delivered', 1, false))])).toMatchObject([{ dots: [{ late: true }] }])
    expect(members([step('accepted', 0), of('3', step('failed', 1, false))])).toEqual([])
  })
  const late = (state: string, at: number, ...flags: string[]) => ({ ...step(state, at, false), flags: ['late', ...flags] })
  it.each([
    ['all of them', [step('seen', 400_000), late('delivered', 300_000), late('accepted', 100_000, 'out_of_order')], 'seen', false, ['accepted late', 'delivered late +3 min', 'seen +100 s']],
    ['one of them, once', [step('accepted', 0), step('seen', 9_000), late('delivered', 4_000), late('delivered', 4_000, 'duplicate')], 'seen', false, ['accepted', 'delivered late +4 s', 'seen +5 s']],
    ['before a failure', [step('failed', 2_000), late('accepted', 1_000)], 'failed', false, ['accepted late', 'failed +1 s']],
    ['before a deletion or after it', [step('accepted', 0), step('deleted', 5_000), late('delivered', 4_000), late('seen', 6_000)], 'accepted', true, ['accepted', 'delivered late +4 s', 'deleted +1 s', 'seen late +1 s']],
    ['of each member of a group once', [step('delivered', 0), step('delivered', 1_000), step('seen', 3_000)], 'seen', false, ['delivered ×2', 'seen +3 s']],
    ['after another member was further', [step('accepted', 0), step('seen', 5_000), step('delivered', 3_000)], 'seen', false, ['accepted', 'delivered +3 s', 'seen +2 s']],
    ['and its time is the earliest that any member has', [step('delivered', 4_000), step('seen', 9_000), step('delivered', 1_000), step('seen', 3_000)], 'seen', false, ['delivered ×2', 'seen ×2 +2 s']],
    ['and what failed for one member stays behind what came before', [step('accepted', 0), step('failed', 2_000), step('seen', 5_000), step('delivered', 3_000)], 'seen', false, ['accepted', 'failed +2 s', 'delivered +1 s', 'seen +2 s']],
  ])('a state that came late stands with its time where it belongs: %s', (_name, rail, state, deleted, words) => {
    const said = dots({ rail, hasDelivered: true, state, deleted }).map((dot) => [dot.state, ...(dot.members > 1 ? [`×${dot.members}`] : []), ...(dot.late ? ['late'] : []), ...(dot.gap ? [dot.gap] : [])].join(' '))
    expect(said).toEqual(words)
    expect(extras(rail).flatMap(({ flags }) => flags).filter((word) => word !== 'late' && word !== 'duplicate')).toEqual([])
  })
  it.each([
    ['moved', true, 'accepted', false, 'Set by you: sent. It is marked as simulated.'],
    ['moved nothing', false, 'accepted', false, 'Set by you: sent. It is marked as simulated and has vendor events; the message itself stays accepted.'],
    ['moved nothing any more', false, 'seen', true, 'Set by you: sent. It is marked as simulated and has vendor events; the message itself stays deleted.'],
  ])('says what came of a state set by hand that %s', (_name, moved, state, deleted, words) => {
    const rail = [step('accepted', 0), { ...step('sent', 9, moved), basis: 'simulated' }]
    expect(setByHand('sent', { rail, state, deleted })).toBe(words)
  })
  const told = (state: string, at: number, ...flags: string[]) => ({ ...step(state, at, false), flags })
  const byHand = (state: string, at: number) => ({ ...told(state, at), basis: 'simulated' })
  const storm = Array.from({ length: 30 }, (_, n) => told('failed', n, 'duplicate', 'contradicted'))
  it.each([
    ['nothing where all moved', [step('accepted', 0), step('seen', 1)], []],
    ['one that came once', [step('accepted', 0), told('accepted', 1, 'duplicate')], ['accepted duplicate ×1, 1 to 1']],
    ['a storm as one', [step('failed', 0), ...storm], ['failed duplicate contradicted ×30, 0 to 29']],
    ['each state by itself', [told('accepted', 1, 'duplicate'), told('seen', 2, 'duplicate'), told('accepted', 3, 'duplicate')], ['accepted duplicate ×2, 1 to 3', 'seen duplicate ×1, 2 to 2']],
    ['the same state with something else odd by itself', [step('accepted', 0), told('accepted', 1, 'late'), told('accepted', 2, 'duplicate', 'late')], ['accepted late ×1, 1 to 1', 'accepted duplicate late ×1, 2 to 2']],
    ['what was told apart from what was set by hand', [told('sent', 1), byHand('sent', 2), told('sent', 3)], ['sent ×2, 1 to 3', 'sent by hand ×1, 2 to 2']],
  ])('keeps beside it %s', (_name, rail, kept) => {
    const words = ({ state, byHand, flags, steps }: Kept) => `${[state, ...(byHand ? ['by hand'] : []), ...flags].join(' ')} ×${steps.length}, ${steps[0].at} to ${steps.at(-1)?.at}`
    expect(extras(rail).map(words)).toEqual(kept)
  })
  const failed = (code: number | null, error: string | null, over: Partial<RailStep> = {}) => ({ ...step('failed', 5), code, error, ...over })
  it.each<[string, RailStep[], string[]]>([
    ['nothing where nothing failed', [step('accepted', 0)], []],
    ['the code with the words', [step('accepted', 0), failed(131026, 'Message Undeliverable.')], ['131026 · Message Undeliverable.']],
    ['the words alone', [failed(null, 'Offline')], ['Offline']],
    ['the code alone', [failed(131026, null)], ['131026']],
    ['the code once where it stands for the words', [failed(131026, 'code 131026')], ['code 131026']],
    ['nothing of what a repeat does not say', [failed(131026, 'No'), failed(null, null, { moved: false })], ['131026 · No']],
    ['the same words of two codes', [failed(131026, 'No'), failed(131047, 'No')], ['131026 · No', '131047 · No']],
    ['what failed after it was delivered', [step('delivered', 0), failed(131026, 'No', { moved: false })], ['131026 · No']],
    ['for whom of a group', [of('1', failed(131026, 'No')), of('2', failed(131026, 'No')), of('3', failed(131047, 'Late'))], ['Zoë, 2: 131026 · No', '3: 131047 · Late']],
    ['for each of the same name', [of('1', failed(131026, 'No')), of('1', failed(131026, 'No')), { ...of('4', failed(131026, 'No')), participant: { id: '4', name: 'Zoë' } }], ['Zoë, Zoë: 131026 · No']],
    ['for nobody where it was told of the message too', [of('1', failed(131026, 'No')), failed(131026, 'No'), of('2', failed(131026, 'No'))], ['131026 · No']],
    ['what was set by hand, where the state moved', [failed(null, 'Mine', { basis: 'simulated' }), failed(null, 'Other', { basis: 'simulated', moved: false })], ['Mine']],
  ])('says why it failed: %s', (_name, rail, words) => {
    expect(failures(rail).map(({ words, who }) => [...(who.length > 0 ? [who.map(called).join(', ')] : []), words].join(': '))).toEqual(words)
  })
  it.each([
    [0, '0 | 0 | 0'],
    [6, '6 | 0 | 0'],
    [7, '7 | 0 | 0'],
    [8, '3 | 2 | 3'],
    [400, '3 | 394 | 3'],
  ])('of %i captures shows the first and the last, and one sooner than a word that stands for it', (length, shown) => {
    const all = Array.from({ length }, (_, n) => n)
    const { first, between, last } = ends(all, 6)
    expect(`${first.length} | ${between} | ${last.length}`).toBe(shown)
    expect([...first, ...last]).toEqual(all.filter((n) => n < first.length || n >= first.length + between))
  })
})

describe('copy as curl', () => {
  const capture = (text: string | null, headers = [{ name: 'host', value: 'x', goesAlong: false }, { name: 'x-hub-signature-256', value: "sha256=it's", goesAlong: true }]): Capture =>
    ({ row: { id: '1', method: 'POST' }, headers, text, bodyBase64: '/w==' }) as Capture
  it('quotes for a shell and leaves out what belongs to the way', () => {
    expect(curl(capture(`{"text":"it's"}`), 'http://localhost:3000/')).toBe(
      `curl -X POST 'http://localhost:3000/' -H 'x-hub-signature-256: sha256=it'\\''s' -H 'content-type:' --data-binary '{"text":"it'\\''s"}'`,
    )
  })
  it('sends every header where an older window says of none whether it goes along', () => {
    const unsaid = [{ name: 'x-own', value: '1' }] as unknown as CameHeader[]
    expect(curl(capture('{}', unsaid), 'http://localhost/')).toContain("-H 'x-own: 1'")
  })
  it('sends bytes that are no text through base64', () => {
    expect(curl(capture(null, []), 'http://localhost/')).toBe(`printf %s '/w==' | base64 -d | curl -X POST 'http://localhost/' -H 'content-type:' --data-binary @-`)
  })
  it('says nothing where only the beginning of a body is kept', () => {
    const whole = capture('{"text":"half')
    expect(curl({ ...whole, row: { ...whole.row, truncated: true } }, 'http://localhost/')).toBe(null)
  })
  it('sends the stored bytes of a gzip that nobody announced, not what it holds', () => {
    expect(curl({ ...capture('{"a":1}', []), bodyBase64: 'H4sIAA==', unpacked: true }, 'http://localhost/')).toBe(`printf %s 'H4sIAA==' | base64 -d | curl -X POST 'http://localhost/' -H 'content-type:' --data-binary @-`)
  })
  it("writes a vendor's event as a resend does", () => {
    expect(eventCurl(`{"text":"it's"}`, 'http://localhost:3000/')).toBe(
      `curl -X POST 'http://localhost:3000/' -H 'content-type: application/json' --data-binary '{"text":"it'\\''s"}'`,
    )
  })
  it('does not let curl take a body for the name of a file', () => {
    const typed = [{ name: 'content-type', value: 'text/plain', goesAlong: true }]
    expect(curl(capture('@/etc/hosts', typed), 'http://localhost/')).toBe(
      `printf %s '/w==' | base64 -d | curl -X POST 'http://localhost/' -H 'content-type: text/plain' --data-binary @-`,
    )
  })
  it.each(['\0', '\x08', '\r', '\x15rm -r .\r', '\x1b[201~', '\x7f', '\x9b'])('puts no control character on a command line that is pasted: %j', (text) => {
    expect(curl(capture(text, []), 'http://localhost/')).toMatch(/^printf %s '\/w==' \| base64 -d \| curl /)
  })
  it('leaves what is laid out as it is', () => {
    expect(curl(capture('{\n\t"a":1}', []), 'http://localhost/')).toContain(`--data-binary '{\n\t"a":1}'`)
  })
  it('sends a body that is too long for an argument through base64', () => {
    expect(curl(capture('a'.repeat(200_000), []), 'http://localhost/')).toMatch(/^printf %s '\/w==' \| base64 -d \| curl /)
  })
  it.each([
    ['http://localhost/hook', "curl -X GET 'http://localhost/hook?hub.mode=subscribe&hub.challenge=7'"],
    ['http://localhost/hook?own=1', "curl -X GET 'http://localhost/hook?own=1'"],
  ])('asks a handshake again at %s', (url, command) => {
    const handshake = { row: { method: 'GET' }, query: 'hub.mode=subscribe&hub.challenge=7', headers: [], text: '', bodyBase64: '' }
    expect(curl(handshake as unknown as Capture, url)).toBe(command)
  })
  it.each([
    ['x-empty', '', true, " -H 'x-empty;'"],
    ['x-kept', '1', true, " -H 'x-kept: 1'"],
    ['x-tunnel-id', '1', false, ''],
    ['accept-encoding', 'gzip', true, ''],
  ])('carries the header %s like a resend, but for what curl negotiates', (name, value, goesAlong, part) => {
    expect(curl(capture('{}', [{ name, value, goesAlong }]), 'http://localhost/')).toBe(
      `curl -X POST 'http://localhost/'${part} -H 'content-type:' --data-binary '{}'`,
    )
  })
})
