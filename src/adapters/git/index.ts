export { createSourceInfo, type SourceInfoOptions } from './source-info.ts'
