import { type AppError, isAppError } from '../core/index.ts'
import { createCompiledEngine } from './compiled-engine.ts'
import type { Engine } from './engine.ts'
import { openScorer } from './engine-scorer.ts'
import type { GraphLimits } from './graph-limits.ts'
import { type GraphPreparation, type PreparedGraph, prepareGraph } from './prepared-graph.ts'
import type { Scorer } from './scorer.ts'

export interface ScorerOptions {
  /** Runs graphs with operators that our own engine does not know. @default none: such a graph is MODEL_OPERATOR_UNSUPPORTED */
  readonly engine?: Engine | undefined
  readonly limits?: GraphLimits | undefined
  /** Does the slow half elsewhere. @default on this thread */
  readonly prepare?: GraphPreparation | undefined
}

/** Makes a graph ready to answer: ours or any tabular ONNX graph. The caller closes it. @throws MODEL_INVALID, MODEL_TOO_COSTLY, MODEL_OPERATOR_UNSUPPORTED */
export async function createScorer(graph: Uint8Array, options: ScorerOptions = {}): Promise<Scorer> {
  const { engine, limits = {}, prepare } = options
  const prepared = prepare === undefined ? prepareGraph(graph, limits) : await prepare(graph, limits)
  try {
    return await openScorer(createCompiledEngine(limits), prepared)
  } catch (error) {
    if (engine === undefined || !isAppError(error, 'MODEL_OPERATOR_UNSUPPORTED')) throw error
    return openInstead(engine, prepared, error)
  }
}

/** An engine that is not installed leaves the operator as the problem, because the operator is why it is needed. */
async function openInstead(engine: Engine, graph: PreparedGraph, unsupported: AppError): Promise<Scorer> {
  try {
    return await openScorer(engine, graph)
  } catch (error) {
    throw isAppError(error, 'MODEL_OPERATOR_UNSUPPORTED') ? unsupported : error
  }
}

/** Lends a scorer for as long as `use` takes. @throws as `createScorer`, and what `use` throws */
export async function withScorer<T>(
  graph: Uint8Array,
  options: ScorerOptions,
  use: (scorer: Scorer) => T | Promise<T>,
): Promise<T> {
  const scorer = await createScorer(graph, options)
  try {
    return await use(scorer)
  } finally {
    await scorer.close()
  }
}
