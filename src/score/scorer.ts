import type { ClassLabel, InputColumn } from '../data/index.ts'

/** One batch of raw rows, column by column in the order of `Scorer.inputs`: numbers with NaN for missing, text with `''` for missing. */
export interface InputBatch {
  readonly rows: number
  readonly columns: readonly (Float64Array | readonly string[])[]
}

/** Rows with a value that training did not see, by raw column; only columns that have some. */
export type UnseenCategories = ReadonlyMap<string, number>

/** Both together; `more` may be kept, but is not changed. */
export function addUnseen(
  counts: UnseenCategories | undefined,
  more: UnseenCategories | undefined,
): UnseenCategories | undefined {
  if (counts === undefined || more === undefined) return counts ?? more
  const sum = new Map(counts)
  for (const [column, rows] of more) sum.set(column, (sum.get(column) ?? 0) + rows)
  return sum
}

/** `probability` is row-major [rows × classes]; `label` holds class indices. */
export interface ClassScores {
  readonly kind: 'classes'
  readonly rows: number
  readonly probability: Float64Array
  readonly label: Int32Array
  /** Undefined where there are none, and from ONNX Runtime, which does not tell. */
  readonly unseen?: UnseenCategories | undefined
}

export interface ValueScores {
  readonly kind: 'values'
  readonly rows: number
  readonly values: Float64Array
  /** As in `ClassScores`. */
  readonly unseen?: UnseenCategories | undefined
}

/** The caller's to keep: the next batch does not touch them. */
export type Scores = ClassScores | ValueScores

export type EngineName = 'compiled' | 'onnxruntime'

/** A graph made ready to answer. */
export interface Scorer {
  readonly inputs: readonly InputColumn[]
  /** Empty for regression. */
  readonly classes: readonly ClassLabel[]
  /** Which engine runs the graph. */
  readonly engine: EngineName
  /** Whether an input of integers (`long`) takes fractions and gaps too: the compiled engine reads every number as float64. */
  readonly takesFractions: boolean
  /** Synchronous for the compiled engine. @throws MODEL_INPUT_INVALID, CATEGORY_UNKNOWN, NOT_READY when it is closed */
  score(batch: InputBatch): Scores | Promise<Scores>
  /** `withScorer` does it by itself. */
  close(): Promise<void>
}
