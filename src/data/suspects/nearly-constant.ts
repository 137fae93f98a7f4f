import { valuesOfRows } from '../numbers.ts'
import type { Column } from '../table.ts'
import { evenly } from './evenly.ts'
import type { NearlyConstant, Suspicion } from './suspect.ts'

/** Of the rows, as many may differ. */
const OTHERS = 0.001
/** In so many rows a column that varies more shows it. */
const GLANCE = { rows: 1000, others: 0.05 }

export function findNearlyConstant({ inputs, target }: Suspicion): NearlyConstant[] {
  const rows = target.values.length
  const glance = evenly(rows, GLANCE.rows)
  return inputs.flatMap((column) => {
    const cells = column.kind === 'number' ? column.values : column.codes
    const seen = valuesOfRows(cells, glance)
    const candidate = majority(seen)
    if (shareOf(seen, candidate) < 1 - GLANCE.others) return []
    const share = shareOf(cells, candidate)
    const isMissing = column.kind === 'number' ? Number.isNaN(candidate) : candidate < 0
    if (isMissing || share < 1 - OTHERS || rows < 2) return []
    return [{ kind: 'constant' as const, column: column.name, value: valueOf(column, candidate), share }]
  })
}

function shareOf(cells: Float64Array | Int32Array, value: number): number {
  let same = 0
  for (let i = 0; i < cells.length; i++) same += cells[i] === value ? 1 : 0
  return same / cells.length
}

/** The value of more than half of the cells, if there is one (Boyer & Moore 1981). */
function majority(cells: Float64Array): number {
  let candidate = Number.NaN
  let lead = 0
  for (const cell of cells) {
    if (lead === 0) candidate = cell
    lead += cell === candidate || (cell !== cell && candidate !== candidate) ? 1 : -1
  }
  return candidate
}

function valueOf(column: Column, cell: number): string | number {
  return column.kind === 'number' ? cell : column.categories[cell]!
}
