// What a config asks for beyond the table: checked as a whole before anything is trained.
import type { Config } from '../../config/index.ts'
import { AppError, isAppError } from '../../core/index.ts'
import { kFold, type RowIdentity, type Split, type Target, type Task } from '../../data/index.ts'
import { defaultGate, type GateRule, parseGateRules } from '../../gate/index.ts'
import { type AnyEstimator, estimatorNamed, estimatorsFor, type Learner } from '../../train/index.ts'

export interface Recipe {
  readonly config: Config
  readonly estimator: AnyEstimator
  /** The estimator with the config's parameters. */
  readonly learner: Learner
  /** Of the estimator. */
  readonly seed: number
  /** Of the cross-validation; none without training.cv. */
  readonly folds: readonly Split[]
}

/** Folds are dealt in another order than the held-out rows. */
const FOLDS = 0x5f356495

/** @throws PARAMETER_INVALID, CONFIG_INVALID with the line of the key */
export function makeRecipe(config: Config, target: Target, identity: RowIdentity): Recipe {
  const { type, ...given } = config.model
  const { cv, random_state: seed } = config.training
  gateRules(config, target.task)
  return located(config, () => {
    const estimator = estimatorNamed(type)
    if (!estimator.tasks.includes(target.task)) throw cannotLearn(estimator, target)
    return {
      config,
      estimator,
      learner: estimator.resolve(given, target.task),
      seed: typeof given['random_state'] === 'number' ? given['random_state'] : seed,
      folds: cv === undefined ? [] : kFold(target, identity, { k: cv, seed: seed ^ FOLDS }),
    }
  })
}

/** The config's gate, or the default one. `columns`: the features, where they are known. @throws CONFIG_INVALID */
export function gateRules(config: Config, task: Task, columns?: readonly string[]): readonly GateRule[] {
  const { gate, training, data } = config
  if (gate === undefined) return defaultGate(task)
  const facts = { task, folds: training.cv !== undefined, test: data.test_path !== undefined, columns }
  return located(config, () => parseGateRules(gate, 'gate', facts))
}

/** Errors that name a key of the config say where it stands. */
export function located<T>(config: Config, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw inConfig(config, error)
  }
}

/** `located` for work that takes its time. */
export async function locatedAsync<T>(config: Config, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw inConfig(config, error)
  }
}

function inConfig(config: Config, error: unknown): unknown {
  return isAppError(error) && error.where !== undefined ? error.at(config.where(error.where)) : error
}

function cannotLearn({ name }: AnyEstimator, target: Target): AppError {
  const what = target.task === 'regression' ? 'a number' : `one of ${target.classes.length} classes`
  const others = `Use ${estimatorsFor(target.task).join(', ')}`
  return new AppError('PARAMETER_INVALID', `${name} cannot learn the target '${target.name}', which is ${what}`, {
    where: 'model.type',
    fix: target.task === 'regression' ? others : `${others}; or set training.task: regression if it is a number`,
  })
}
