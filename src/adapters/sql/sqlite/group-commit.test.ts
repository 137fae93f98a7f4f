import { DatabaseSync } from 'node:sqlite'
import { Kysely, sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createGroupCommit } from './group-commit.ts'
import { createSqliteDialect } from './sqlite-dialect.ts'

let database: DatabaseSync
let db: Kysely<unknown>
let writing: ReturnType<typeof createGroupCommit<unknown>>
beforeEach(() => {
  database = new DatabaseSync(':memory:')
  database.exec('create table t (x integer primary key, check (x < 1000))')
  db = new Kysely<unknown>({ dialect: createSqliteDialect({ database, busyTimeoutMs: 0 }) })
  writing = createGroupCommit(db)
})
afterEach(() => db.destroy())

const rows = () =>
  database
    .prepare('select x from t order by x')
    .all()
    .map(({ x }) => x)
const insert = (x: number) =>
  writing(async (tx) => {
    await sql`insert into t values (${x})`.execute(tx)
    return x
  })

test('each gets its own answer, in one transaction', async () => {
  let commits = 0
  const exec = database.exec.bind(database)
  database.exec = (text) => {
    if (text === 'commit') commits++
    return exec(text)
  }
  expect(await Promise.all([1, 2, 3].map(insert))).toEqual([1, 2, 3])
  expect([rows(), commits]).toEqual([[1, 2, 3], 1])
  expect(await insert(4)).toBe(4)
})

test('one that fails leaves nothing, and the others stay', async () => {
  const half = writing(async (tx) => {
    await sql`insert into t values (10)`.execute(tx)
    throw new Error('half-way')
  })
  const outcomes = await Promise.allSettled([insert(1), half, insert(1000), insert(2)])
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled'])
  expect(outcomes[1]).toMatchObject({ reason: { message: 'half-way' } })
  expect(rows()).toEqual([1, 2])
})

test('a commit that fails fails all of them, and the next ones go on', async () => {
  const exec = database.exec.bind(database)
  database.exec = (text) => {
    if (text === 'commit') throw new Error('no commit')
    return exec(text)
  }
  const outcomes = await Promise.allSettled([insert(1), insert(2)])
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  database.exec = exec
  expect(rows()).toEqual([])
  expect(await Promise.all([insert(3), insert(4)])).toEqual([3, 4])
})

const count = () =>
  writing(async (tx) => {
    const { rows: found } = await sql<{ n: number }>`select count(*) as n from t`.execute(tx)
    await sql`insert into t values (${found[0]!.n})`.execute(tx)
    return found[0]!.n
  })

test('each sees what those before it have written', async () => {
  expect(await Promise.all(Array.from({ length: 200 }, count))).toEqual(Array.from({ length: 200 }, (_, i) => i))
})
