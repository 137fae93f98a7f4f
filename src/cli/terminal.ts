/** Where a command reads and writes; `main.ts` gives the process's own. */
export interface Terminal {
  out(text: string): void
  err(text: string): void
  /** A person looks at it: progress bars and colours are welcome. */
  readonly interactive: boolean
  /** Columns; infinite where it is no terminal. */
  readonly width: number
}
