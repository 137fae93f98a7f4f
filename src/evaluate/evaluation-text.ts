// What a person sees of an evaluation in a terminal.
import { AppError } from '../core/index.ts'
import type { ClassificationMetrics } from './classification.ts'
import type { CalibrationCurve } from './curves.ts'
import type { RegressionMetrics } from './regression.ts'
import type { SliceMetric } from './slices.ts'

export interface EvaluationTextInput {
  readonly evaluation: ClassificationMetrics | RegressionMetrics
  readonly calibration?: CalibrationCurve
  readonly slices?: readonly SliceMetric[]
}

/** Metrics table, classification report, confusion matrix, a sparkline of calibration, flagged slices. Plain text, no colours. */
export function renderEvaluation(_input: EvaluationTextInput): string {
  throw new AppError('INTERNAL', 'renderEvaluation is being written')
}
