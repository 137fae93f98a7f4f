export { openSqlStore, type SqlStore, type SqlStoreOptions } from './sql-store.ts'
