// A table as one Parquet file, through an appender that takes whole vectors.
import type { DuckDBType, DuckDBValue } from '@duckdb/node-api'
import type { Column, ColumnType, Table } from '../../data/index.ts'
import { withSession } from './session.ts'
import { quoteLiteral, quoteName } from './sql-text.ts'

/** DuckDB's own size of a vector. */
const ROWS_PER_CHUNK = 2048

export async function writeParquet(file: string, table: Table): Promise<void> {
  const { BIGINT, BOOLEAN, DOUBLE, DuckDBDataChunk, VARCHAR } = await import('@duckdb/node-api')
  const typeOf: Readonly<Record<ColumnType, DuckDBType>> = {
    long: BIGINT,
    double: DOUBLE,
    boolean: BOOLEAN,
    string: VARCHAR,
  }
  await withSession({ files: [file] }, async ({ connection }) => {
    const columns = table.columns.map(({ name, type }) => `${quoteName(name)} ${typeOf[type]}`)
    await connection.run(`CREATE TABLE written (${columns.join(', ')})`)
    const appender = await connection.createAppender('written')
    const types = table.columns.map(({ type }) => typeOf[type])
    for (let start = 0; start < table.rows; start += ROWS_PER_CHUNK) {
      const rows = Math.min(ROWS_PER_CHUNK, table.rows - start)
      const chunk = DuckDBDataChunk.create(types, rows)
      table.columns.forEach((column, i) => {
        chunk.setColumnValues(i, Array.from({ length: rows }, valuesOf(column, start)))
      })
      appender.appendDataChunk(chunk)
    }
    appender.closeSync()
    await connection.run(`COPY written TO ${quoteLiteral(file)} (FORMAT parquet, COMPRESSION zstd)`)
  })
}

function valuesOf(column: Column, start: number): (_: unknown, offset: number) => DuckDBValue {
  if (column.kind === 'text') return (_, offset) => column.categories[column.codes[start + offset]!] ?? null
  const { values, type } = column
  return (_, offset) => {
    const value = values[start + offset]!
    if (Number.isNaN(value)) return null
    return type === 'long' ? BigInt(value) : type === 'boolean' ? value !== 0 : value
  }
}
