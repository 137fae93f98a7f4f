// What every test on a table of counts starts from.

/** Counts by row, all rows of one length; the counts are finite and not negative. */
export type CountTable = readonly ArrayLike<number>[]

export interface ExpectedCounts {
  /** Cells of the rows and columns that have counts, row-major. */
  readonly observed: Float64Array
  /** Parallel to `observed`: row total × column total / grand total. */
  readonly expected: Float64Array
  readonly df: number
  readonly total: number
  /** min(rows, columns) that have counts. */
  readonly rank: number
}

export function expectedCounts(table: CountTable): ExpectedCounts {
  const width = table[0]?.length ?? 0
  const columnTotals = new Float64Array(width)
  const rowTotals = table.map((row) => {
    let sum = 0
    for (let j = 0; j < width; j++) {
      sum += row[j]!
      columnTotals[j]! += row[j]!
    }
    return sum
  })
  const rows = table
    .keys()
    .filter((i) => rowTotals[i]! > 0)
    .toArray()
  const columns = columnTotals
    .keys()
    .filter((j) => columnTotals[j]! > 0)
    .toArray()
  const total = rowTotals.reduce((sum, value) => sum + value, 0)
  const observed = new Float64Array(rows.length * columns.length)
  const expected = new Float64Array(observed.length)
  let cell = 0
  for (const i of rows) {
    for (const j of columns) {
      observed[cell] = table[i]![j]!
      expected[cell] = (rowTotals[i]! * columnTotals[j]!) / total
      cell++
    }
  }
  const df = Math.max(0, rows.length - 1) * Math.max(0, columns.length - 1)
  return { observed, expected, df, total, rank: Math.min(rows.length, columns.length) }
}
