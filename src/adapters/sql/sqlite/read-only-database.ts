// A database that this process may only read: on a disk that is mounted read-only, or of another user.
import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'

export interface ReadOnlyDatabase {
  readonly database: DatabaseSync
  /** Closes it and removes what was made for it. */
  close(): void
}

const OPTIONS = { timeout: 0 } as const

/** No one has committed anything that is not in the file itself. */
function isCheckpointed(path: string): boolean {
  return (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) === 0
}

/** In WAL mode even a reader needs the shared memory beside the file: it works where a writer has left or keeps it. */
function shared(path: string): DatabaseSync {
  return new DatabaseSync(path, { ...OPTIONS, readOnly: true })
}

/** Without locks and shared memory: right only while no one writes. */
function unchanging(path: string): DatabaseSync {
  const url = pathToFileURL(path)
  url.search = 'mode=ro&immutable=1'
  return new DatabaseSync(url, { ...OPTIONS, readOnly: true })
}

/** A copy of our own, which may be repaired from its log and brought forward. */
function copied(path: string): ReadOnlyDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'modelwright-store-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  try {
    const copy = join(folder, 'store.db')
    copyFileSync(path, copy)
    if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${copy}-wal`)
    const database = new DatabaseSync(copy, OPTIONS)
    return {
      database,
      close() {
        if (database.isOpen) database.close()
        remove()
      },
    }
  } catch (error) {
    remove()
    throw error
  }
}

/** Whether it can be read, and has the schema of today: it cannot be brought forward where it lies. */
function serves(database: DatabaseSync, schema: number): boolean {
  const { version } = database.prepare('select max(version) as version from schema_versions').get()!
  return Number(version) >= schema
}

/** Opens what is at `path` to read it at schema version `schema`. @throws an error of SQLite or of the file system */
export function openReadOnly(path: string, schema: number): ReadOnlyDatabase {
  for (const open of isCheckpointed(path) ? [shared, unchanging] : [shared]) {
    let database: DatabaseSync | undefined
    try {
      database = open(path)
      const kept = database
      if (serves(kept, schema)) return { database: kept, close: () => void (kept.isOpen && kept.close()) }
    } catch {
      // The next way, or at last the copy, says what is wrong.
    }
    database?.close()
  }
  return copied(path)
}
