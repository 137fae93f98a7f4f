// SQL over segments. Paths are ours (the root and names we listed), written as literals because DuckDB takes no parameter there.
import type { Segment } from './segment-files.ts'
import type { SegmentKind } from './segment-format.ts'

export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** A path that DuckDB reads as it is, whatever glob characters the root's name has. */
const fixed = (path: string): string => literal(path.replace(/[[*?]/g, '[$&]'))

/** A SELECT of all whole rows of the segments, open ones included: a torn or broken line is left out. */
export function segmentsQuery(kind: SegmentKind, segments: readonly Segment[]): string {
  const names = Object.keys(kind.columns).join(', ')
  const list = (format: Segment['format']): string =>
    segments
      .filter((segment) => segment.format === format)
      .map(({ path }) => fixed(path))
      .join(', ')
  const columns = Object.entries(kind.columns)
    .map(([name, type]) => `${name}: '${type}'`)
    .join(', ')
  const jsonl = list('jsonl')
  const parquet = list('parquet')
  const selects: string[] = []
  if (jsonl !== '') {
    selects.push(
      `SELECT ${names} FROM read_json([${jsonl}], format = 'newline_delimited', columns = {${columns}}, ignore_errors = true) WHERE prediction_id IS NOT NULL AND timestamp IS NOT NULL`,
    )
  }
  if (parquet !== '') selects.push(`SELECT ${names} FROM read_parquet([${parquet}], hive_partitioning = false)`)
  if (selects.length === 0) {
    const nulls = Object.entries(kind.columns).map(([name, type]) => `NULL::${type} AS ${name}`)
    selects.push(`SELECT ${nulls.join(', ')} WHERE false`)
  }
  return selects.join(' UNION ALL ')
}
