export { createProject, type Project } from './project.ts'
