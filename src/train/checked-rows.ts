// The rows an estimator learns from, checked: same length everywhere, weights not negative, rows of weight 0 left out.
import { AppError } from '../core/index.ts'
import type { Target } from '../data/index.ts'
import type { FeatureMatrix } from '../features/index.ts'

export interface CheckedRows {
  readonly x: FeatureMatrix
  readonly target: Target
  /** Above 0; null = all 1. */
  readonly weight: Float64Array | null
}

/** @throws DATA_EMPTY, DATA_VALUE_INVALID, DATA_TARGET_INVALID, FEATURE_INVALID */
export function checkedRows(x: FeatureMatrix, target: Target, sampleWeight: Float64Array | undefined): CheckedRows {
  if (x.columns.length === 0) {
    throw new AppError('FEATURE_INVALID', 'there is no feature to learn from', { fix: 'Name at least one in features' })
  }
  if (target.values.length !== x.rows || (sampleWeight !== undefined && sampleWeight.length !== x.rows)) {
    throw new AppError('INTERNAL', `${x.rows} rows, ${target.values.length} targets, ${sampleWeight?.length} weights`)
  }
  const wrong = sampleWeight?.findIndex((weight) => !(weight >= 0 && weight < Infinity)) ?? -1
  if (wrong >= 0) {
    throw new AppError(
      'DATA_VALUE_INVALID',
      `sample weight ${sampleWeight?.[wrong]} of row ${wrong + 1} is not allowed`,
      {
        fix: 'Use finite weights of at least 0',
      },
    )
  }
  const rows = sampleWeight?.includes(0) ? withoutZeroWeights(x, target, sampleWeight) : { x, target, sampleWeight }
  if (rows.x.rows === 0) {
    throw new AppError('DATA_EMPTY', 'there is no row to learn from', { fix: 'Give rows a weight above 0' })
  }
  checkTarget(rows.target)
  const weight = rows.sampleWeight
  return {
    x: rows.x,
    target: rows.target,
    weight: weight === undefined || weight.every((w) => w === 1) ? null : weight,
  }
}

function withoutZeroWeights(
  x: FeatureMatrix,
  target: Target,
  weight: Float64Array,
): { x: FeatureMatrix; target: Target; sampleWeight: Float64Array } {
  const positive = (_: number, row: number): boolean => weight[row]! > 0
  const columns = x.columns.map((column) => column.filter(positive)) as Float32Array[] | Float64Array[]
  const sampleWeight = weight.filter(positive)
  return {
    x: { rows: sampleWeight.length, names: x.names, columns },
    target:
      target.task === 'regression'
        ? { ...target, values: target.values.filter(positive) }
        : { ...target, values: target.values.filter(positive) },
    sampleWeight,
  }
}

const LARGEST_TARGET = 1e38

function checkTarget(target: Target): void {
  if (target.task === 'regression') {
    const wrong = target.values.findIndex((value) => !(Math.abs(value) <= LARGEST_TARGET))
    if (wrong >= 0) {
      throw new AppError(
        'DATA_TARGET_INVALID',
        `target '${target.name}' is ${target.values[wrong]} in row ${wrong + 1}`,
        {
          fix: 'Drop such rows, or give the target in a larger unit: a model answers in float32, up to 1e38',
        },
      )
    }
  } else if (new Set(target.values).size < 2) {
    throw new AppError('DATA_TARGET_INVALID', `target '${target.name}' has one class only in the training rows`, {
      fix: 'Train on rows of at least two classes',
    })
  }
}

/** The matrix in float64. @throws FEATURE_INVALID for a missing or infinite value */
export function float64Matrix(x: FeatureMatrix): { rows: number; names: readonly string[]; columns: Float64Array[] } {
  const columns = x.columns.map((column, j) => {
    const wrong = column.findIndex((value) => !Number.isFinite(value))
    if (wrong >= 0) {
      throw new AppError('FEATURE_INVALID', `feature '${x.names[j]}' is ${column[wrong]} in row ${wrong + 1}`, {
        fix: 'Linear models need finite features: impute or drop them',
      })
    }
    return column instanceof Float64Array ? column : new Float64Array(column)
  })
  return { rows: x.rows, names: x.names, columns }
}
