export { createScorer, withScorer } from './create-scorer.ts'
export { decide } from './decide.ts'
export type { Engine, EngineAnswer, EngineOutput, EngineSession } from './engine.ts'
export { openScorer } from './engine-scorer.ts'
export type { GraphLimits } from './graph-limits.ts'
export type { GraphInput } from './input-columns.ts'
export { interfaceOfGraph, type ModelInterface, taskOf } from './model-interface.ts'
export { type Parity, parity } from './parity.ts'
export {
  type ErrorFacts,
  errorOf,
  factsOf,
  type GraphPreparation,
  type PreparedGraph,
  prepareGraph,
} from './prepared-graph.ts'
export { scoreTable } from './score-table.ts'
export type { InputBatch, Scorer, Scores, UnseenCategories } from './scorer.ts'
export { isUnknownCategory } from './unknown-category.ts'
