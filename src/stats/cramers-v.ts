import { chiSquaredTest } from './chi-squared.ts'
import { type CountTable, expectedCounts } from './contingency.ts'

/** Association in a table of counts, 0 = none, 1 = total: √(χ² / (n · (min(rows, columns) − 1))) (Cramér 1946). */
export function cramersV(table: CountTable): number {
  const { total, rank } = expectedCounts(table)
  return rank < 2 ? 0 : Math.min(1, Math.sqrt(chiSquaredTest(table).statistic / (total * (rank - 1))))
}
