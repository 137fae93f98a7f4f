// Whether a retraining that was asked for is worth its while.

export interface RetrainFacts {
  /** Milliseconds since the epoch. */
  readonly now: number
  /** The last retraining that did not fail, whatever became of its candidate; null = there was none. */
  readonly last: { readonly startedAt: number; readonly dataSha256: string | null; readonly sameRecipe: boolean } | null
  /** Least milliseconds between two retrainings. */
  readonly cooldownMs: number
  /** Content hash of the data to learn from. */
  readonly dataSha256: string
  /** Content hash of what the champion learned from; null = there is no champion, or it came from elsewhere. */
  readonly championSha256: string | null
  /** Whether the champion was made by the same model, features and training sections of the config. */
  readonly sameRecipe: boolean
  readonly rows: number
  /** Fewer rows teach nothing. */
  readonly minRows: number
}

export type RetrainDecision = { readonly go: true } | { readonly go: false; readonly reason: string }

export function decideRetraining(facts: RetrainFacts): RetrainDecision {
  const { now, last, cooldownMs, dataSha256, championSha256, sameRecipe, rows, minRows } = facts
  if (last !== null && now - last.startedAt < cooldownMs) {
    const minutes = Math.ceil((cooldownMs - (now - last.startedAt)) / 60_000)
    return { go: false, reason: `the last retraining was too recent: the cool-down ends in ${minutes} min` }
  }
  if (rows < minRows) return { go: false, reason: `${rows} rows are too few to learn from (at least ${minRows})` }
  if (dataSha256 === championSha256 && sameRecipe) {
    return {
      go: false,
      reason: 'the data and the config are those the champion was trained with (--force trains anyway)',
    }
  }
  // Its candidate was refused or rolled back: the same data and recipe would make the same one.
  if (dataSha256 === last?.dataSha256 && last.sameRecipe) {
    return {
      go: false,
      reason: 'the last retraining has learned from these data by the same config (--force trains anyway)',
    }
  }
  return { go: true }
}
