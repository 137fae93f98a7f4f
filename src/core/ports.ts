// Ports that every layer may need; adapters under src/adapters implement them.

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
}

/** Where work says what it is doing. */
export interface Reporter {
  /** Something the user should know although the work goes on. */
  warn(message: string): void
  /** `done` of `total` units of a named stage are finished. */
  progress(stage: string, done: number, total: number): void
}

/** A reporter that says nothing. */
export const SILENT: Reporter = { warn: () => {}, progress: () => {} }

/** One process, for good: an id alone is given out again. */
export interface ProcessOwner {
  /** The machine, and on Linux the process namespace: process ids of two containers are not comparable. */
  readonly host: string
  readonly pid: number
  /** When it began, in the system's own unit; empty where the system does not say. Tells a reused id apart. */
  readonly began: string
}

/** Which process something belongs to, and whether it still lives. */
export interface Processes {
  current(): ProcessOwner
  /** False only if the owner is certainly gone; it must be of this host. */
  isAlive(owner: Omit<ProcessOwner, 'host'>): boolean
}
