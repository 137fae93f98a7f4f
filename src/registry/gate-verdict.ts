/** One decision of a gate, as the history keeps it. */
export interface GateVerdict {
  readonly outcome: 'passed' | 'refused'
  /** The table whose held-out rows judged. */
  readonly data: { readonly name: string; readonly sha256: string }
  /** Rows that judged. */
  readonly rows: number
  /** The champion of that moment; null = there was none. */
  readonly champion: number | null
  /** Whether a rule compared the two. */
  readonly compared: boolean
  /** Each rule in words. */
  readonly policy: readonly string[]
  /** Names of the checks that failed. */
  readonly failed: readonly string[]
}
