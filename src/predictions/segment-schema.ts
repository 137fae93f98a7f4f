// What a segment of the prediction log holds: writer, compaction and readers take their columns from here. A column is added by one line whose `since` is the next number and one in `row`; none is ever renamed, retyped or taken away, as segments of before stay on disks.
import type { LabelRecord, PredictionRecord } from './prediction-log.ts'

export interface SegmentColumn {
  /** `json`: a value of any kind, so that segments of different models have one schema. */
  readonly type: 'text' | 'number' | 'json'
  /** The first schema version that has it; a segment of an older one gives NULL. */
  readonly since: number
}

/** A kind of segment; its version is the newest of its columns'. */
export interface SegmentSchema {
  /** Under the root of the log. */
  readonly folder: 'predictions' | 'labels'
  /** By name, in the order of a row. The first two are `prediction_id` and `timestamp` (ms since the epoch): without them a line is no row. */
  readonly columns: Readonly<Record<string, SegmentColumn>>
}

export interface WrittenSegments<T> extends SegmentSchema {
  /** A record under the names of all columns. An object literal: every answer waits for it. */
  row(record: T): Readonly<Record<string, unknown>>
}

/** `seq` tells which of two labels of the same millisecond came last. */
export type LoggedLabel = LabelRecord & { readonly seq: number }

export interface LogSegments {
  readonly predictions: WrittenSegments<PredictionRecord>
  readonly labels: WrittenSegments<LoggedLabel>
}

const PREDICTION = {
  prediction_id: { type: 'text', since: 1 },
  timestamp: { type: 'number', since: 1 },
  model: { type: 'text', since: 1 },
  version: { type: 'text', since: 1 },
  request_id: { type: 'text', since: 1 },
  inputs: { type: 'json', since: 1 },
  label: { type: 'json', since: 1 },
  probability: { type: 'number', since: 1 },
  tier: { type: 'text', since: 1 },
} as const satisfies SegmentSchema['columns']

const LABEL = {
  prediction_id: { type: 'text', since: 1 },
  timestamp: { type: 'number', since: 1 },
  label: { type: 'json', since: 1 },
  seq: { type: 'number', since: 1 },
} as const satisfies SegmentSchema['columns']

export const LOG_SEGMENTS: LogSegments = {
  predictions: {
    folder: 'predictions',
    columns: PREDICTION,
    row: ({
      predictionId,
      timestamp,
      model,
      version,
      requestId,
      inputs,
      label,
      probability,
      tier,
    }): Record<keyof typeof PREDICTION, unknown> => ({
      prediction_id: predictionId,
      timestamp,
      model,
      version,
      request_id: requestId,
      inputs,
      label,
      probability,
      tier,
    }),
  },
  labels: {
    folder: 'labels',
    columns: LABEL,
    row: ({ predictionId, timestamp, label, seq }): Record<keyof typeof LABEL, unknown> => ({
      prediction_id: predictionId,
      timestamp,
      label,
      seq,
    }),
  },
}

export function schemaVersion({ columns }: SegmentSchema): number {
  return Math.max(...Object.values(columns).map(({ since }) => since))
}

/** The schema as it was at `version`; itself for a newer version, of which only these columns are known. */
export function schemaAt(schema: SegmentSchema, version: number): SegmentSchema {
  const columns = Object.entries(schema.columns).filter(([, { since }]) => since <= version)
  return { folder: schema.folder, columns: Object.fromEntries(columns) }
}
