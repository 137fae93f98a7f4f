import { AppError } from '../core/index.ts'
import type { Scores } from './scorer.ts'

export interface Parity {
  readonly rows: number
  /** Largest absolute difference of a probability or value. NaN on one side only counts as infinite. */
  readonly maxDifference: number
  /** Rows whose label differs; 0 for values. */
  readonly labelFlips: number
}

/** How far two engines' scores of the same rows are apart. @throws MODEL_INVALID when their shapes differ */
export function parity(a: Scores, b: Scores): Parity {
  const left = a.kind === 'classes' ? a.probability : a.values
  const right = b.kind === 'classes' ? b.probability : b.values
  if (a.kind !== b.kind || a.rows !== b.rows || left.length !== right.length) {
    throw new AppError('MODEL_INVALID', `scores of different shape: ${a.rows} and ${b.rows} rows`, {
      fix: 'Compare two engines on the same rows of the same model',
    })
  }
  let maxDifference = 0
  for (let i = 0; i < left.length; i++) {
    if (Object.is(left[i], right[i])) continue
    const difference = Math.abs(left[i]! - right[i]!)
    maxDifference = Math.max(maxDifference, Number.isNaN(difference) ? Infinity : difference)
  }
  let labelFlips = 0
  if (a.kind === 'classes' && b.kind === 'classes') {
    for (let i = 0; i < a.rows; i++) if (a.label[i] !== b.label[i]) labelFlips++
  }
  return { rows: a.rows, maxDifference, labelFlips }
}
