export { crossValidate } from './cross-validation.ts'
export { dataName } from './data-name.ts'
export { type DataSuspects, dataSuspects } from './data-suspects.ts'
export { answersTarget, type Evaluation, evaluateHeldOut, evaluateRows, selectPredictions } from './evaluation.ts'
export { type FittedPipeline, fitPipeline } from './fit-pipeline.ts'
export { learnedRowsFiles, learnedRowsFolder, readLearnedRows } from './learned-rows.ts'
export { pipelineParity } from './pipeline-parity.ts'
export { gateRules, located, makeRecipe, type Recipe } from './recipe.ts'
export {
  declaredNumeric,
  type JudgedSet,
  prepareRows,
  prepareTrainingSet,
  type ReadingDeps,
  readTable,
  rowsOf,
  type TrainingRows,
  type TrainingSet,
  testRows,
  trainingSource,
} from './training-set.ts'
