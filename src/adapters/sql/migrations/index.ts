export type { Migration, SqlFlavour } from './migration.ts'
export { MIGRATIONS } from './migrations.ts'
