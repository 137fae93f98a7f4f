import type { ClassLabel, InputColumn, Task } from '../data/index.ts'
import type { Scorer } from '../score/index.ts'
import type { ServingOptions } from './serving-options.ts'

/** A value of a request as it is scored and logged; null = missing. */
export type InputValue = string | number | boolean | null

/** One row by column name. */
export type InputRecord = Readonly<Record<string, InputValue>>

/** A model version in memory, ready to answer. */
export interface LoadedModel {
  readonly name: string
  readonly version: string
  readonly task: Task
  readonly inputs: readonly InputColumn[]
  /** Empty for regression. */
  readonly classes: readonly ClassLabel[]
  readonly scorer: Scorer
  readonly options: ServingOptions
  /** SHA-256 of the model folder. */
  readonly digest: string
  /** The input example: what warms the scorer up and what the documentation shows; null if the folder has none. */
  readonly example: InputRecord | null
}
