// The rows a model shows of itself, in its folder, in /docs and in an image: plausible ones, and nobody's.
import { column, type InputColumn, type Table } from '../../data/index.ts'
import type { InputExample } from '../../onnx/index.ts'

/** More says nothing more of a quantile that is rounded anyway. */
const SAMPLED_ROWS = 1000
const DIGITS = 3

type Cell = string | number | boolean | null

/**
 * Made-up rows: each column on its own gives quantiles (fractions rounded to three digits) or its most frequent categories, and the columns are
 * turned against each other, so that no row of the table is shown. A column without a value is null.
 */
export function syntheticExample(table: Table, inputs: readonly InputColumn[], rows = 5): InputExample {
  const columns = inputs.map(({ name, type }, position) => {
    const source = column(table, name)
    const values = source.kind === 'text' ? frequentCategories(source) : quantiles(source.values, type, rows)
    return Array.from({ length: rows }, (_, row) => values[(row * (1 + (position % 3)) + position) % values.length]!)
  })
  return {
    columns: inputs.map(({ name }) => name),
    data: Array.from({ length: rows }, (_, row) => columns.map((values): Cell => values[row] ?? null)),
  }
}

/** At most five, most frequent first, ties in the table's order; rare ones may point to somebody. */
function frequentCategories({ codes, categories }: { codes: Int32Array; categories: readonly string[] }): Cell[] {
  const counts = new Float64Array(categories.length)
  for (const code of codes) if (code >= 0) counts[code]!++
  const byCount = categories.map((_, code) => code).sort((a, b) => counts[b]! - counts[a]! || a - b)
  const common = byCount.filter((code) => counts[code]! * 100 >= codes.length)
  const shown = (common.length > 0 ? common : byCount).slice(0, 5).map((code) => categories[code]!)
  return shown.length > 0 ? shown : [null]
}

function quantiles(values: Float64Array, type: InputColumn['type'], count: number): Cell[] {
  const step = Math.ceil(values.length / SAMPLED_ROWS)
  const sorted = values.filter((value, row) => row % step === 0 && Number.isFinite(value)).sort()
  if (sorted.length === 0) return [null]
  return Array.from({ length: count }, (_, i) => {
    const value = sorted[Math.floor(((i + 0.5) / count) * sorted.length)]!
    if (type === 'boolean') return value !== 0
    // Whole numbers may be codes that a model knows as categories: they stay what they are.
    return Number.isInteger(value) ? value : Number(value.toPrecision(DIGITS))
  })
}
