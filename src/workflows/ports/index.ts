export { modelLimits } from './model-limits.ts'
export type { Machine, OwnPackage, ProjectDeps, StorePlace, UserFiles } from './project-deps.ts'
export type { DumpedRows, StoreDump } from './store-dump.ts'
