export { createScorer, type ScorerOptions } from './create-scorer.ts'
export type { EngineTensor, FallbackSession, ScorerFallback } from './fallback.ts'
export type { GraphLimits } from './graph-limits.ts'
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
export { scoreTable, type TableOptions } from './score-table.ts'
export type { ClassScores, InputBatch, Scorer, Scores, UnseenCategories, ValueScores } from './scorer.ts'
export type { UnknownCategory } from './unknown-category.ts'
