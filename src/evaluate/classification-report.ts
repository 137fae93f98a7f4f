export interface ClassScoresLine {
  /** The class, `macro avg` or `weighted avg`. */
  readonly name: string
  readonly precision: number
  readonly recall: number
  readonly f1: number
  /** Rows (or their weight). */
  readonly support: number
}

export interface ClassificationReport {
  readonly classes: readonly ClassScoresLine[]
  readonly accuracy: number
  readonly macro: ClassScoresLine
  readonly weighted: ClassScoresLine
}
