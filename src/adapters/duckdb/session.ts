// One DuckDB in memory per job, shut in: no extension is fetched, no file is open to it but the named ones.
import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api'
import { throwIfStopped } from '../../core/index.ts'
import { escapeGlob, quoteList } from './sql-text.ts'

export interface SessionOptions {
  /** The only files it may touch. */
  readonly files: readonly string[]
  /** Absolute folders below which it may touch any file, links resolved: a query of the user names them itself. @default none */
  readonly folders?: readonly string[] | undefined
  /** Bytes before it spills to disk. @default DuckDB's own */
  readonly memoryLimit?: number
  /** Interrupts the query that runs, and refuses the next. @default nothing does */
  readonly signal?: AbortSignal | undefined
}

export interface Session {
  readonly connection: DuckDBConnection
  /** All chunks of a query's result, in order. */
  query(sql: string): Promise<DuckDBDataChunk[]>
  /** The one row of a query of numbers; null where NULL. */
  numbers(sql: string): Promise<(number | null)[]>
}

const LEAST_MEMORY = 256 * 2 ** 20

/** Runs `work` in a fresh session and closes it whatever happens. */
export async function withSession<T>(options: SessionOptions, work: (session: Session) => Promise<T>): Promise<T> {
  const { signal } = options
  const spill = join(tmpdir(), `modelwright-duckdb-${randomUUID()}`)
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    temp_directory: spill,
    ...(options.memoryLimit === undefined
      ? {}
      : { memory_limit: `${Math.round(Math.max(options.memoryLimit, LEAST_MEMORY) / 2 ** 20)}MiB` }),
  })
  try {
    const connection = await instance.connect()
    await connection.run(`SET allowed_paths = ${quoteList(options.files.flatMap((file) => [file, escapeGlob(file)]))}`)
    await connection.run(`SET allowed_directories = ${quoteList(options.folders ?? [])}`)
    await connection.run('SET enable_external_access = false')
    await connection.run('SET lock_configuration = true')
    const interrupt = (): void => connection.interrupt()
    signal?.addEventListener('abort', interrupt)
    try {
      return await work(sessionOf(connection, signal))
    } catch (error) {
      throwIfStopped(signal)
      throw error
    } finally {
      signal?.removeEventListener('abort', interrupt)
      connection.closeSync()
    }
  } finally {
    instance.closeSync()
    await rm(spill, { recursive: true, force: true })
  }
}

function sessionOf(connection: DuckDBConnection, signal: AbortSignal | undefined): Session {
  const query = async (sql: string): Promise<DuckDBDataChunk[]> => {
    throwIfStopped(signal)
    return (await connection.run(sql)).fetchAllChunks()
  }
  return {
    connection,
    query,
    async numbers(sql) {
      const [chunk] = await query(sql)
      return chunk!.getRowValues(0).map((value) => (value === null ? null : Number(value)))
    },
  }
}
