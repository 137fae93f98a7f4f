export { type BackupDeps, type BackupResult, backup, type RestoreDeps, restore } from './backup.ts'
export { type GcDeps, type GcRequest, type GcResult, gc } from './gc.ts'
