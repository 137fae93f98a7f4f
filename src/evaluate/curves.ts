// ROC, precision–recall and calibration curves with scikit-learn's definitions.
import { eachThreshold, rank } from './ranking.ts'

/** Points of equal number, from (0, 0) at threshold +∞ to (1, 1). */
export interface RocCurve {
  readonly falsePositiveRate: Float64Array
  readonly truePositiveRate: Float64Array
  /** Rows that score at least this are called positive. */
  readonly thresholds: Float64Array
}

/** Thresholds rise and recall falls along the curve; the last point (precision 1, recall 0) has no threshold. */
export interface PrecisionRecallCurve {
  readonly precision: Float64Array
  readonly recall: Float64Array
  readonly thresholds: Float64Array
}

/** One point per bin that has rows. */
export interface CalibrationCurve {
  readonly meanPredicted: Float64Array
  readonly fractionPositive: Float64Array
  readonly counts: Float64Array
}

export interface CurveOptions {
  /** One non-negative weight a row. @default all 1 */
  readonly sampleWeight?: Float64Array
  /** Leave out points on a straight line between their neighbours. @default true for ROC, false for precision–recall */
  readonly dropIntermediate?: boolean
}

export interface CalibrationOptions {
  /** @default 10 */
  readonly bins?: number
  /** Bins of equal width, or of equal numbers of rows. @default 'uniform' */
  readonly strategy?: 'uniform' | 'quantile'
}

interface Cumulated {
  readonly thresholds: number[]
  /** Weight of positives at or above each threshold, falling thresholds. */
  readonly positives: number[]
  readonly negatives: number[]
}

function cumulate(positive: ArrayLike<number>, score: Float64Array, weights: Float64Array | undefined): Cumulated {
  const cumulated: Cumulated = { thresholds: [], positives: [], negatives: [] }
  eachThreshold(rank(positive, score), weights, (threshold, positives, negatives) => {
    cumulated.thresholds.push(threshold)
    cumulated.positives.push(positives)
    cumulated.negatives.push(negatives)
  })
  return cumulated
}

function keep({ thresholds, positives, negatives }: Cumulated, wanted: (index: number) => boolean): Cumulated {
  return {
    thresholds: thresholds.filter((_, i) => wanted(i)),
    positives: positives.filter((_, i) => wanted(i)),
    negatives: negatives.filter((_, i) => wanted(i)),
  }
}

function bends(values: readonly number[], i: number): boolean {
  return values[i + 1]! - values[i]! !== values[i]! - values[i - 1]!
}

function shareOfTotal(cumulated: readonly number[]): Float64Array {
  const total = cumulated.at(-1) ?? 0
  return Float64Array.from([0, ...cumulated], (value) => (total > 0 ? value / total : Number.NaN))
}

/** `positive[i]` is 1 for a positive row, else 0; `score` rises with belief in the positive class. Rates without rows are NaN. */
export function rocCurve(positive: ArrayLike<number>, score: Float64Array, options: CurveOptions = {}): RocCurve {
  const { sampleWeight, dropIntermediate = true } = options
  const all = cumulate(positive, score, sampleWeight)
  const last = all.thresholds.length - 1
  const points =
    dropIntermediate && last > 1
      ? keep(all, (i) => i === 0 || i === last || bends(all.positives, i) || bends(all.negatives, i))
      : all
  return {
    falsePositiveRate: shareOfTotal(points.negatives),
    truePositiveRate: shareOfTotal(points.positives),
    thresholds: Float64Array.from([Number.POSITIVE_INFINITY, ...points.thresholds]),
  }
}

/** Without a positive row recall is 1 everywhere. */
export function precisionRecallCurve(
  positive: ArrayLike<number>,
  score: Float64Array,
  options: CurveOptions = {},
): PrecisionRecallCurve {
  const { sampleWeight, dropIntermediate = false } = options
  const all = cumulate(positive, score, sampleWeight)
  const last = all.thresholds.length - 1
  const hits = all.positives
  const points =
    dropIntermediate && last > 1
      ? keep(all, (i) => i === 0 || i === last || hits[i] !== hits[i - 1] || hits[i] !== hits[i + 1])
      : all
  const total = points.positives.at(-1) ?? 0
  const precision = points.positives.map((value, i) => value / (value + points.negatives[i]!)).reverse()
  const recall = points.positives.map((value) => (total === 0 ? 1 : value / total)).reverse()
  return {
    precision: Float64Array.from([...precision, 1]),
    recall: Float64Array.from([...recall, 0]),
    thresholds: Float64Array.from(points.thresholds.reverse()),
  }
}

/** numpy.percentile by linear interpolation, with numpy's own rounding (from the nearer end). */
function quantile(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1)
  const below = Math.floor(position)
  const low = sorted[below]!
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!
  const part = position - below
  return part >= 0.5 ? high - (high - low) * (1 - part) : low + (high - low) * part
}

/** Mean predicted probability against the share of positives, bin by bin. A row on an edge belongs to the lower bin. */
export function calibrationCurve(
  positive: ArrayLike<number>,
  probability: Float64Array,
  options: CalibrationOptions = {},
): CalibrationCurve {
  const { bins = 10, strategy = 'uniform' } = options
  const sorted = strategy === 'quantile' ? probability.slice().sort() : undefined
  const inner = Float64Array.from({ length: bins - 1 }, (_, i) => {
    // numpy.linspace multiplies by the step.
    const share = (i + 1) * (1 / bins)
    return sorted === undefined || sorted.length === 0 ? share : quantile(sorted, share)
  })
  const predicted = new Float64Array(bins)
  const actual = new Float64Array(bins)
  const counts = new Float64Array(bins)
  for (let i = 0; i < probability.length; i++) {
    const p = probability[i]!
    let bin = 0
    while (bin < inner.length && inner[bin]! < p) bin++
    predicted[bin]! += p
    actual[bin]! += positive[i] === 1 ? 1 : 0
    counts[bin]! += 1
  }
  const filled = (values: Float64Array): Float64Array => values.filter((_, bin) => counts[bin]! > 0)
  return {
    meanPredicted: filled(predicted.map((sum, bin) => sum / counts[bin]!)),
    fractionPositive: filled(actual.map((sum, bin) => sum / counts[bin]!)),
    counts: filled(counts),
  }
}

/** At most `limit` of the indices 0 … length − 1, evenly spread, first and last included: points of a curve worth storing. */
export function spreadIndices(length: number, limit = 200): readonly number[] {
  if (length <= limit) return Array.from({ length }, (_, i) => i)
  return Array.from({ length: limit }, (_, i) => Math.round((i * (length - 1)) / (limit - 1)))
}
