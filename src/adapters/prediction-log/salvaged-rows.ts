// Rows of segments that DuckDB cannot read as they are, in a table of its own.
import type { DuckDBAppender, DuckDBConnection } from '@duckdb/node-api'
import type { SegmentSchema } from '../../predictions/index.ts'
import type { LineValues } from './segment-lines.ts'
import { columnNames, typedColumns } from './segment-sql.ts'

export interface SalvagedRows {
  add(values: LineValues): void
  /** A SELECT of all rows, complete once this is called. */
  sql(): string
}

function append(appender: DuckDBAppender, value: string | number | null): void {
  if (value === null) appender.appendNull()
  else if (typeof value === 'number') appender.appendDouble(value)
  else appender.appendVarchar(value)
}

export async function createSalvagedRows(connection: DuckDBConnection, schema: SegmentSchema): Promise<SalvagedRows> {
  const table = `salvaged_${schema.folder}`
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${table} (${typedColumns(schema, ' ').join(', ')})`)
  const appender = await connection.createAppender(table)
  return {
    add(values) {
      for (const value of values) append(appender, value)
      appender.endRow()
    },
    sql() {
      appender.flushSync()
      return `SELECT ${columnNames(schema).join(', ')} FROM ${table}`
    },
  }
}
