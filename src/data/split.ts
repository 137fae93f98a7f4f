// Seeded splits into training and validation rows: by class where the target has classes.
import { AppError, type Rng } from '../core/index.ts'
import type { Target } from './target.ts'

/** Row numbers, ascending and disjoint; together they are all rows of the target. */
export interface Split {
  readonly train: Int32Array
  readonly val: Int32Array
}

export interface SplitOptions {
  /** Share of the rows (below 1) or their number. */
  readonly valSize: number
  readonly rng: Rng
}

/** One split. A class of two or more rows is on both sides, in proportion. @throws PARAMETER_INVALID */
export function trainValSplit(target: Target, { valSize, rng }: SplitOptions): Split {
  const n = target.values.length
  const wanted = valSize < 1 ? Math.ceil(n * valSize - 1e-9) : valSize
  if (!(valSize > 0) || !Number.isInteger(wanted) || wanted >= n) {
    throw new AppError('PARAMETER_INVALID', `val_size ${valSize} leaves no split of ${n} rows`, {
      where: 'training.val_size',
      fix: 'Use a share between 0 and 1 such as 0.2, or a number of rows below the total',
    })
  }
  const groups = shuffledGroups(target, rng)
  const shares = apportion(
    groups.map((group) => group.length),
    wanted,
  )
  const inVal = new Uint8Array(n)
  groups.forEach((group, g) => {
    for (let i = 0; i < shares[g]!; i++) inVal[group[i]!] = 1
  })
  return splitBy(n, (row) => inVal[row] === 1)
}

/** `k` splits whose validation parts are a partition of the rows, each with its share of every class. @throws PARAMETER_INVALID */
export function kFold(target: Target, k: number, rng: Rng): Split[] {
  const n = target.values.length
  if (!Number.isInteger(k) || k < 2 || k > n) {
    throw new AppError('PARAMETER_INVALID', `${k} folds of ${n} rows are not possible`, {
      where: 'training.cv',
      fix: `Use a whole number from 2 to ${n}`,
    })
  }
  const fold = new Int32Array(n)
  let dealt = 0
  for (const group of shuffledGroups(target, rng)) {
    for (const row of group) fold[row] = dealt++ % k
  }
  return Array.from({ length: k }, (_, f) => splitBy(n, (row) => fold[row] === f))
}

/** The rows of each class (all rows for regression), each group shuffled. */
function shuffledGroups(target: Target, rng: Rng): Int32Array[] {
  const n = target.values.length
  let groups = [Int32Array.from({ length: n }, (_, row) => row)]
  if (target.task !== 'regression') {
    const lists: number[][] = target.classes.map(() => [])
    target.values.forEach((label, row) => lists[label]!.push(row))
    groups = lists.map((list) => Int32Array.from(list))
  }
  for (const group of groups) rng.shuffle(group)
  return groups
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

function splitBy(n: number, isVal: (row: number) => boolean): Split {
  const train: number[] = []
  const val: number[] = []
  for (let row = 0; row < n; row++) (isVal(row) ? val : train).push(row)
  return { train: Int32Array.from(train), val: Int32Array.from(val) }
}
