export { modelLimits } from './model-limits.ts'
export type { Machine, OwnPackage, ProjectDeps, StorePlace, UserFiles } from './project-deps.ts'
