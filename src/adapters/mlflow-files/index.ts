export { type DatabaseSourceOptions, openDatabaseSource } from './database-source.ts'
