export interface Metric {
  readonly key: string
  /** NaN is kept; an infinity is kept as the largest double, as MLflow does. */
  readonly value: number
  /** Milliseconds since the epoch. */
  readonly timestamp: number
  readonly step: number
}

/** A metric of a model: which run measured it, and on what. */
export interface ModelMetric extends Metric {
  readonly modelId: string
  readonly datasetName?: string | undefined
  readonly datasetDigest?: string | undefined
}
