// What a line of a segment holds, and the same columns in Parquet. Inputs and labels stay JSON, so that segments of different models and versions have one schema.
import type { LabelRecord, PredictionRecord } from '../../predictions/index.ts'

/** A kind of segment: its folder under the root and its columns in DuckDB's types. */
export interface SegmentKind {
  readonly folder: 'predictions' | 'labels'
  readonly columns: Readonly<Record<string, string>>
}

export const PREDICTIONS: SegmentKind = {
  folder: 'predictions',
  columns: {
    prediction_id: 'VARCHAR',
    timestamp: 'DOUBLE',
    model: 'VARCHAR',
    version: 'VARCHAR',
    request_id: 'VARCHAR',
    inputs: 'JSON',
    label: 'JSON',
    probability: 'DOUBLE',
    tier: 'VARCHAR',
  },
}

export const LABELS: SegmentKind = {
  folder: 'labels',
  columns: { prediction_id: 'VARCHAR', timestamp: 'DOUBLE', label: 'JSON', seq: 'DOUBLE' },
}

export function predictionLine(record: PredictionRecord): string {
  const { predictionId, timestamp, model, version, requestId, inputs, label, probability, tier } = record
  return `${JSON.stringify({
    prediction_id: predictionId,
    timestamp,
    model,
    version,
    request_id: requestId,
    inputs,
    label,
    probability,
    tier,
  })}\n`
}

/** `seq` tells which of two labels of the same millisecond came last. */
export function labelLine({ predictionId, timestamp, label }: LabelRecord, seq: number): string {
  return `${JSON.stringify({ prediction_id: predictionId, timestamp, label, seq })}\n`
}
