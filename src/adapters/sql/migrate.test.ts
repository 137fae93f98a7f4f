import { DatabaseSync } from 'node:sqlite'
import { Kysely } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { migrate } from './migrate.ts'
import type { Migration } from './migrations/index.ts'
import { createSqliteDialect } from './sqlite/sqlite-dialect.ts'
import { SQLITE_FLAVOUR } from './sqlite/sqlite-engine.ts'

let database: DatabaseSync
let db: Kysely<unknown>
beforeEach(() => {
  database = new DatabaseSync(':memory:')
  db = new Kysely<unknown>({ dialect: createSqliteDialect({ database, busyTimeoutMs: 0 }) })
})
afterEach(() => db.destroy())

const one: Migration = { version: 1, name: 'one', statements: () => ['create table a (x bigint)'] }
const two: Migration = {
  version: 2,
  name: 'two',
  statements: () => ['create table b (x bigint)', 'insert into b values (7)'],
}
const broken: Migration = { version: 3, name: 'broken', statements: () => ['create table c (x bigint)', 'nonsense'] }
const run = (...migrations: Migration[]) => migrate(db, { migrations, flavour: SQLITE_FLAVOUR, now: 5 })
const tables = () =>
  database
    .prepare('select name from sqlite_schema where type = ? order by name')
    .all('table')
    .map((row) => row.name)

test('applies what is missing, once and in order', async () => {
  await run(one)
  await run(one, two)
  await run(one, two)
  expect(tables()).toEqual(['a', 'b', 'schema_versions'])
  expect(database.prepare('select count(*) n from b').get()?.n).toBe(1)
  expect(
    database
      .prepare('select version from schema_versions order by version')
      .all()
      .map((row) => row.version),
  ).toEqual([1, 2])
})

test('a migration that fails leaves nothing of itself', async () => {
  await expect(run(one, two, broken)).rejects.toThrow(/nonsense/)
  expect(tables()).toEqual(['a', 'b', 'schema_versions'])
  await run(one, two)
})

test('never goes back', async () => {
  await run(one, two)
  await expect(run(one)).rejects.toMatchObject({ code: 'STORE_INVALID' })
})
