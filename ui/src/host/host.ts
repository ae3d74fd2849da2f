// What a host offers the page: the contract's commands, and word of changes. The page never asks where it runs.

import type { Changed, Commands } from './contract'

export type Command = keyof Commands
export type Request<C extends Command> = Commands[C][0]
export type Answer<C extends Command> = Commands[C][1]

export interface Host {
  /** Asks one command. Throws a {@link Refusal} with the engine's own sentence. */
  call<C extends Command>(command: C, request: Request<C>): Promise<Answer<C>>
  /** Word of changes, also once at the beginning and after every reconnect; `lost` says whether there is a connection. */
  follow(changed: (changed: Changed) => void, lost: (lost: boolean) => void): void
}

/** What the engine did not do, in its words. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message)
  }
}

/** The engine's refusal in whatever a transport threw. */
export function refusal(thrown: unknown): Refusal {
  if (thrown instanceof Refusal) return thrown
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && 'message' in thrown) {
    return new Refusal(String(thrown.code), String(thrown.message))
  }
  return new Refusal('unavailable', thrown instanceof Error ? thrown.message : String(thrown))
}
