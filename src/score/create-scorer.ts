import type { ScorerFallback } from './fallback.ts'
import type { Scorer } from './scorer.ts'

export interface ScorerOptions {
  /** Runs graphs with operators the compiler does not know. @default none: such a graph is MODEL_OPERATOR_UNSUPPORTED */
  readonly fallback?: ScorerFallback
}

/** Makes a graph ready to answer: ours or any tabular ONNX graph. @throws MODEL_INVALID, MODEL_OPERATOR_UNSUPPORTED */
export declare function createScorer(graph: Uint8Array, options?: ScorerOptions): Promise<Scorer>
