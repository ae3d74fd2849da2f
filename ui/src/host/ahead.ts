// The first view's questions, asked while most of the page is still being read: an answer mostly is there before somebody asks.

import type { Changed } from './contract'
import type { Command, Host, Refusal, Request } from './host'

/** A command with its request. */
export type Question = { [C in Command]: [C, Request<C>] }[Command]

const words = (...question: [Command, unknown]) => JSON.stringify(question)

/** Follows this host from now on, and asks at once what is going to be asked first. */
export function ahead(host: Host, questions: Question[]): Host {
  /** True until something changes, or something else is asked, which may change it. */
  const answers = new Map<string, Promise<unknown>>()
  let begun: Changed | null = null
  /** What changed since then, while nobody followed. */
  let since: Changed | null = null
  let away: Refusal | null = null
  let hears: { changed: (changed: Changed) => void; lost: (why: Refusal | null) => void } | null = null

  function ask<C extends Command>(command: C, request: Request<C>): void {
    const answer = host.call(command, request)
    // Whoever asks hears of it.
    answer.catch(() => {})
    answers.set(words(command, request), answer)
  }

  host.follow(
    (changed) => {
      if (hears) {
        answers.clear()
        hears.changed(changed)
      } else if (begun) since = changed
      else {
        begun = changed
        for (const [command, request] of questions) ask(command, request)
      }
    },
    (why) => {
      if (why) answers.clear()
      away = why
      hears?.lost(why)
    },
  )

  return {
    ...host,
    call(command, request) {
      const question = words(command, request)
      const answer = answers.get(question) as ReturnType<typeof host.call<typeof command>> | undefined
      if (answer) answers.delete(question)
      else answers.clear()
      return answer ?? host.call(command, request)
    },
    follow(changed, lost) {
      hears = { changed, lost }
      // Later, as a host tells it: what is to be shown is known by then.
      queueMicrotask(() => {
        if (away) lost(away)
        if (begun) changed(begun)
        // Whoever shows the answers asks again then.
        if (since) changed(since)
      })
    },
  }
}
