// Parameters of estimators: what each allows, its default, and the errors for what it does not.
import { AppError, didYouMean } from '../core/index.ts'
import type { Parameters } from './estimator.ts'

export interface ParameterSpec {
  /** Scikit-learn's default. */
  readonly default: unknown
  /** What is allowed, for people. */
  readonly allows: string
  readonly accepts: (value: unknown) => boolean
}

export type ParameterSpecs = Readonly<Record<string, ParameterSpec>>

/** The defaults overridden by `given`. @throws PARAMETER_INVALID for a name or value that the specs do not allow */
export function resolveParameters(estimator: string, specs: ParameterSpecs, given: Parameters): Parameters {
  const resolved: Record<string, unknown> = {}
  for (const [name, spec] of Object.entries(specs)) resolved[name] = spec.default
  for (const [name, value] of Object.entries(given)) {
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined
    if (spec === undefined) {
      throw new AppError(
        'PARAMETER_INVALID',
        `no such parameter of ${estimator}${didYouMean(name, Object.keys(specs))}`,
        {
          where: `model.${name}`,
          fix: `It has ${Object.keys(specs).join(', ')}`,
        },
      )
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
  return resolved
}

/** A whole number of at least `minimum`. */
export function whole(fallback: number, minimum: number): ParameterSpec {
  return {
    default: fallback,
    allows: `a whole number of at least ${minimum}`,
    accepts: (value) => isWhole(value) && value >= minimum,
  }
}

/** A number in an interval; `exclusive` leaves out the lower end. */
export function real(fallback: number, minimum: number, maximum: number, exclusive = false): ParameterSpec {
  const upper = maximum === Infinity ? '' : ` and at most ${maximum}`
  return {
    default: fallback,
    allows: `a number ${exclusive ? 'above' : 'of at least'} ${minimum}${upper}`,
    accepts: (value) => isReal(value) && value <= maximum && (exclusive ? value > minimum : value >= minimum),
  }
}

/** A whole number of at least `minimum`, or a share of the rows or features below 1. */
export function wholeOrShare(fallback: number, minimum: number): ParameterSpec {
  return {
    default: fallback,
    allows: `a whole number of at least ${minimum}, or a share between 0 and 1 such as 0.1`,
    accepts: (value) => (isWhole(value) && value >= minimum) || (isReal(value) && value > 0 && value < 1),
  }
}

export function choice(fallback: string | null, ...values: readonly (string | null)[]): ParameterSpec {
  return {
    default: fallback,
    allows: values.map(String).join(' or '),
    accepts: (value) => values.includes(value as string),
  }
}

export function truth(fallback: boolean): ParameterSpec {
  return { default: fallback, allows: 'true or false', accepts: (value) => typeof value === 'boolean' }
}

/** The spec, or null too. */
export function orNull(spec: ParameterSpec, fallback: unknown = null): ParameterSpec {
  return {
    default: fallback,
    allows: `${spec.allows}, or null`,
    accepts: (value) => value === null || spec.accepts(value),
  }
}

/** Scikit-learn has it and we do not: only its default goes. */
export function unsupported(fallback: unknown): ParameterSpec {
  return {
    default: fallback,
    allows: `${JSON.stringify(fallback)} or leave it out: scikit-learn has this parameter, but modelwright does not support other values`,
    accepts: (value) => value === fallback,
  }
}

/** Accepted for the sake of configs written for scikit-learn; it does not change the model. */
export function ignored(fallback: unknown): ParameterSpec {
  return {
    default: fallback,
    allows: 'a whole number, true, false or null',
    accepts: (value) => value === null || typeof value === 'boolean' || isWhole(value),
  }
}

export const RANDOM_STATE: ParameterSpec = {
  default: null,
  allows: 'a whole number from 0 to 4294967295, or null',
  accepts: (value) => value === null || (isWhole(value) && value >= 0 && value <= 0xffffffff),
}

export function classWeight(...names: readonly string[]): ParameterSpec {
  return {
    default: null,
    allows: `null, ${names.join(', ')}, or a map from class to a weight above 0`,
    accepts: (value) =>
      value === null ||
      names.includes(value as string) ||
      (typeof value === 'object' &&
        !Array.isArray(value) &&
        Object.values(value as object).every((weight) => isReal(weight) && weight > 0)),
  }
}

/** How many features to draw: `sqrt`, `log2`, a number of them, a share, or null for all. */
export function featureCount(fallback: unknown): ParameterSpec {
  return {
    default: fallback,
    allows: 'sqrt, log2, null, a whole number of at least 1, or a share above 0 and at most 1.0',
    accepts: (value) =>
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
