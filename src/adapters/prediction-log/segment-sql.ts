// SQL over segments. Paths are ours (the root and names we listed), written as literals because DuckDB takes no parameter there.
import { type SegmentColumn, type SegmentSchema, schemaAt } from '../../predictions/index.ts'
import type { Segment } from './segment-files.ts'

const TYPES: Readonly<Record<SegmentColumn['type'], string>> = { text: 'VARCHAR', number: 'DOUBLE', json: 'JSON' }

export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`

export const columnNames = ({ columns }: SegmentSchema): readonly string[] => Object.keys(columns)

/** Each column's name and DuckDB's type, with `between` them. */
export function typedColumns({ columns }: SegmentSchema, between: string): readonly string[] {
  return Object.entries(columns).map(([name, { type }]) => `${name}${between}${TYPES[type]}`)
}

/** A path that DuckDB reads as it is, whatever glob characters the root's name has. */
const fixed = ({ path }: Segment): string => literal(path.replace(/[[*?]/g, '[$&]'))

/** Segments of one format and one version: what they lack of the schema is NULL. */
function selectOf(schema: SegmentSchema, written: SegmentSchema, segments: readonly Segment[]): string {
  const names = Object.entries(schema.columns).map(([name, { type }]) =>
    Object.hasOwn(written.columns, name) ? name : `NULL::${TYPES[type]} AS ${name}`,
  )
  const files = segments.map(fixed).join(', ')
  if (segments[0]!.format === 'parquet') {
    return `SELECT ${names.join(', ')} FROM read_parquet([${files}], hive_partitioning = false)`
  }
  const columns = typedColumns(written, ": '").map((column) => `${column}'`)
  return `SELECT ${names.join(', ')} FROM read_json([${files}], format = 'newline_delimited', columns = {${columns.join(', ')}}, ignore_errors = true) WHERE prediction_id IS NOT NULL AND timestamp IS NOT NULL`
}

/** A SELECT of all whole rows of the segments, open ones included, with the columns of the schema: a torn or broken line is left out. */
export function segmentsQuery(schema: SegmentSchema, segments: readonly Segment[]): string {
  const alike = Map.groupBy(segments, ({ format, version }) => `${format} ${version}`)
  const selects = [...alike.values()].map((some) => selectOf(schema, schemaAt(schema, some[0]!.version), some))
  if (selects.length > 0) return selects.join(' UNION ALL ')
  const nulls = Object.entries(schema.columns).map(([name, { type }]) => `NULL::${TYPES[type]} AS ${name}`)
  return `SELECT ${nulls.join(', ')} WHERE false`
}
