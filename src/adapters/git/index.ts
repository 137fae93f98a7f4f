export { createSourceInfo, type SourceInfoOptions, userName } from './source-info.ts'
