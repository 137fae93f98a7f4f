/** Where a command reads and writes; `main.ts` gives the process's own. */
export interface Terminal {
  out(text: string): void
  err(text: string): void
  /** How progress is told: a live line for a person who looks at it, lines now and then for a pipe or a log. */
  readonly progress: 'live' | 'lines' | 'none'
  /** Columns; infinite where it is no terminal. */
  readonly width: number
  /** Columns of what `err` writes to. @default infinite */
  readonly errorWidth?: number
}
