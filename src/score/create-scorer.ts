import { AppError, isAppError } from '../core/index.ts'
import { readOnnx, withoutZipMaps } from '../onnx/index.ts'
import { createCompiledScorer } from './compiled-scorer.ts'
import type { ScorerFallback } from './fallback.ts'
import { createFallbackScorer } from './fallback-scorer.ts'
import type { GraphLimits } from './graph-limits.ts'
import { answerOf } from './model-answer.ts'
import type { Scorer } from './scorer.ts'

export interface ScorerOptions {
  /** Runs graphs with operators the compiler does not know. @default none: such a graph is MODEL_OPERATOR_UNSUPPORTED */
  readonly fallback?: ScorerFallback
  readonly limits?: GraphLimits | undefined
}

/** Makes a graph ready to answer: ours or any tabular ONNX graph. @throws MODEL_INVALID, MODEL_TOO_COSTLY, MODEL_OPERATOR_UNSUPPORTED */
export async function createScorer(graph: Uint8Array, { fallback, limits }: ScorerOptions = {}): Promise<Scorer> {
  const { model, answer } = answerOf(readOnnx(graph))
  try {
    return createCompiledScorer(model, answer, limits)
  } catch (error) {
    if (isAppError(error, 'MODEL_OPERATOR_UNSUPPORTED')) {
      if (fallback === undefined) throw error
      return createFallbackScorer(model, answer, await openFallback(fallback, graph, error))
    }
    if (isAppError(error)) throw error
    throw new AppError('MODEL_INVALID', 'the graph is damaged: it cannot be compiled', { cause: error })
  }
}

/** An engine that is not installed leaves the operator as the problem, because the operator is why it is needed. */
async function openFallback(fallback: ScorerFallback, graph: Uint8Array, unsupported: AppError) {
  try {
    return await fallback.open(withoutZipMaps(graph))
  } catch (error) {
    throw isAppError(error, 'MODEL_OPERATOR_UNSUPPORTED') ? unsupported : error
  }
}
