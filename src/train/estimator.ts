import type { Pace, Rng } from '../core/index.ts'
import type { Target, Task } from '../data/index.ts'
import type { FeatureMatrix, Precision } from '../features/index.ts'
import type { FittedModel } from './fitted-model.ts'
import { type ParameterSpecs, type Parameters, resolveParameters } from './parameters.ts'

export interface FitOptions {
  /** One non-negative weight a row. @default all 1 */
  readonly sampleWeight?: Float64Array | undefined
  readonly rng: Rng
  /** Called as units of work (trees, iterations) finish. */
  readonly onProgress?: (done: number, total: number) => void
  /** When the fit gives the event loop a turn, and stops if it is asked to. @default it never rests */
  readonly pace?: Pace
  /** Called with what the user should know about the fit. */
  readonly warn?: (message: string) => void
}

interface EstimatorTraits<Name extends string> {
  /** As `model.type` has it in the config. */
  readonly name: Name
  /** The tasks it can learn; the regression form of a classifier is the same estimator on a numeric target. */
  readonly tasks: readonly Task[]
  readonly precision: Precision
  /** Whether features are standardised unless the config says otherwise. */
  readonly scaleByDefault: boolean
  /** Whether it learns from features with gaps (NaN); if not, they are imputed before. */
  readonly takesMissing: boolean
}

/** What a family writes; `P` is what its fit reads of its parameters. */
export interface Estimator<P, Name extends string> extends EstimatorTraits<Name> {
  /** All parameters, under scikit-learn's names and with its defaults for the task. */
  parameters(task: Task): ParameterSpecs<P>
  /** Pure: the same inputs and seed give the same model on every machine. @throws PARAMETER_INVALID, DATA_TARGET_INVALID, INTERRUPTED */
  fit(x: FeatureMatrix, target: Target, parameters: P, options: FitOptions): Promise<FittedModel>
}

/** An estimator with its parameters resolved: nothing is left but to fit. */
export interface Learner {
  /** All of them, for the record. */
  readonly parameters: Parameters
  /** The `fit` of the estimator. */
  fit(x: FeatureMatrix, target: Target, options: FitOptions): Promise<FittedModel>
}

/** An estimator that keeps the type of its parameters to itself, so that estimators of any stand in one list. */
export interface AnyEstimator<Name extends string = string> extends EstimatorTraits<Name> {
  /** All parameters with the defaults of the task, overridden by `given`. @throws PARAMETER_INVALID */
  resolve(given: Parameters, task: Task): Learner
}

export function defineEstimator<P, const Name extends string>(estimator: Estimator<P, Name>): AnyEstimator<Name> {
  return {
    ...estimator,
    resolve(given, task) {
      const parameters = resolveParameters(estimator.name, estimator.parameters(task), given)
      return { parameters, fit: (x, target, options) => estimator.fit(x, target, parameters, options) }
    },
  }
}
