// Parameters of estimators: what each allows, its default, and the errors for what it does not.
import { AppError, didYouMean } from '../core/index.ts'
import type { ClassWeight } from './class-weights.ts'

/** Parameters by name: as the config gives them, or all of an estimator's. */
export type Parameters = Readonly<Record<string, unknown>>

export interface ParameterSpec<T> {
  /** Scikit-learn's default. */
  readonly default: T
  /** What is allowed, for people. */
  readonly allows: string
  readonly accepts: (value: unknown) => value is T
}

/** What each parameter of `P` allows; more may stand beside them that do not change the model. */
export type ParameterSpecs<P> = { readonly [K in keyof P]: ParameterSpec<P[K]> }

/** The defaults overridden by `given`. @throws PARAMETER_INVALID for a name or value that the specs do not allow */
export function resolveParameters<P>(estimator: string, specs: ParameterSpecs<P>, given: Parameters): P & Parameters {
  const all = new Map<string, ParameterSpec<unknown>>(Object.entries(specs))
  const resolved: Record<string, unknown> = {}
  for (const [name, spec] of all) resolved[name] = spec.default
  for (const [name, value] of Object.entries(given)) {
    const spec = all.get(name)
    if (spec === undefined) {
      const names = [...all.keys()]
      throw new AppError('PARAMETER_INVALID', `no such parameter of ${estimator}${didYouMean(name, names)}`, {
        where: `model.${name}`,
        fix: `It has ${names.join(', ')}`,
      })
    }
    if (value === undefined) continue
    if (!spec.accepts(value)) {
      throw new AppError('PARAMETER_INVALID', `${JSON.stringify(value)} is not allowed for ${estimator}`, {
        where: `model.${name}`,
        fix: `Use ${spec.allows}`,
      })
    }
    resolved[name] = value
  }
  // Each value is its spec's default, or was accepted by it: the one place where the compiler has to be told.
  return resolved as P & Parameters
}

/** A whole number of at least `minimum`. */
export function whole(fallback: number, minimum: number): ParameterSpec<number> {
  return {
    default: fallback,
    allows: `a whole number of at least ${minimum}`,
    accepts: (value): value is number => isWhole(value) && value >= minimum,
  }
}

/** A number in an interval; `exclusive` leaves out the lower end. */
export function real(fallback: number, minimum: number, maximum: number, exclusive = false): ParameterSpec<number> {
  const upper = maximum === Infinity ? '' : ` and at most ${maximum}`
  return {
    default: fallback,
    allows: `a number ${exclusive ? 'above' : 'of at least'} ${minimum}${upper}`,
    accepts: (value): value is number =>
      isReal(value) && value <= maximum && (exclusive ? value > minimum : value >= minimum),
  }
}

/** A whole number of at least `minimum`, or a share of the rows or features below 1. */
export function wholeOrShare(fallback: number, minimum: number): ParameterSpec<number> {
  return {
    default: fallback,
    allows: `a whole number of at least ${minimum}, or a share between 0 and 1 such as 0.1`,
    accepts: (value): value is number =>
      (isWhole(value) && value >= minimum) || (isReal(value) && value > 0 && value < 1),
  }
}

export function choice<const T extends string | null>(fallback: T, ...values: readonly T[]): ParameterSpec<T> {
  return {
    default: fallback,
    allows: values.map(String).join(' or '),
    accepts: (value): value is T => values.some((allowed) => allowed === value),
  }
}

export function truth(fallback: boolean): ParameterSpec<boolean> {
  return { default: fallback, allows: 'true or false', accepts: (value) => typeof value === 'boolean' }
}

/** The spec, or null too. */
export function orNull<T>(spec: ParameterSpec<T>, fallback: T | null = null): ParameterSpec<T | null> {
  return {
    default: fallback,
    allows: `${spec.allows}, or null`,
    accepts: (value): value is T | null => value === null || spec.accepts(value),
  }
}

/** Scikit-learn has it and we do not: only its default goes. */
export function unsupported<const T>(fallback: T): ParameterSpec<T> {
  return {
    default: fallback,
    allows: `${JSON.stringify(fallback)} or leave it out: scikit-learn has this parameter, but modelwright does not support other values`,
    accepts: (value): value is T => value === fallback,
  }
}

/** Accepted for the sake of configs written for scikit-learn; it does not change the model. */
export function ignored(fallback: number | null): ParameterSpec<number | boolean | null> {
  return {
    default: fallback,
    allows: 'a whole number, true, false or null',
    accepts: (value): value is number | boolean | null =>
      value === null || typeof value === 'boolean' || isWhole(value),
  }
}

export const RANDOM_STATE: ParameterSpec<number | null> = {
  default: null,
  allows: 'a whole number from 0 to 4294967295, or null',
  accepts: (value): value is number | null => value === null || (isWhole(value) && value >= 0 && value <= 0xffffffff),
}

/** @param names of the ways to weigh by counts */
export function classWeight<const Name extends string>(...names: readonly Name[]): ParameterSpec<ClassWeight<Name>> {
  return {
    default: null,
    allows: `null, ${names.join(', ')}, or a map from class to a weight above 0`,
    accepts: (value): value is ClassWeight<Name> =>
      value === null ||
      names.some((name) => name === value) ||
      (typeof value === 'object' &&
        !Array.isArray(value) &&
        Object.values(value).every((weight) => isReal(weight) && weight > 0)),
  }
}

/** How many features to draw: `sqrt`, `log2`, a number of them, a share, or null for all. */
export type FeatureCount = 'sqrt' | 'log2' | number | null

export function featureCount(fallback: FeatureCount): ParameterSpec<FeatureCount> {
  return {
    default: fallback,
    allows: 'sqrt, log2, null, a whole number of at least 1, or a share above 0 and at most 1.0',
    accepts: (value): value is FeatureCount =>
      value === null ||
      value === 'sqrt' ||
      value === 'log2' ||
      (isReal(value) && value > 0 && (value <= 1 || isWhole(value))),
  }
}

function isReal(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value)
}
