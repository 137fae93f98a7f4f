// What one column tells of the target by itself: rates of one half of the rows, tried on the other.
import { argsort } from '../../stats/index.ts'
import { presentNumbers, valuesOfRows } from '../numbers.ts'
import type { Column } from '../table.ts'
import type { ClassTarget, NumericTarget } from '../target.ts'
import { evenly } from './evenly.ts'
import { type Leak, SAMPLE, type Suspicion } from './suspect.ts'

/** Nearly perfect. */
const SUSPICIOUS = 0.99
const MIN_OF_A_CLASS = 10
const MIN_ROWS = 50
const BINS = 64

export function findLeaks({ inputs, target }: Suspicion): Leak[] {
  const rows = target.task === 'regression' ? evenly(target.values.length, SAMPLE) : rowsByClass(target)
  if (rows === undefined || rows.length < MIN_ROWS) return []
  const measure = target.task === 'regression' ? 'r2' : target.classes.length === 2 ? 'roc_auc' : 'recall_macro'
  return inputs.flatMap((column) => {
    const score =
      target.task === 'regression' ? scoreOfNumber(column, target, rows) : scoreOfClass(column, target, rows)
    return score >= SUSPICIOUS ? [{ kind: 'leak' as const, column: column.name, measure, score }] : []
  })
}

/** As many rows of each class, where there are: none of the measures depends on how frequent a class is. Undefined where a class has hardly any. */
function rowsByClass({ classes, values }: ClassTarget): Int32Array | undefined {
  const lists: number[][] = classes.map(() => [])
  for (let row = 0; row < values.length; row++) lists[values[row]!]!.push(row)
  if (lists.some((list) => list.length < MIN_OF_A_CLASS)) return undefined
  const most = Math.max(MIN_OF_A_CLASS, Math.floor(SAMPLE / classes.length))
  return Int32Array.from(lists.flatMap((list) => Array.from(evenly(list.length, most), (i) => list[i]!)))
}

/** A bin for each category, value or range of values, and one for missing. */
function binsOf(column: Column, rows: Int32Array): Int32Array {
  const bins = new Int32Array(rows.length)
  if (column.kind === 'text') {
    for (let i = 0; i < bins.length; i++) bins[i] = column.codes[rows[i]!]! + 1
    return bins
  }
  const values = valuesOfRows(column.values, rows)
  const cuts = distinctQuantiles(presentNumbers(values).sort())
  for (let i = 0; i < bins.length; i++) bins[i] = Number.isNaN(values[i]!) ? 0 : 1 + lastAtMost(cuts, values[i]!)
  return bins
}

function distinctQuantiles(sorted: Float64Array): Float64Array {
  const cuts = new Float64Array(BINS)
  let n = 0
  for (let b = 0; b < BINS; b++) {
    const cut = sorted[Math.floor((b * sorted.length) / BINS)]!
    if (n === 0 || cut !== cuts[n - 1]) cuts[n++] = cut
  }
  return cuts.subarray(0, n)
}

function lastAtMost(sorted: Float64Array, value: number): number {
  let from = 0
  let to = sorted.length
  while (to - from > 1) {
    const middle = (from + to) >>> 1
    if (sorted[middle]! <= value) from = middle
    else to = middle
  }
  return from
}

function scoreOfClass(column: Column, target: ClassTarget, rows: Int32Array): number {
  const bins = binsOf(column, rows)
  const labels = valuesOfRows(target.values, rows)
  const k = target.classes.length
  const width = (column.kind === 'text' ? column.categories.length : BINS) + 1
  const counts = [new Float64Array(width * k), new Float64Array(width * k)]
  for (let i = 0; i < bins.length; i++) counts[i % 2]![bins[i]! * k + labels[i]!]!++
  if (k > 2) {
    return meanRecall(labels, k, (i) => counts[1 - (i % 2)]!.subarray(bins[i]! * k, (bins[i]! + 1) * k))
  }
  const score = new Float64Array(bins.length)
  for (let i = 0; i < bins.length; i++) {
    const of = counts[1 - (i % 2)]!
    const yes = of[bins[i]! * 2 + 1]!
    score[i] = (yes + 0.5) / (of[bins[i]! * 2]! + yes + 1)
  }
  const byRank = column.kind === 'number' ? auc(labels, ranked(column.values, rows)) : 0.5
  return Math.max(auc(labels, score), byRank, 1 - byRank)
}

