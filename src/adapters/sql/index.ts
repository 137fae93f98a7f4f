export { systemProcesses } from './process-owner.ts'
export { openSqlStore, type SqlStore } from './sql-store.ts'
