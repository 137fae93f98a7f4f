export type { RowSources } from './labelled-data.ts'
export { type RetrainRequest, type RetrainResult, retrain } from './retrain.ts'
