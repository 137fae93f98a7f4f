import type { InputColumn, Table } from '../data/index.ts'

/** Which predictions. */
export interface HistoryScope {
  readonly model: string
  /** @default every version */
  readonly version?: string | undefined
  /** Milliseconds since the epoch, inclusive. @default the beginning */
  readonly from?: number | undefined
  /** Milliseconds since the epoch, exclusive. @default the end */
  readonly to?: number | undefined
  /** What labels are: text, or numbers (integer classes and regression). */
  readonly labels: 'text' | 'number'
}

export interface HistoryQuery extends HistoryScope {
  /** The columns wanted and their types, as the model's signature states them: a column keeps its kind even if every value is missing. */
  readonly inputs: readonly InputColumn[]
  /** Further columns of the segments of predictions (`LOG_SEGMENTS`); missing where the schema of a segment is older. @default none */
  readonly columns?: readonly string[] | undefined
  /** Leaves out predictions whose label did not come in. @default every one is read */
  readonly only?: 'labelled' | undefined
}

/** Answered predictions, oldest first; the two tables have the same rows. */
export interface PredictionWindow {
  /** Exactly the query's `inputs`, in their order. */
  readonly inputs: Table
  /**
   * `prediction_id`, `version`, `tier` (text), `timestamp` (ms, double), `probability` (double),
   * `label` (what was predicted), `actual` (the last label that came in; missing if none did),
   * `labelled_at` (ms, double: when it came) and the query's `columns`.
   */
  readonly predictions: Table
}

export interface AggregateQuery extends HistoryScope {
  /** What the predictions of a group have in common; a day and an hour are of UTC. Nothing: all are one group. */
  readonly by: readonly ('day' | 'hour' | 'version')[]
  /** What is said of predicted labels: how often each was (classes), or their mean (regression). */
  readonly summary: 'counts' | 'mean'
}

/** Predictions of a group, counted as `read` and `joinLabels` would give them. */
export interface PredictionGroup {
  /** Of the day or hour, in milliseconds since the epoch; null where time was not asked for. */
  readonly from: number | null
  /** Null where it was not asked for. */
  readonly version: string | null
  readonly predictions: number
  /** Those whose label came in. */
  readonly labelled: number
  /** Null for regression. */
  readonly meanProbability: number | null
  /** Predictions by predicted label; empty for `mean`. */
  readonly labels: ReadonlyMap<string, number>
  /** Null for `counts`. */
  readonly meanLabel: number | null
  /** Predictions by tier; those without are left out. */
  readonly tiers: ReadonlyMap<string, number>
}

export interface LogInspection {
  readonly segments: number
  /** What cannot be read or does not belong there, a sentence each, with paths relative to the store. */
  readonly problems: readonly string[]
}

/** Reads the prediction log back, open segments included. What cannot be read is left out, and said once. */
export interface PredictionHistory {
  /** Every row, in memory; an empty window if nothing matches. @throws DATA_COLUMN_MISSING for one of `columns` that no segment has */
  read(query: HistoryQuery): Promise<PredictionWindow>
  /** Months of predictions in a few numbers, no row of them in memory; groups without predictions are left out. Oldest first, then by version as text. */
  aggregate(query: AggregateQuery): Promise<readonly PredictionGroup[]>
  /** Reads every row of every segment. */
  inspect(): Promise<LogInspection>
}
