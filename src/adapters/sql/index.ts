export { openSqliteStore, type SqliteStore } from './sqlite/sqlite-store.ts'
