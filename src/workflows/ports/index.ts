export { modelLimits } from './model-limits.ts'
export type { OwnPackage, ProjectDeps, UserFiles } from './project-deps.ts'
