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
