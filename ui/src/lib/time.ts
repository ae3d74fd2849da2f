// Times and gaps for people. Input is epoch milliseconds; null is an unknown time.

const two = (n: number) => String(n).padStart(2, '0')

// Not by Intl: its first formatter takes longer than the first view otherwise needs to be laid out.
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']
const month = (time: Date) => MONTHS[time.getMonth()] ?? ''
const sayable = (time: Date) => !Number.isNaN(time.getTime())

/** 14:03:02, in the reader's zone. */
export function clock(at: number | null): string {
  if (at === null) return 'unknown time'
  const time = new Date(at)
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`
}

/** 14:03 today, else 16 Jun, else 16 Jun 2018. */
export function short(at: number | null, now = Date.now()): string {
  if (at === null) return ''
  const [time, today] = [new Date(at), new Date(now)]
  if (time.toDateString() === today.toDateString()) return `${two(time.getHours())}:${two(time.getMinutes())}`
  if (!sayable(time)) return String(at)
  const date = `${time.getDate()} ${month(time).slice(0, 3)}`
  return time.getFullYear() === today.getFullYear() ? date : `${date} ${time.getFullYear()}`
}

/** 14:03:02 today, else 16 Jun 14:03:02: the day and the time of it. */
export function moment(at: number | null, now = Date.now()): string {
  if (at === null || !sayable(new Date(at))) return at === null ? 'unknown time' : String(at)
  const day = short(at, now)
  return day.includes(':') ? clock(at) : `${day} ${clock(at)}`
}

/** Today, Yesterday, else Tuesday, 16 June 2026. */
export function day(at: number | null, now = Date.now()): string {
  if (at === null) return 'Unknown time'
  const [time, before] = [new Date(at), new Date(now)]
  if (time.toDateString() === before.toDateString()) return 'Today'
  // Not 24 hours before: a day may have 23.
  before.setDate(before.getDate() - 1)
  if (time.toDateString() === before.toDateString()) return 'Yesterday'
  return sayable(time) ? `${WEEKDAYS[time.getDay()]}, ${time.getDate()} ${month(time)} ${time.getFullYear()}` : String(at)
}

/** Whether both are of one calendar day, in the reader's zone. */
export function sameDay(one: number | null, other: number | null): boolean {
  if (one === null || other === null) return one === other
  return new Date(one).toDateString() === new Date(other).toDateString()
}

/** 2026-06-16T14:03:02.000+02:00: the whole of it, in the reader's zone as every clock here, which it names. */
export function exact(at: number | null): string {
  if (at === null) return 'unknown time'
  const time = new Date(at)
  const east = -time.getTimezoneOffset()
  const local = new Date(at + east * 60_000)
  if (!sayable(time) || !sayable(local)) return String(at)
  const zone = `${east < 0 ? '-' : '+'}${two(Math.trunc(Math.abs(east) / 60))}:${two(Math.abs(east) % 60)}`
  return local.toISOString().replace('Z', east === 0 ? 'Z' : zone)
}

/** 2026-06-16T14:03:02: what a field for a time takes, in the reader's zone; empty where it cannot be said. */
export function local(at: number): string {
  const time = exact(at)
  return time.includes('T') ? time.slice(0, time.indexOf('.')) : ''
}

/** UTC+02:00: the reader's zone at that time. */
export function zone(at: number): string {
  const east = /[+-]\d\d:\d\d$/.exec(exact(at))?.[0] ?? ''
  return `UTC${east}`
}

/** +41 s, +0.4 s, +3 min, −2 h: how much later one thing was than another. */
export function gap(ms: number): string {
  const sign = ms < 0 ? '−' : '+'
  const size = Math.abs(ms)
  if (size < 10_000) return `${sign}${(size / 1000).toFixed(1).replace(/\.0$/, '')} s`
  if (size < 120_000) return `${sign}${Math.round(size / 1000)} s`
  if (size < 7_200_000) return `${sign}${Math.round(size / 60_000)} min`
  if (size < 172_800_000) return `${sign}${Math.round(size / 3_600_000)} h`
  return `${sign}${Math.round(size / 86_400_000)} d`
}

/** 0.8 ms, 12 ms, 1.2 s, 75 s: how long something took, of microseconds. */
export function took(us: number): string {
  if (us < 9_950) return `${(us / 1_000).toFixed(1)} ms`
  if (us < 999_500) return `${Math.round(us / 1_000)} ms`
  return us < 9_950_000 ? `${(us / 1_000_000).toFixed(1)} s` : `${Math.round(us / 1_000_000)} s`
}
