export { systemProcesses } from './process-owner.ts'
export { openSqlStore, type SqlStore, type SqlStoreOptions } from './sql-store.ts'
