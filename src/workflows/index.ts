export { createProject, type Project } from './project.ts'
export type { Models } from './registered-models.ts'
