import { type Kysely, sql } from 'kysely'
import { AppError } from '../../core/index.ts'
import type { Migration, SqlFlavour } from './migrations/index.ts'

export interface MigrateOptions {
  readonly migrations: readonly Migration[]
  readonly flavour: SqlFlavour
  readonly now: number
}

/** The schema version that the store has; 0 = empty. */
async function currentVersion<T>(db: Kysely<T>): Promise<number> {
  const { rows } = await sql<{ version: number | null }>`select max(version) as version from schema_versions`.execute(
    db,
  )
  return Number(rows[0]?.version ?? 0)
}

/** Whether there is a store, of whatever version. @throws STORE_INVALID if the place is something else's */
async function hasVersionTable<T>(db: Kysely<T>, { tables }: SqlFlavour): Promise<boolean> {
  const { rows } = await sql.raw<{ name: string }>(tables).execute(db)
  if (rows.some(({ name }) => name === 'schema_versions')) return true
  if (rows.length === 0) return false
  throw new AppError('STORE_INVALID', `the database holds tables of something else (${rows[0]!.name})`, {
    fix: 'Point MODELWRIGHT_STORE at an empty or a modelwright database',
  })
}

async function ensureVersionTable<T>(db: Kysely<T>, flavour: SqlFlavour): Promise<void> {
  if (await hasVersionTable(db, flavour)) return
  await db.transaction().execute(async (tx) => {
    await sql`create table if not exists schema_versions
      (version bigint primary key, name text not null, applied_at bigint not null)`.execute(tx)
  })
}

/** @throws STORE_INVALID if a newer modelwright wrote the store */
async function knownVersion<T>(db: Kysely<T>, migrations: readonly Migration[]): Promise<number> {
  const newest = migrations.at(-1)?.version ?? 0
  const found = await currentVersion(db)
  if (found <= newest) return found
  throw new AppError('STORE_INVALID', `the store has schema ${found}, this modelwright knows only ${newest}`, {
    fix: 'Use the modelwright that wrote it or a newer one, or point MODELWRIGHT_STORE at another store',
  })
}

/** Changes nothing. @throws STORE_INVALID unless the store is there and up to date */
export async function requireMigrated<T>(
  db: Kysely<T>,
  { migrations, flavour }: Omit<MigrateOptions, 'now'>,
): Promise<void> {
  const found = (await hasVersionTable(db, flavour)) ? await knownVersion(db, migrations) : 0
  const newest = migrations.at(-1)?.version ?? 0
  if (found === newest) return
  const problem = found === 0 ? 'the database holds no store yet' : `the store has the older schema ${found}`
  throw new AppError('STORE_INVALID', `${problem}, and this command changes nothing`, {
    fix: `${found === 0 ? 'Make it' : `Bring it forward to schema ${newest}`} with a command that writes: modelwright server, or modelwright train`,
  })
}

/**
 * Brings the schema forward, each version in a transaction of its own; a store that is up to date is only read.
 * Several processes may do it at once: the version is read again under the write lock.
 * @throws STORE_INVALID if a newer modelwright or something else wrote the database
 */
export async function migrate<T>(db: Kysely<T>, { migrations, flavour, now }: MigrateOptions): Promise<void> {
  await ensureVersionTable(db, flavour)
  const found = await knownVersion(db, migrations)
  for (const migration of migrations.filter(({ version }) => version > found)) {
    await db.transaction().execute(async (tx) => {
      if ((await currentVersion(tx)) >= migration.version) return
      for (const statement of [...migration.statements(flavour, now), ...flavour.settle])
        await sql.raw(statement).execute(tx)
      await sql`insert into schema_versions (version, name, applied_at)
        values (${migration.version}, ${migration.name}, ${now})`.execute(tx)
    })
  }
}
