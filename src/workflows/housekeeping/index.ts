export { type BackupDeps, type BackupResult, backup, type RestoreDeps, restore } from './backup.ts'
