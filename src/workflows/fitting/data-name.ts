import { basename } from 'node:path'
import type { LoadedTable } from '../../data/index.ts'

/** What people call the data in a verdict, a run and a card. */
export function dataName({ files, table }: LoadedTable): string {
  const [first, ...others] = files
  if (first !== undefined) return others.length === 0 ? basename(first) : `${basename(first)} and ${others.length} more`
  return table.source === undefined || table.source === 'data.query' ? 'query' : table.source
}