function meanRecall(labels: Float64Array, k: number, rates: (i: number) => Float64Array): number {
  const hits = new Float64Array(k)
  const total = new Float64Array(k)
  for (let i = 0; i < labels.length; i++) {
    const own = rates(i)
    let best = 0
    for (let c = 1; c < k; c++) if (own[c]! > own[best]!) best = c
    total[labels[i]!]!++
    // A bin that the other half has not is no answer.
    if (best === labels[i] && own[best]! > 0) hits[best]!++
  }
  return hits.reduce((sum, hit, c) => sum + hit / total[c]!, 0) / k
}

/** The values, missing below all others. */
function ranked(values: Float64Array, rows: Int32Array): Float64Array {
  const ranks = valuesOfRows(values, rows)
  for (let i = 0; i < ranks.length; i++) if (Number.isNaN(ranks[i]!)) ranks[i] = -Infinity
  return ranks
}

/** Mann and Whitney: of all pairs, those in which the row of the second class is above, ties counting half. */
function auc(labels: Float64Array, score: Float64Array): number {
  const order = argsort(score)
  let below = 0
  let pairs = 0
  let positives = 0
  for (let start = 0; start < order.length; ) {
    let end = start
    let tied = 0
    for (; end < order.length && score[order[end]!] === score[order[start]!]; end++) tied += labels[order[end]!]!
    const negatives = end - start - tied
    pairs += tied * (below + negatives / 2)
    below += negatives
    positives += tied
    start = end
  }
  return pairs / (positives * below)
}

/** r² of a straight line, or of the mean by category as the other half has it. */
function scoreOfNumber(column: Column, { values: y }: NumericTarget, rows: Int32Array): number {
  if (column.kind === 'number') {
    const known = rows.filter((row) => !Number.isNaN(column.values[row]!))
    return known.length < rows.length / 2 || known.length < MIN_ROWS ? 0 : squaredCorrelation(column.values, y, known)
  }
  const bins = binsOf(column, rows)
  const width = column.categories.length + 1
  const sums = [new Float64Array(width), new Float64Array(width)]
  const counts = [new Float64Array(width), new Float64Array(width)]
  let mean = 0
  rows.forEach((row, i) => {
    sums[i % 2]![bins[i]!]! += y[row]!
    counts[i % 2]![bins[i]!]! += 1
    mean += y[row]! / rows.length
  })
  let residual = 0
  let total = 0
  rows.forEach((row, i) => {
    const count = counts[1 - (i % 2)]![bins[i]!]!
    const guess = count === 0 ? mean : sums[1 - (i % 2)]![bins[i]!]! / count
    residual += (y[row]! - guess) ** 2
    total += (y[row]! - mean) ** 2
  })
  return total === 0 ? 0 : 1 - residual / total
}

function squaredCorrelation(x: Float64Array, y: Float64Array, rows: Int32Array): number {
  const n = rows.length
  let meanX = 0
  let meanY = 0
  for (const row of rows) {
    meanX += x[row]! / n
    meanY += y[row]! / n
  }
  let xx = 0
  let yy = 0
  let xy = 0
  for (const row of rows) {
    const a = x[row]! - meanX
    const b = y[row]! - meanY
    xx += a * a
    yy += b * b
    xy += a * b
  }
  return xx === 0 || yy === 0 ? 0 : (xy * xy) / (xx * yy)
}
