import type { Rng } from '../core/index.ts'
import type { Column } from '../data/index.ts'

/** The finite values of a number column, in row order. */
export function presentValues(values: Float64Array): Float64Array {
  const present = new Float64Array(values.length)
  let n = 0
  for (let i = 0; i < values.length; i++) if (Number.isFinite(values[i]!)) present[n++] = values[i]!
  return present.subarray(0, n)
}

/** At most `size` of the values, each equally likely, sorted (selection sampling, Knuth's algorithm S). */
export function sortedSample(values: Float64Array, size: number, rng: Rng): Float64Array {
  if (values.length <= size) return values.toSorted()
  const sample = new Float64Array(size)
  let taken = 0
  for (let i = 0; taken < size; i++) {
    if (rng.next() * (values.length - i) < size - taken) sample[taken++] = values[i]!
  }
  return sample.sort()
}

/** Rows per category; a number is its own text. Missing and infinite values are left out. */
export function countCategories(column: Column): Map<string, number> {
  const counts = new Map<string, number>()
  if (column.kind === 'number') {
    const byValue = new Map<number, number>()
    for (const value of column.values) {
      if (Number.isFinite(value)) byValue.set(value, (byValue.get(value) ?? 0) + 1)
    }
    for (const [value, count] of byValue) counts.set(String(value), (counts.get(String(value)) ?? 0) + count)
    return counts
  }
  const perCode = new Float64Array(column.categories.length)
  for (const code of column.codes) if (code >= 0) perCode[code]!++
  for (const [code, category] of column.categories.entries()) {
    if (category !== '' && perCode[code]! > 0) counts.set(category, perCode[code]!)
  }
  return counts
}

/** Whether a number column is one of categories: at most `limit` distinct finite values, each twice or more on average. */
export function isCategorical(values: Float64Array, limit: number): boolean {
  const seen = new Set<number>()
  let present = 0
  for (const value of values) {
    if (!Number.isFinite(value)) continue
    present++
    seen.add(value)
    if (seen.size > limit) return false
  }
  return seen.size * 2 <= present
}
