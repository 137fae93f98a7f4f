import type { Rng } from '../core/index.ts'
import type { Column } from '../data/index.ts'
import { jensenShannon } from '../stats/index.ts'
import { type ComparedFeature, compareFeature } from './compare-feature.ts'
import type { EffectFinding, TestFinding, TypeChangedFinding } from './drift-report.ts'
import { chiSquared } from './methods/chi-squared.ts'
import { chooseMethods } from './methods/drift-methods.ts'
import type { FeatureProfile } from './reference-profile.ts'

/** A test and an effect before the p-values of the whole report are adjusted together. */
export interface Evidence {
  readonly test: Omit<TestFinding, 'adjustedP'>
  readonly effect: EffectFinding
  /** Current rows it rests on. */
  readonly n: number
}

export interface Examined {
  readonly kind: 'examined'
  readonly profile: FeatureProfile
  readonly feature: ComparedFeature
  readonly distribution: Evidence | null
  readonly missing: Evidence | null
}

export interface ExamineOptions {
  /** Name of a drift method. */
  readonly method: string | undefined
  readonly effectFloor: number
  readonly rng: Rng
}

/** Runs a feature's methods. @throws CONFIG_INVALID for a method that does not exist or does not fit the feature */
export function examineFeature(
  profile: FeatureProfile,
  column: Column,
  { method, effectFloor, rng }: ExamineOptions,
): Examined | TypeChangedFinding {
  const { test, distance } = chooseMethods(profile.kind, profile.name, method)
  const feature = compareFeature(profile, column, rng)
  if (feature === undefined) {
    const examples = column.kind === 'text' ? column.categories.filter((text) => text !== '').slice(0, 3) : []
    return { kind: 'type changed', name: profile.name, verdict: 'drift', expected: 'numeric', examples }
  }
  const { comparison, n } = feature
  const distribution: Evidence | null = comparison && {
    test: { method: test.name, ...test.run(comparison) },
    effect: { method: distance.name, value: distance.run(comparison), floor: effectFloor },
    n: n.current,
  }
  return { kind: 'examined', profile, feature, distribution, missing: missingEvidence(feature, effectFloor) }
}

/** Null where neither side misses a value, or one side has no rows. */
function missingEvidence({ rows, missing }: ComparedFeature, floor: number): Evidence | null {
  if (missing.reference + missing.current === 0 || rows.reference === 0 || rows.current === 0) return null
  const reference = Float64Array.of(rows.reference - missing.reference, missing.reference)
  const current = Float64Array.of(rows.current - missing.current, missing.current)
  const buckets = { labels: ['present', 'MISSING'], reference, current }
  const { statistic, p } = chiSquared.run({ kind: 'categorical', buckets })
  return {
    test: { method: 'chi_squared', statistic, p },
    effect: { method: 'jensen_shannon', value: jensenShannon(reference, current), floor },
    n: rows.current,
  }
}
