import type { Pace, Rng } from '../core/index.ts'
import type { Target, Task } from '../data/index.ts'
import type { FeatureMatrix, Precision } from '../features/index.ts'
import type { FittedModel } from './fitted-model.ts'

export type EstimatorName = 'random_forest' | 'gradient_boosting' | 'logistic_regression' | 'linear_regression'

/** Parameters as the config gives them, under scikit-learn's names; unknown ones are refused with the nearest valid name. */
export type Parameters = Readonly<Record<string, unknown>>

export interface FitOptions {
  /** One non-negative weight a row. @default all 1 */
  readonly sampleWeight?: Float64Array
  readonly rng: Rng
  /** Called as units of work (trees, iterations) finish. */
  readonly onProgress?: (done: number, total: number) => void
  /** When the fit gives the event loop a turn, and stops if it is asked to. @default it never rests */
  readonly pace?: Pace
  /** Called with what the user should know about the fit. */
  readonly warn?: (message: string) => void
}

export interface Estimator {
  readonly name: EstimatorName
  /** The tasks it can learn; the regression form of a classifier is the same estimator on a numeric target. */
  readonly tasks: readonly Task[]
  readonly precision: Precision
  /** Whether features are standardised unless the config says otherwise. */
  readonly scaleByDefault: boolean
  /** Whether it learns from features with gaps (NaN); if not, they are imputed before. */
  readonly takesMissing: boolean
  /** All parameters with scikit-learn's defaults for the task, overridden by `given`. @throws PARAMETER_INVALID */
  resolve(given: Parameters, task: Task): Parameters
  /** Pure: the same inputs and seed give the same model on every machine. @throws PARAMETER_INVALID, DATA_TARGET_INVALID, INTERRUPTED */
  fit(x: FeatureMatrix, target: Target, parameters: Parameters, options: FitOptions): Promise<FittedModel>
}
