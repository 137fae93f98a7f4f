// Connections of `pg`, which is installed by whoever wants PostgreSQL: its numbers are ours, its errors too.
import type { PostgresPool } from 'kysely'
import type { Pool, PoolClient } from 'pg'
import { AppError } from '../../../core/index.ts'
import { fromPostgresError } from './postgres-error.ts'

const BIGINT = 20
const NUMERIC = 1700

/** @throws RangeError rather than a number that is nearly right */
function toNumber(text: string): number {
  const number = Number(text)
  if (Number.isInteger(number) && !Number.isSafeInteger(number)) throw new RangeError(`${text} is too large a number`)
  return number
}

async function loadPg(): Promise<typeof import('pg')> {
  try {
    return await import('pg')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
    throw new AppError('PACKAGE_UNAVAILABLE', 'a store in PostgreSQL needs the package pg, which is not installed', {
      fix: 'Install it beside modelwright: npm i pg',
      cause: error,
    })
  }
}

/** Statements that a connection keeps prepared; searches have too many texts to keep them all. */
const PREPARED = 200

/** Names for texts of statements: the server parses one that has a name once a connection. */
function statementNames(): (text: string) => string | undefined {
  const names = new Map<string, string>()
  return (text) => {
    const known = names.get(text)
    if (known !== undefined || names.size >= PREPARED || !/^(insert|select|update|delete)/.test(text)) return known
    const name = `mw${names.size}`
    names.set(text, name)
    return name
  }
}

export interface PoolOptions {
  readonly url: string
  readonly connections: number
}

/** @throws PACKAGE_UNAVAILABLE */
export async function createPool({ url, connections }: PoolOptions): Promise<PostgresPool> {
  const pg = await loadPg()
  const pool: Pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    allowExitOnIdle: true,
    application_name: 'modelwright',
    statement_timeout: 60_000,
    lock_timeout: 10_000,
    idle_in_transaction_session_timeout: 60_000,
    types: {
      getTypeParser: ((oid: number, format?: 'text') =>
        oid === BIGINT || oid === NUMERIC ? toNumber : pg.types.getTypeParser(oid, format)) as never,
    },
  })
  // One that breaks while nobody uses it is replaced by the next; unheard, the event would end the process.
  pool.on('error', () => {})
  const nameOf = statementNames()
  const lent = new WeakMap<PoolClient, Lent>()
  return {
    options: {},
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect().catch((error: unknown) => {
        throw fromPostgresError(error)
      })
      const known = lent.get(client)
      if (known !== undefined) return known
      const fresh = lend(client, nameOf)
      await prepare(client)
      lent.set(client, fresh)
      return fresh
    },
  } as PostgresPool
}

/** A filter of 500 comparisons is answered in 50 ms, after 17 s of compiling it. An option of the URL would replace one of ours: it is asked for. */
async function prepare(client: PoolClient): Promise<void> {
  try {
    await client.query('set jit = off')
  } catch (error) {
    client.release(true)
    throw fromPostgresError(error)
  }
}

type Lent = Awaited<ReturnType<PostgresPool['connect']>>

function lend(client: PoolClient, nameOf: (text: string) => string | undefined): Lent {
  let broken = false
  // Said by the query that fails of it, or found by the next.
  client.on('error', () => {
    broken = true
  })
  return {
    processID: (client as unknown as { processID: number }).processID,
    async query(text: string, values: readonly unknown[]) {
      const name = nameOf(text)
      try {
        return await client.query({ text, values: [...values], ...(name !== undefined && { name }) })
      } catch (error) {
        throw fromPostgresError(error)
      }
    },
    release: (error?: Error | boolean) => client.release(error || broken),
  } as unknown as Lent
}
