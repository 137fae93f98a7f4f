// The one place where a row gets its label: serving, batch prediction, evaluation and the gate all ask here.

export interface Decidable {
  readonly rows: number
  /** Row-major [rows × classes]. */
  readonly probability: Float64Array
  /** The model's own, as class indices. @default the most probable class, the first of equals */
  readonly label?: Int32Array | undefined
}

export interface DecisionRule {
  /** Of two classes, the second from this probability of it on. Other models have none. @default the model's own label */
  readonly threshold?: number | null | undefined
}

/** The class index of each row. Without a threshold the model's own labels, which are not copied. */
export function decide({ rows, probability, label }: Decidable, { threshold }: DecisionRule = {}): Int32Array {
  if (threshold != null && probability.length === 2 * rows) {
    const labels = new Int32Array(rows)
    for (let i = 0; i < rows; i++) labels[i] = probability[2 * i + 1]! >= threshold ? 1 : 0
    return labels
  }
  return label ?? mostProbable(probability, rows)
}

function mostProbable(probability: Float64Array, rows: number): Int32Array {
  const classes = probability.length / rows
  const labels = new Int32Array(rows)
  for (let i = 0; i < rows; i++) {
    let best = 0
    for (let k = 1; k < classes; k++) {
      if (probability[i * classes + k]! > probability[i * classes + best]!) best = k
    }
    labels[i] = best
  }
  return labels
}
