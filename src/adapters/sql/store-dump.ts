// The whole store as rows: read as of one moment, loaded all or nothing.
import { type SqlBool, sql } from 'kysely'
import { AppError, isAppError } from '../../core/index.ts'
import type { DumpedRows, StoreDump } from '../../workflows/ports/index.ts'
import { MIGRATIONS } from './migrations/index.ts'
import type { SqlEngine } from './sql-engine.ts'
import { TABLE_KEYS } from './table-keys.ts'
import type { Db, Tables } from './tables.ts'

type Row = DumpedRows['rows'][number]

const PAGE = 1000
/** Parameters of one statement, far below either engine's limit. */
const PARAMETERS = 900

const TABLES = Object.keys(TABLE_KEYS) as (keyof Tables)[]

/** The rows after one, in the order of the primary key. */
async function pageOf(tx: Db, table: keyof Tables, after: Row | undefined): Promise<readonly Row[]> {
  const keys: readonly string[] = TABLE_KEYS[table]
  let select = tx.selectFrom(table).selectAll()
  if (after !== undefined) {
    const position = sql.join(keys.map((key) => sql`${after[key]}`))
    select = select.where(sql<SqlBool>`(${sql.join(keys.map((key) => sql.ref(key)))}) > (${position})`)
  }
  for (const key of keys) select = select.orderBy(sql.ref(key))
  return (await select.limit(PAGE).execute()) as Row[]
}

async function sendRows(tx: Db, send: (rows: DumpedRows) => Promise<void>): Promise<void> {
  for (const table of TABLES) {
    for (let last: Row | undefined; ; ) {
      const rows = await pageOf(tx, table, last)
      if (rows.length > 0) await send({ table, rows })
      if (rows.length < PAGE) break
      last = rows.at(-1)
    }
  }
}

/** What a new store holds is counters and the Default experiment. */
async function requireUnused(tx: Db): Promise<void> {
  const used = { runs: 'runs', registered_models: 'models', experiments: 'experiments' } as const
  for (const [table, what] of Object.entries(used)) {
    const { count } = await tx
      .selectFrom(table as keyof typeof used)
      .select(sql<number>`count(*)`.as('count'))
      .executeTakeFirstOrThrow()
    if (Number(count) <= (table === 'experiments' ? 1 : 0)) continue
    throw new AppError('RESOURCE_ALREADY_EXISTS', `the store holds ${what} already`, {
      fix: 'Restore into an empty store: name another one with --store or MODELWRIGHT_STORE',
    })
  }
}

async function insertRows(tx: Db, { table, rows }: DumpedRows): Promise<void> {
  if (!Object.hasOwn(TABLE_KEYS, table)) throw unfit(`there is no table ${JSON.stringify(table)}`)
  const columns = Object.keys(rows[0] ?? {})
  const size = Math.max(1, Math.floor(PARAMETERS / Math.max(columns.length, 1)))
  for (let i = 0; i < rows.length; i += size) {
    const insert = tx.insertInto(table as keyof Tables).values(rows.slice(i, i + size) as never)
    await insert.execute().catch((error: unknown) => {
      throw isAppError(error) ? error : unfit((error as Error).message, error)
    })
  }
}

function unfit(problem: string, cause?: unknown): AppError {
  return new AppError('STORE_INVALID', `the rows do not fit the store: ${problem}`, {
    fix: 'Use a backup as it was written',
    cause,
  })
}

export function createStoreDump({ reading, writing }: SqlEngine): StoreDump {
  return {
    async schemaVersion() {
      return MIGRATIONS.at(-1)!.version
    },

    requireUnused: () => reading(requireUnused),

    async read() {
      const { readable, writable } = new TransformStream<DumpedRows, DumpedRows>()
      const writer = writable.getWriter()
      // What goes wrong is heard by whoever reads on.
      void reading((tx) => sendRows(tx, (rows) => writer.write(rows)))
        .then(
          () => writer.close(),
          (error: unknown) => writer.abort(error),
        )
        .catch(() => {})
      return readable
    },

    load: (rows) =>
      writing(async (tx) => {
        await requireUnused(tx)
        for (const table of TABLES.toReversed()) await tx.deleteFrom(table).execute()
        for await (const page of rows()) await insertRows(tx, page)
      }),
  }
}
