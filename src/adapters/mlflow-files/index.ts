export { openDatabaseSource } from './database-source.ts'
export { openMlrunsSource } from './mlruns-source.ts'
