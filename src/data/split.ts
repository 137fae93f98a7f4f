// Seeded splits into training and validation rows by what a row says, not by where it stands: a row keeps its side from one
// training to the next on a table that grew, and rows that a model cannot tell apart are on one side.
import { AppError } from '../core/index.ts'
import { dealRows } from './deal-rows.ts'
import type { RowIdentity } from './row-identity.ts'
import type { Target } from './target.ts'

/** Row numbers, ascending and disjoint; together they are all rows of the target. */
export interface Split {
  readonly train: Int32Array
  readonly val: Int32Array
}

export interface HeldOutSplit extends Split {
  /** Rows of groups too large for one side: equal rows of these are on both. */
  readonly divided: number
}

export interface SplitOptions {
  /** Share of the rows (below 1) or their number. */
  readonly valSize: number
  readonly seed: number
}

export interface FoldOptions {
  readonly k: number
  readonly seed: number
}

/** One split, by class. A class of two or more rows is on both sides, in proportion. @throws PARAMETER_INVALID */
export function trainValSplit(target: Target, identity: RowIdentity, { valSize, seed }: SplitOptions): HeldOutSplit {
  const n = target.values.length
  const wanted = valSize < 1 ? Math.ceil(n * valSize - 1e-9) : valSize
  if (!(valSize > 0) || !Number.isInteger(wanted) || wanted >= n) {
    throw new AppError('PARAMETER_INVALID', `val_size ${valSize} leaves no split of ${n} rows`, {
      where: 'training.val_size',
      fix: 'Use a share between 0 and 1 such as 0.2, or a number of rows below the total',
    })
  }
  const { strata, divided } = dealRows(target, identity, { share: wanted / n, seed })
  const quotas = apportion(
    strata.map(({ rows }) => rows.length),
    wanted,
  )
  const inVal = new Uint8Array(n)
  strata.forEach(({ rows, ends }, s) => {
    for (const [from, to] of fill(ends, quotas[s]!)) for (let i = from; i < to; i++) inVal[rows[i]!] = 1
  })
  const moved = target.task === 'regression' ? 0 : putClassesOnBothSides(target.values, inVal, wanted / n)
  return { ...splitBy(n, (row) => inVal[row] === 1), divided: divided + moved }
}

/** `k` splits whose validation parts are a partition of the rows, each with its share of every class. @throws PARAMETER_INVALID */
export function kFold(target: Target, identity: RowIdentity, { k, seed }: FoldOptions): Split[] {
  const n = target.values.length
  if (!Number.isInteger(k) || k < 2 || k > n) {
    throw new AppError('PARAMETER_INVALID', `${k} folds of ${n} rows are not possible`, {
      where: 'training.cv',
      fix: `Use a whole number from 2 to ${n}`,
    })
  }
  const fold = new Int32Array(n)
  dealRows(target, identity, { share: 1 / k, seed }).strata.forEach(({ rows, ends }, s) => {
    let from = 0
    for (const to of ends) {
      // The fold in which the middle of the group lies; each class begins at another fold, so that remainders even out.
      const at = Math.floor(((from + to) / 2 / rows.length) * k)
      for (; from < to; from++) fold[rows[from]!] = (at + s) % k
    }
  })
  return Array.from({ length: k }, (_, f) => splitBy(n, (row) => fold[row] === f))
}

/** Whole groups in their order until `quota` rows are filled, as near as they allow. */
function fill(ends: Int32Array, quota: number): (readonly [number, number])[] {
  const taken: (readonly [number, number])[] = []
  let smallest: readonly [number, number] | undefined
  let filled = 0
  let from = 0
  for (const to of ends) {
    const size = to - from
    if (filled + size <= quota) {
      taken.push([from, to])
      filled += size
    } else if (smallest === undefined || size < smallest[1] - smallest[0]) smallest = [from, to]
    from = to
    if (filled === quota) return taken
  }
  const over = smallest === undefined ? Infinity : filled + smallest[1] - smallest[0] - quota
  return over < quota - filled ? [...taken, smallest!] : taken
}

/** Shares of `wanted` in proportion to `sizes` by largest remainder; a size of two or more gets at least one and keeps at least one. */
function apportion(sizes: readonly number[], wanted: number): number[] {
  const total = sizes.reduce((sum, size) => sum + size, 0)
  const exact = sizes.map((size) => (size * wanted) / total)
  const shares = exact.map(Math.floor)
  let left = wanted - shares.reduce((sum, share) => sum + share, 0)
  const byRemainder = sizes.map((_, g) => g).sort((a, b) => (exact[b]! % 1) - (exact[a]! % 1) || a - b)
  for (const g of byRemainder) {
    if (left-- <= 0) break
    shares[g]!++
  }
  return shares.map((share, g) => {
    const size = sizes[g]!
    return size < 2 ? 0 : Math.min(Math.max(share, 1), size - 1)
  })
}

/** A class of which every row fell on one side, because its rows are equal, is divided after all. Returns the rows of such classes. */
function putClassesOnBothSides(labels: Int32Array, inVal: Uint8Array, share: number): number {
  const rowsOf: number[][] = []
  labels.forEach((label, row) => (rowsOf[label] ??= []).push(row))
  let divided = 0
  for (const rows of rowsOf) {
    const held = rows?.reduce((sum, row) => sum + inVal[row]!, 0)
    if (rows === undefined || rows.length < 2 || (held > 0 && held < rows.length)) continue
    const quota = Math.min(Math.max(Math.round(rows.length * share), 1), rows.length - 1)
    rows.forEach((row, i) => (inVal[row] = i < quota ? 1 : 0))
    divided += rows.length
  }
  return divided
}

function splitBy(n: number, isVal: (row: number) => boolean): Split {
  const train: number[] = []
  const val: number[] = []
  for (let row = 0; row < n; row++) (isVal(row) ? val : train).push(row)
  return { train: Int32Array.from(train), val: Int32Array.from(val) }
}
