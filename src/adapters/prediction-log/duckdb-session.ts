import type { DuckDBConnection } from '@duckdb/node-api'

/** Lends a connection to a DuckDB in memory. DuckDB is loaded here alone, as most commands do without. */
export async function withDuckdb<T>(
  work: (connection: DuckDBConnection) => Promise<T>,
  settings: Record<string, string> = {},
): Promise<T> {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const instance = await DuckDBInstance.create(':memory:', settings)
  try {
    const connection = await instance.connect()
    try {
      return await work(connection)
    } finally {
      connection.closeSync()
    }
  } finally {
    instance.closeSync()
  }
}
