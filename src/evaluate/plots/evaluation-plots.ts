// Curves of an evaluation as small static SVG files, which runs log as artifacts.
import { AppError } from '../../core/index.ts'
import type { Predictions, Truth } from '../truth.ts'

/** File name → SVG text: `roc.svg`, `pr.svg`, `calibration.svg` (binary), `confusion.svg` (classes), `residuals.svg` (regression). */
export function evaluationPlots(_truth: Truth, _scores: Predictions): ReadonlyMap<string, string> {
  throw new AppError('INTERNAL', 'evaluationPlots is being written')
}
