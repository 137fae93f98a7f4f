import { createRng, type Pace, type Rng, UNPACED } from '../core/index.ts'
import { byCodePoint, type Column, column, type InputColumn, type NumberColumn, type Table } from '../data/index.ts'
import { countCategories, isCategorical, presentValues, sortedSample } from './present-values.ts'
import { countBins, quantileEdges } from './quantile-bins.ts'
import {
  CATEGORICAL_LIMIT,
  type CategoricalProfile,
  type NumericProfile,
  type ReferenceProfile,
} from './reference-profile.ts'

export interface ProfileOptions {
  /** Bins per numeric feature. @default 256 */
  readonly bins?: number
  /** Categories kept per feature; the rest is OTHER. @default 256 */
  readonly maxCategories?: number
  /** Values kept per numeric feature. @default 5000, fewer (not under 1000) where more than 12 numeric features would pass 1 MB */
  readonly sampleSize?: number
  /** Seed of the sample. @default 42 */
  readonly seed?: number
  /** @default never rests */
  readonly pace?: Pace | undefined
}

const SAMPLED_VALUES_IN_ALL = 60_000

/**
 * Freezes the distribution of a model's inputs, and of its scores (`probability`, or the predicted class or value) if given.
 * @throws DATA_COLUMN_MISSING
 */
export async function buildReferenceProfile(
  table: Table,
  inputs: readonly InputColumn[],
  scores?: Column,
  options: ProfileOptions = {},
): Promise<ReferenceProfile> {
  const columns = inputs.map((input) => column(table, input.name))
  const numeric = columns.filter((from) => from.kind === 'number').length + 1
  const {
    bins = 256,
    maxCategories = 256,
    sampleSize = Math.min(5000, Math.max(1000, Math.floor(SAMPLED_VALUES_IN_ALL / numeric))),
    seed = 42,
    pace = UNPACED,
  } = options
  const rng = createRng(seed)
  const profile = async (from: Column, key: number): Promise<NumericProfile | CategoricalProfile> => {
    if (pace.due()) await pace.rest()
    return from.kind === 'number' && !isCategorical(from.values, CATEGORICAL_LIMIT)
      ? numericProfile(from, bins, sampleSize, rng.fork(key))
      : categoricalProfile(from, maxCategories)
  }
  const features: (NumericProfile | CategoricalProfile)[] = []
  for (const [key, from] of columns.entries()) features.push(await profile(from, key))
  return {
    format: 'modelwright.reference-profile',
    version: 1,
    rows: table.rows,
    features,
    score: scores === undefined ? null : await profile(scores, columns.length),
  }
}

function numericProfile(from: NumberColumn, bins: number, sampleSize: number, rng: Rng): NumericProfile {
  const values = presentValues(from.values)
  const sorted = values.toSorted()
  const edges = quantileEdges(sorted, bins)
  return {
    kind: 'numeric',
    name: from.name,
    n: values.length,
    missing: from.values.length - values.length,
    ...moments(values),
    min: sorted[0]!,
    max: sorted.at(-1)!,
    edges,
    counts: Array.from(countBins(values, edges)),
    sample: Array.from(sortedSample(values, sampleSize, rng)),
  }
}

/** Deviations are scaled by the largest one, so that no square overflows. */
function moments(values: Float64Array): { mean: number; sd: number } {
  let mean = 0
  for (let i = 0; i < values.length; i++) mean += values[i]! / (i + 1) - mean / (i + 1)
  let widest = 0
  for (const value of values) widest = Math.max(widest, Math.abs(value - mean))
  if (widest === 0) return { mean, sd: 0 }
  let sum = 0
  for (const value of values) sum += ((value - mean) / widest) ** 2
  return { mean, sd: widest * Math.sqrt(sum / values.length) }
}

function categoricalProfile(from: Column, maxCategories: number): CategoricalProfile {
  const counts = [...countCategories(from)].sort(([a, m], [b, n]) => n - m || byCodePoint(a, b))
  const kept = counts.slice(0, maxCategories)
  const n = counts.reduce((sum, [, count]) => sum + count, 0)
  const rows = from.kind === 'number' ? from.values.length : from.codes.length
  return {
    kind: 'categorical',
    name: from.name,
    n,
    missing: rows - n,
    categories: kept.map(([category]) => category),
    counts: kept.map(([, count]) => count),
    other: n - kept.reduce((sum, [, count]) => sum + count, 0),
  }
}
