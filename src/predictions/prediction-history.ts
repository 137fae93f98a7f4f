import type { InputColumn, Table } from '../data/index.ts'

export interface HistoryQuery {
  readonly model: string
  /** @default every version */
  readonly version?: string
  /** Milliseconds since the epoch, inclusive. @default the beginning */
  readonly from?: number
  /** Milliseconds since the epoch, exclusive. @default the end */
  readonly to?: number
  /** The columns wanted and their types, as the model's signature states them: a column keeps its kind even if every value is missing. */
  readonly inputs: readonly InputColumn[]
  /** What labels are: text, or numbers (integer classes and regression). */
  readonly labels: 'text' | 'number'
}

/** Answered predictions, oldest first; the two tables have the same rows. */
export interface PredictionWindow {
  /** Exactly the query's `inputs`, in their order. */
  readonly inputs: Table
  /**
   * `prediction_id`, `version`, `tier` (text), `timestamp` (ms, double), `probability` (double),
   * `label` (what was predicted), `actual` (the last label that came in; missing if none did) and
   * `labelled_at` (ms, double: when it came).
   */
  readonly predictions: Table
}

export interface LogInspection {
  readonly segments: number
  /** What cannot be read or does not belong there, a sentence each, with paths relative to the store. */
  readonly problems: readonly string[]
}

/** Reads the prediction log back, open segments included. */
export interface PredictionHistory {
  /** An empty window if nothing matches. What cannot be read is left out, with a warning. */
  read(query: HistoryQuery): Promise<PredictionWindow>
  /** Reads every row of every segment. */
  inspect(): Promise<LogInspection>
}
