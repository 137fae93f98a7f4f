// The shape of a method: a test says how sure, a distance says how much.
import type { Comparison } from '../comparison.ts'

export type FeatureKind = Comparison['kind']

export interface TestScore {
  readonly statistic: number
  readonly p: number
}

/** Decides with a p-value; how large the change is, a distance says beside it. */
export interface DriftTest<C extends Comparison = Comparison> {
  readonly role: 'test'
  readonly kinds: readonly C['kind'][]
  run(comparison: C): TestScore
}

/** Measures how large the change is; that it is no chance, the default test of the feature's kind says beside it. */
export interface DriftDistance<C extends Comparison = Comparison> {
  readonly role: 'distance'
  readonly kinds: readonly C['kind'][]
  /** Not negative, 0 = same. */
  run(comparison: C): number
}
