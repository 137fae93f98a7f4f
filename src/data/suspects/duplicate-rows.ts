import { hashOf, rowSums } from '../row-hash.ts'
import { groupsOfHashes } from '../row-identity.ts'
import type { Column } from '../table.ts'
import { findRowIds, isRowId } from './row-id.ts'
import { type DuplicateRows, SAMPLE, type Suspicion } from './suspect.ts'

const MUCH = 0.01
/** Columns depend on each other, so that equal rows are some times more frequent than the product of their chances. */
const MORE_THAN_CHANCE = 50

/** Not in a table of few distinct rows: there equal rows are the pattern of the data. */
export function findDuplicateRows(suspicion: Suspicion): DuplicateRows[] {
  const ids = findRowIds(suspicion)
  const rows = suspicion.target.values.length
  const inputs = suspicion.inputs.filter((column) => !isRowId(column, ids))
  if (inputs.length === 0 || rows < 2) return []
  const sizes = ids.length === 0 ? sizesOf(suspicion.identity) : sizesWithout(inputs, rows)
  const copies = rows - sizes.groups
  if (copies < MUCH * rows) return []
  const chance = inputs.reduce((product, column) => product * meetingChance(column, sizes.first), 1)
  const expected = (chance * rows * (rows - 1)) / 2
  if (sizes.pairs < MORE_THAN_CHANCE * expected) return []
  return [{ kind: 'duplicate_rows', rows: copies, share: copies / rows, apartFrom: ids.map(({ column }) => column) }]
}

interface Sizes {
  readonly groups: number
  /** Pairs of equal rows. */
  readonly pairs: number
  /** A row of each group. */
  readonly first: Int32Array
}

function sizesOf({ group, groups }: Suspicion['identity']): Sizes {
  const size = new Int32Array(groups)
  const first = new Int32Array(groups)
  for (let row = group.length - 1; row >= 0; row--) {
    size[group[row]!]!++
    first[group[row]!] = row
  }
  return { groups, first, pairs: size.reduce((sum, n) => sum + (n * (n - 1)) / 2, 0) }
}

/** Of the columns that do not number the rows. */
function sizesWithout(inputs: readonly Column[], rows: number): Sizes {
  return sizesOf(groupsOfHashes(hashOf(rowSums(inputs, rows))))
}

/** How often two different rows have the same in a column. */
function meetingChance(column: Column, distinct: Int32Array): number {
  const cells = column.kind === 'number' ? column.values : column.codes
  const n = Math.min(distinct.length, SAMPLE)
  const sorted = Float64Array.from({ length: n }, (_, i) => cells[distinct[Math.floor((i * distinct.length) / n)]!]!)
  sorted.sort()
  let pairs = 0
  for (let start = 0; start < n; ) {
    let end = start + 1
    while (end < n && Object.is(sorted[end], sorted[start])) end++
    pairs += ((end - start) * (end - start - 1)) / 2
    start = end
  }
  return (pairs + 0.5) / ((n * (n - 1)) / 2 + 1)
}
