// How a model answers: names, tiers, threshold and limits of the request, from the config's `serving` section.
import type { ServingConfig } from '../config/index.ts'
import type { Task } from '../data/index.ts'

/** JSON Schema keywords a column of the request may carry. A missing value (null) passes them all. */
export interface ColumnRule {
  readonly minimum?: number
  readonly maximum?: number
  readonly enum?: readonly (string | number)[]
  readonly pattern?: string
}

/** A band of the probability: from `from` up to the next tier. */
export interface Tier {
  readonly name: string
  readonly from: number
}

export interface ServingOptions {
  /** By column. */
  readonly schema: Readonly<Record<string, ColumnRule>>
  readonly response: { readonly probability: string; readonly prediction: string; readonly tier: string }
  /** Highest first; empty when the task has no tiers. The first is what counts as high risk. */
  readonly tiers: readonly Tier[]
  /** Probability from which a binary prediction is positive; null = the model's own label. */
  readonly threshold: number | null
  /** Characters (code points) of a text in a request. */
  readonly maxStringLength: number
}

/** Categories are short; a text of megabytes would only fill the prediction log. */
export const MAX_STRING_LENGTH = 10_000

const DEFAULT_TIERS = { HIGH: 0.75, MEDIUM: 0.45, LOW: 0 }

/** Fills in what the config leaves out. Tiers are bands of a binary model's probability; other tasks have none. */
export function resolveServingOptions(config: ServingConfig | undefined, task: Task): ServingOptions {
  const {
    schema = {},
    response = {},
    // Who names the tier wants one; nobody else gets one unasked.
    tiers = response.tier === undefined ? {} : DEFAULT_TIERS,
    threshold = null,
    max_string_length = MAX_STRING_LENGTH,
  } = config ?? {}
  return {
    schema: schema as Readonly<Record<string, ColumnRule>>,
    response: { probability: 'probability', prediction: 'prediction', tier: 'risk_tier', ...response },
    tiers:
      task === 'binary'
        ? Object.entries(tiers)
            .map(([name, from]) => ({ name, from }))
            .sort((a, b) => b.from - a.from)
        : [],
    threshold,
    maxStringLength: max_string_length,
  }
}

/** The name of the band a probability falls in; null below the lowest or without tiers. */
export function tierOf(tiers: readonly Tier[], probability: number): string | null {
  for (const tier of tiers) if (probability >= tier.from) return tier.name
  return null
}
