export { createScorer } from './create-scorer.ts'
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
export { scoreTable } from './score-table.ts'
export type { InputBatch, Scorer, Scores, UnseenCategories } from './scorer.ts'
export type { UnknownCategory } from './unknown-category.ts'
