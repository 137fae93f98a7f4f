// Applies a fitted pipeline: what the ONNX graph computes, on typed arrays.
import { AppError, type Pace, UNPACED } from '../core/index.ts'
import type { Table } from '../data/index.ts'
import type { FeatureMatrix, Precision } from './feature-matrix.ts'
import type { FittedFeature, FittedFeatures, FittedNumeric, FittedOneHot, FittedOrdinal } from './fitted-features.ts'
import { codedColumn, numbersByName } from './raw-columns.ts'

/** Names of the outputs, in order, as scikit-learn gives them: the column, or `column_category`. */
export function featureNames(fitted: FittedFeatures): string[] {
  return fitted.features.flatMap((feature) =>
    feature.kind === 'one-hot' ? feature.buckets.map((bucket) => `${feature.source}_${bucket}`) : [feature.source],
  )
}

/** The features of every row. Columns are found by name; more than the inputs may be there. @throws DATA_COLUMN_MISSING, DATA_VALUE_INVALID, CATEGORY_UNKNOWN */
export async function transformFeatures(
  fitted: FittedFeatures,
  table: Table,
  pace: Pace = UNPACED,
): Promise<FeatureMatrix> {
  const numbers = numbersByName(table, fitted.derived)
  const columns: Values[] = []
  for (const feature of fitted.features) {
    if (pace.due()) await pace.rest()
    columns.push(...transform(feature, table, numbers, fitted.precision))
  }
  return { rows: table.rows, names: featureNames(fitted), columns: columns as Float64Array[] | Float32Array[] }
}

type Values = Float32Array | Float64Array

function transform(
  feature: FittedFeature,
  table: Table,
  numbers: ReadonlyMap<string, Float64Array>,
  precision: Precision,
): Values[] {
  switch (feature.kind) {
    case 'numeric':
      return [transformNumeric(feature, table, numbers, precision)]
    case 'one-hot':
      return transformOneHot(feature, table, precision)
    case 'ordinal':
      return [transformOrdinal(feature, table, precision)]
  }
}

function transformNumeric(
  { source, fill, scaling }: FittedNumeric,
  table: Table,
  numbers: ReadonlyMap<string, Float64Array>,
  precision: Precision,
): Values {
  const values = numbers.get(source)
  if (values === undefined) throw notNumeric(table, source)
  const result = allocate(precision, table.rows)
  const { offset, scale } = scaling ?? { offset: 0, scale: 1 }
  const missing = fill ?? NaN
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    result[i] = ((value === value ? value : missing) - offset) / scale
  }
  return result
}

function transformOneHot(feature: FittedOneHot, table: Table, precision: Precision): Values[] {
  const buckets = feature.buckets.map(() => allocate(precision, table.rows))
  const { codes, outcomes } = lookUp(feature, feature.bucketOf, feature.unknown === 'error' ? null : -1, table)
  for (let i = 0; i < codes.length; i++) {
    const bucket = outcomes[codes[i]! + 1]!
    if (bucket >= 0) buckets[bucket]![i] = 1
  }
  return buckets
}

function transformOrdinal(feature: FittedOrdinal, table: Table, precision: Precision): Values {
  const result = allocate(precision, table.rows)
  const { codes, outcomes } = lookUp(feature, feature.codes, feature.unknownCode, table)
  for (let i = 0; i < codes.length; i++) result[i] = outcomes[codes[i]! + 1]!
  return result
}

/** `outcomes[code + 1]` of each distinct value of the column, so that rows are looked up by number; index 0 is for missing. */
function lookUp(
  feature: FittedOneHot | FittedOrdinal,
  outcomeOf: readonly number[],
  unknown: number | null,
  table: Table,
): { codes: Int32Array; outcomes: number[] } {
  const { codes, values } = codedColumn(table, feature.source)
  const known = new Map(feature.values.map((value, i) => [value, outcomeOf[i]!]))
  const outcomes = ['', ...values].map((value) => known.get(value) ?? unknown)
  if (outcomes.includes(null)) {
    const row = codes.findIndex((code) => outcomes[code + 1] === null)
    if (row >= 0) throw unknownCategory(feature, codes[row]! < 0 ? '' : values[codes[row]!]!, row)
  }
  return { codes, outcomes: outcomes.map((outcome) => outcome ?? -1) }
}

function unknownCategory({ source, values }: FittedOneHot | FittedOrdinal, value: string, row: number): AppError {
  const shown = values.filter((known) => known !== '').slice(0, 10)
  return new AppError('CATEGORY_UNKNOWN', `${JSON.stringify(value)} is no known category of '${source}'`, {
    where: `row ${row + 1}`,
    fix: `Use one of: ${shown.join(', ')}${values.length > shown.length + 1 ? ', …' : ''}; or train with features.encode.handle_unknown: ignore`,
    details: { column: source, value, row },
  })
}

function notNumeric(table: Table, name: string): AppError {
  const exists = table.columns.some((candidate) => candidate.name === name)
  return exists
    ? new AppError('DATA_VALUE_INVALID', `column '${name}' holds text where the model takes numbers`, {
        fix: 'Give the column numbers, or train again with the column as a category',
      })
    : new AppError('DATA_COLUMN_MISSING', `the model needs a column '${name}'`, { fix: 'Add the column to the data' })
}

function allocate(precision: Precision, rows: number): Values {
  return precision === 'float32' ? new Float32Array(rows) : new Float64Array(rows)
}
