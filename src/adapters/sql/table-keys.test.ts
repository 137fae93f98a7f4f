import { DatabaseSync } from 'node:sqlite'
import { Kysely } from 'kysely'
import { expect, test } from 'vitest'
import { migrate } from './migrate.ts'
import { MIGRATIONS } from './migrations/index.ts'
import { createSqliteDialect } from './sqlite/sqlite-dialect.ts'
import { SQLITE_FLAVOUR } from './sqlite/sqlite-engine.ts'
import { TABLE_KEYS } from './table-keys.ts'

test('names every table by its primary key, after those it refers to', async () => {
  const database = new DatabaseSync(':memory:')
  const db = new Kysely<unknown>({ dialect: createSqliteDialect({ database, busyTimeoutMs: 0 }) })
  await migrate(db, { migrations: MIGRATIONS, flavour: SQLITE_FLAVOUR, now: 1 })
  const tables = database.prepare("select name from sqlite_schema where type = 'table'").all()
  const names = tables.map(({ name }) => String(name)).filter((name) => name !== 'schema_versions')
  expect(Object.keys(TABLE_KEYS).toSorted()).toEqual(names.toSorted())
  const seen = new Set<string>()
  for (const [table, keys] of Object.entries(TABLE_KEYS)) {
    const columns = database.prepare('select name, pk from pragma_table_info(?) where pk > 0 order by pk').all(table)
    expect([table, columns.map(({ name }) => name)]).toEqual([table, keys])
    const parents = database.prepare('select "table" as parent from pragma_foreign_key_list(?)').all(table)
    expect([...seen, table]).toEqual(expect.arrayContaining(parents.map(({ parent }) => parent)))
    seen.add(table)
  }
  await db.destroy()
})
