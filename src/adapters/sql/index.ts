export { openPostgresStore, type PostgresStore } from './postgres/postgres-store.ts'
export type { SqlStores } from './sql-stores.ts'
export { openSqliteStore, type SqliteStore } from './sqlite/sqlite-store.ts'
