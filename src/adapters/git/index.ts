export { createSourceInfo, userName } from './source-info.ts'
