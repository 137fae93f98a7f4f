import type { PredictionLog } from '../../predictions/index.ts'
import { checkDrift, type DriftDeps, type DriftRequest, type DriftResult } from './drift-check.ts'
import { type LabelDeps, type LabelRequest, type LabelResult, labelFile } from './labelling.ts'
import {
  type PerformanceDeps,
  type PerformanceRequest,
  type PerformanceResult,
  showPerformance,
} from './performance.ts'

/** What the models of a project answered, and what came back. */
export interface Predictions {
  /** Where a server writes what it answers. */
  readonly log: PredictionLog
  /** Takes late ground truth from a file; the last label of a prediction wins. @throws DATA_COLUMN_MISSING, DATA_VALUE_INVALID, DATA_TOO_LARGE */
  label(request: LabelRequest): Promise<LabelResult>
  /** How good the labelled predictions turned out to be. @throws RESOURCE_DOES_NOT_EXIST */
  performance(request: PerformanceRequest): Promise<PerformanceResult>
  /** The log, or a file, against the rows that a model was judged on. @throws MODEL_INVALID, RESOURCE_DOES_NOT_EXIST, DATA_NOT_FOUND */
  drift(request: DriftRequest): Promise<DriftResult>
}

export function createPredictions(deps: DriftDeps & LabelDeps & PerformanceDeps): Predictions {
  return {
    log: deps.log,
    label: (request) => labelFile(deps, request),
    performance: (request) => showPerformance(deps, request),
    drift: (request) => checkDrift(deps, request),
  }
}
