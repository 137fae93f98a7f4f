export { createUserFiles } from './user-files.ts'
