// The log of every answered prediction: what drift, labels and retraining read.

export interface PredictionRecord {
  readonly predictionId: string
  /** Milliseconds since the epoch. */
  readonly timestamp: number
  readonly model: string
  readonly version: string
  readonly requestId: string
  /** Raw inputs as they were scored; null = missing. */
  readonly inputs: Readonly<Record<string, string | number | boolean | null>>
  readonly label: string | number
  /** Probability of the positive class or of the predicted one; null for regression. */
  readonly probability: number | null
  readonly tier: string | null
}

export interface LabelRecord {
  readonly predictionId: string
  readonly label: string | number
  readonly timestamp: number
}

export interface PredictionLog {
  /** Resolves when the records are with the operating system: kill -9 loses none. One write for all. @throws PREDICTION_LOG_FAILED */
  append(records: readonly PredictionRecord[]): Promise<void>
  /** Idempotent by prediction id: the last label wins. */
  appendLabels(labels: readonly LabelRecord[]): Promise<void>
  /** Why predictions cannot be written now, in words without a path; undefined if they can. Tries it where nothing was written for a second. */
  obstacle(): string | undefined
  close(): Promise<void>
}
