// The log of every answered prediction: what drift, labels and retraining read.

/** One answer. What of it is kept, and under which names, says `LOG_SEGMENTS`. */
export interface PredictionRecord {
  /** Names the answer for its label; unique over all models. */
  readonly predictionId: string
  /** When it was answered, in milliseconds since the epoch. */
  readonly timestamp: number
  /** Registered name of the model, and the version that answered; as they were then. */
  readonly model: string
  readonly version: string
  /** Of the request that the row came in; one for all rows of a batch. */
  readonly requestId: string
  /** Raw inputs as they were scored; null = missing. */
  readonly inputs: Readonly<Record<string, string | number | boolean | null>>
  /** The predicted class, of the kind that the model's classes have; the number for regression. */
  readonly label: string | number
  /** Of the positive class, or of the predicted one where there are more than two; null for regression. */
  readonly probability: number | null
  /** Null where the model is served without tiers. */
  readonly tier: string | null
}

/** Ground truth of one prediction, in the form of `PredictionRecord.label`. */
export interface LabelRecord {
  readonly predictionId: string
  readonly label: string | number
  /** When it came in, in milliseconds since the epoch. */
  readonly timestamp: number
}

/** Written by one process; several may write to the same log at once. */
export interface PredictionLog {
  /** Resolves when the records are with the operating system: kill -9 loses none. One write for all, whole or not at all. @throws PREDICTION_LOG_FAILED */
  append(records: readonly PredictionRecord[]): Promise<void>
  /** Idempotent by prediction id: the last label wins. Ids that no prediction has are kept. @throws PREDICTION_LOG_FAILED */
  appendLabels(labels: readonly LabelRecord[]): Promise<void>
  /** Why predictions cannot be written now, in words without a path; undefined if they can. Tries it where nothing was written for a second. */
  obstacle(): string | undefined
  /** Resolves when what this process wrote is compacted. */
  close(): Promise<void>
}
