// What a model card is made of. Every field is optional: a card shows what is known.
import type { InputColumn, Task } from '../data/index.ts'
import type { MetricMap, SliceMetric } from '../evaluate/index.ts'
import type { SuspectLine } from './suspect-text.ts'

export interface CardData {
  readonly name: string
  /** Content hash of the data. */
  readonly sha256?: string
  readonly rows?: number
}

/** One check of a gate, as it was decided. */
export interface CardCheck {
  readonly name: string
  readonly status: string
  readonly explanation: string
}

/** One transition of the registry's history. */
export interface CardTransition {
  readonly subject: string
  readonly to: string | null
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly by: string
  readonly reason: string | null
}

export interface ModelCardInput {
  readonly name: string
  readonly version?: number
  readonly task?: Task
  /** SPDX identifier of the model's licence, or Hugging Face's name for it. */
  readonly license?: string | undefined
  readonly language?: string
  readonly tags?: readonly string[]
  /** Milliseconds since the epoch. */
  readonly createdAt?: number
  readonly runId?: string
  readonly experiment?: string
  readonly gitCommit?: string
  readonly estimator?: string
  readonly parameters?: Readonly<Record<string, unknown>>
  readonly data?: readonly CardData[]
  readonly target?: string
  readonly classes?: readonly (string | number)[]
  readonly inputs?: readonly InputColumn[]
  /** As the run logged them: `val_auc`, … */
  readonly metrics?: MetricMap
  /** Confidence intervals of some of them, by the same names. */
  readonly intervals?: Readonly<Record<string, { readonly low: number; readonly high: number }>>
  /** What the metrics were measured on: `1409 rows the model was not trained on`. */
  readonly measuredOn?: string
  readonly slices?: readonly SliceMetric[]
  /** What in the training data may have misled the model, and what to do about it. */
  readonly suspects?: readonly SuspectLine[]
  readonly onnx?: {
    readonly opset?: Readonly<Record<string, number>>
    readonly bytes?: number
    readonly sha256?: string
    readonly parity?: { readonly maxDifference: number; readonly labelFlips: number; readonly rows?: number }
  }
  readonly environment?: Readonly<Record<string, string>>
  readonly gate?: { readonly passed: boolean; readonly checks: readonly CardCheck[] }
  readonly champion?: { readonly version: number; readonly metrics: MetricMap }
  /** Newest first. */
  readonly history?: readonly CardTransition[]
  /** What people wrote. */
  readonly human?: HumanSections
}

/** Markdown under the headings that people fill. */
export interface HumanSections {
  readonly purpose?: string
  readonly limitations?: string
  readonly risks?: string
}
