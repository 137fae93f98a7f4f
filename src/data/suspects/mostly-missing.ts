import type { Column } from '../table.ts'
import { evenly } from './evenly.ts'
import type { MostlyMissing, Suspicion } from './suspect.ts'

const MUCH = 0.5
/** A column that misses less in so many rows does not miss half of all. */
const GLANCE = { rows: 1000, share: 0.4 }

export function findMostlyMissing({ inputs, target }: Suspicion): MostlyMissing[] {
  const rows = target.values.length
  const glance = evenly(rows, GLANCE.rows)
  return inputs.flatMap((column) => {
    if (glance.filter((row) => isMissing(column, row)).length < GLANCE.share * glance.length) return []
    const share = missingCount(column) / rows
    return share > MUCH ? [{ kind: 'mostly_missing' as const, column: column.name, share }] : []
  })
}

function isMissing(column: Column, row: number): boolean {
  return column.kind === 'number' ? Number.isNaN(column.values[row]) : column.codes[row]! < 0
}

function missingCount(column: Column): number {
  let missing = 0
  if (column.kind === 'number') for (const value of column.values) missing += value === value ? 0 : 1
  else for (const code of column.codes) missing += code < 0 ? 1 : 0
  return missing
}
