// What a host offers the page: the contract's commands, and word of changes. The page never asks where it runs.

import type { Changed, Commands, InsightRow } from './contract'

export type Command = keyof Commands
export type Request<C extends Command> = Commands[C][0]
export type Answer<C extends Command> = Commands[C][1]

export interface Host {
  /** Asks one command. Throws a {@link Refusal} with the engine's own sentence. */
  call<C extends Command>(command: C, request: Request<C>): Promise<Answer<C>>
  /** Word of changes, also once at the beginning and after every reconnect; `lost` says why there is no connection, null that there is one. */
  follow(changed: (changed: Changed) => void, lost: (why: Refusal | null) => void): void
  /** Keeps bytes where the user says, or where a browser puts what it loads down: where that is; null when they thought better of it. */
  save(name: string, bytes: Uint8Array): Promise<string | null>
  /** Begins a file where the user says, or where a browser puts what it loads down; null when they thought better of it. */
  write(name: string): Promise<Written | null>
  /** A file of the user's choice, or several: with one of these endings, or any where none is named; none when they thought better of it. */
  open(endings: string[], several?: boolean): Promise<Chosen[]>
  /** Whether something would be lost with the page: then it is asked before that goes. */
  unkept(held: boolean): void
  /** What only a window can do; absent in a browser. */
  window?: Native
}

/** A file that is written part by part: it is there once that is done. */
export interface Written {
  add(text: string): Promise<void>
  /** Where it is. */
  done(): Promise<string>
  /** Nothing of it stays. */
  drop(): Promise<void>
}

/** A file that somebody handed over. */
export interface Chosen {
  name: string
  /** Bytes. */
  size: number
  /** Reads it. */
  bytes(): Promise<Uint8Array>
}

export interface Native {
  /** The path of a folder of the user's choice. */
  folder(): Promise<string | null>
  /** Shows the data folder in the file manager. */
  showData(): Promise<void>
  /** Words and values for the About view. */
  about(): Promise<[string, string][]>
  /** Draws the page a step larger. */
  larger(): Promise<void>
  /** Tells the title of the action that was chosen in the menu. */
  menu(chosen: (title: string) => void): void
  /** Tells that the user closes the window with something that would be lost: the page asks. */
  leaving(ask: () => void): void
  /** Closes it all the same. */
  leave(): void
  /** Tells what a notification of the system that was clicked leads to. */
  lead(to: (leads: Leads) => void): void
}

export type Leads = { to: 'forwarding' } | { to: 'rule'; rule: string } | { to: 'message'; message: InsightRow }

/** What the engine did not do, in its words. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string,
    /** Which field of the request it is about, by its name there; null where it is none by itself. */
    readonly field: string | null = null,
  ) {
    super(message)
  }

  /** Nobody was asked: there is no connection to the program, or none that it lets in. */
  get away(): boolean {
    return this.code === 'silent' || this.code === 'stranger'
  }
}

/** The engine's refusal in whatever a transport threw. */
export function refusal(thrown: unknown): Refusal {
  if (thrown instanceof Refusal) return thrown
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && 'message' in thrown) {
    return new Refusal(String(thrown.code), String(thrown.message), 'field' in thrown && thrown.field ? String(thrown.field) : null)
  }
  return new Refusal('unavailable', thrown instanceof Error ? thrown.message : String(thrown))
}
