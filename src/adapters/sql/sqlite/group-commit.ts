// Writes that wait at the same time share one commit, which is what a write costs most.
import { type Kysely, sql } from 'kysely'

interface Waiting<T> {
  work(tx: Kysely<T>): Promise<unknown>
  resolve(value: unknown): void
  reject(error: unknown): void
}

/** So many at most: who reads waits for them. */
const MOST = 64

type Outcome = { readonly value: unknown } | { readonly error: unknown }

/**
 * Runs each piece of work as if it had a transaction of its own: one that fails leaves nothing and harms no other, and is
 * heard of only when the others have been committed. A commit that fails fails all of them.
 */
export function createGroupCommit<T>(db: Kysely<T>): <R>(work: (tx: Kysely<T>) => Promise<R>) => Promise<R> {
  const waiting: Waiting<T>[] = []
  let busy = false

  async function commit(group: readonly Waiting<T>[]): Promise<void> {
    if (group.length === 1) {
      const [{ work, resolve, reject }] = group as [Waiting<T>]
      await db.transaction().execute(work).then(resolve, reject)
      return
    }
    try {
      const outcomes = await db.transaction().execute(async (tx) => {
        const done: Outcome[] = []
        for (const { work } of group) done.push(await apart(tx, work))
        return done
      })
      for (const [i, outcome] of outcomes.entries()) {
        const { resolve, reject } = group[i]!
        if ('error' in outcome) reject(outcome.error)
        else resolve(outcome.value)
      }
    } catch (error) {
      for (const { reject } of group) reject(error)
    }
  }

  async function drain(): Promise<void> {
    busy = true
    while (waiting.length > 0) await commit(waiting.splice(0, MOST))
    busy = false
  }

  return <R>(work: (tx: Kysely<T>) => Promise<R>) =>
    new Promise<R>((resolve, reject) => {
      waiting.push({ work, resolve: resolve as (value: unknown) => void, reject })
      // What else this turn of the event loop asks for is in the first group.
      if (!busy) {
        busy = true
        setImmediate(() => void drain())
      }
    })
}

async function apart<T>(tx: Kysely<T>, work: (tx: Kysely<T>) => Promise<unknown>): Promise<Outcome> {
  await sql`savepoint one`.execute(tx)
  try {
    const value = await work(tx)
    await sql`release one`.execute(tx)
    return { value }
  } catch (error) {
    // Where SQLite has rolled back all of it by itself (a full disk), this fails too, and so does the whole group.
    await sql`rollback to one`.execute(tx)
    await sql`release one`.execute(tx)
    return { error }
  }
}
