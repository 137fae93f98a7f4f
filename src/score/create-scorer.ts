import { AppError, isAppError } from '../core/index.ts'
import { createCompiledScorer } from './compiled-scorer.ts'
import type { FallbackSession, ScorerFallback } from './fallback.ts'
import { createFallbackScorer } from './fallback-scorer.ts'
import type { GraphLimits } from './graph-limits.ts'
import { errorOf, type GraphPreparation, type PreparedGraph, prepareGraph } from './prepared-graph.ts'
import type { Scorer } from './scorer.ts'

export interface ScorerOptions {
  /** Runs graphs with operators the compiler does not know. @default none: such a graph is MODEL_OPERATOR_UNSUPPORTED */
  readonly fallback?: ScorerFallback
  readonly limits?: GraphLimits | undefined
  /** Does the slow half elsewhere. @default on this thread */
  readonly prepare?: GraphPreparation | undefined
}

/** Makes a graph ready to answer: ours or any tabular ONNX graph. @throws MODEL_INVALID, MODEL_TOO_COSTLY, MODEL_OPERATOR_UNSUPPORTED */
export async function createScorer(graph: Uint8Array, options: ScorerOptions = {}): Promise<Scorer> {
  const { fallback, limits = {}, prepare } = options
  const prepared = prepare === undefined ? prepareGraph(graph, limits) : await prepare(graph, limits)
  const { model, answer, foreign } = prepared
  if (foreign !== undefined) {
    const why = errorOf(foreign.why)
    if (fallback === undefined) throw why
    return createFallbackScorer(model, answer, await openFallback(fallback, foreign.graph, why))
  }
  return compiled(prepared, limits)
}

function compiled({ model, answer, layouts }: PreparedGraph, limits: GraphLimits): Scorer {
  try {
    return createCompiledScorer(model, answer, { limits, layouts: new Map(layouts) })
  } catch (error) {
    if (isAppError(error)) throw error
    throw new AppError('MODEL_INVALID', 'the graph is damaged: it cannot be compiled', { cause: error })
  }
}

/** An engine that is not installed leaves the operator as the problem, because the operator is why it is needed. */
async function openFallback(fallback: ScorerFallback, graph: Uint8Array, unsupported: AppError) {
  try {
    const session = await fallback.open(graph)
    return {
      ...session,
      run: (feeds: Parameters<FallbackSession['run']>[0]) =>
        session.run(feeds).catch((error: unknown) => {
          throw named(error, unsupported)
        }),
    }
  } catch (error) {
    throw isAppError(error, 'MODEL_OPERATOR_UNSUPPORTED') ? unsupported : named(error, unsupported)
  }
}

/** A cost is named after the node that another engine was needed for. */
function named(error: unknown, { where }: AppError): unknown {
  return isAppError(error, 'MODEL_TOO_COSTLY') && where !== undefined ? error.at(where) : error
}
