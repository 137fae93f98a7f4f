import { type Buckets, totalRows } from './comparison.ts'
import type { ComparedFinding, DriftHistogram, DriftVerdict, EffectFinding, TestFinding } from './drift-report.ts'
import type { Evidence, Examined } from './examine-feature.ts'

export interface AlarmRule {
  readonly minRows: number
  readonly alpha: number
  /** The adjusted p of a piece of evidence. */
  readonly adjustedP: (evidence: Evidence) => number
}

interface Concluded {
  readonly verdict: DriftVerdict
  readonly test: TestFinding
  readonly effect: EffectFinding
}

/** An alarm needs a small adjusted p AND a large enough effect AND enough rows. */
export function concludeFeature(examined: Examined, rule: AlarmRule): ComparedFinding {
  const { profile, feature } = examined
  const distribution = examined.distribution && conclude(examined.distribution, rule)
  const missing = examined.missing && conclude(examined.missing, rule)
  const enoughRows = feature.rows.current >= rule.minRows
  const missingVerdict = missing?.verdict ?? (enoughRows ? 'no drift' : 'insufficient data')
  return {
    kind: 'compared',
    name: profile.name,
    type: profile.kind,
    verdict: missingVerdict === 'drift' ? 'drift' : (distribution?.verdict ?? 'insufficient data'),
    n: feature.n,
    distribution,
    missing: {
      reference: share(feature.missing.reference, feature.rows.reference),
      current: share(feature.missing.current, feature.rows.current),
      verdict: missingVerdict,
      test: missing?.test ?? null,
      effect: missing?.effect ?? null,
    },
    unseen: feature.unseen === null ? null : share(feature.unseen, feature.rows.current),
    histogram: feature.bars && histogram(feature.bars),
  }
}

function conclude(evidence: Evidence, rule: AlarmRule): Concluded {
  const { test, effect, n } = evidence
  const adjustedP = rule.adjustedP(evidence)
  const alarm = adjustedP < rule.alpha && effect.value >= effect.floor
  const verdict = n < rule.minRows ? 'insufficient data' : alarm ? 'drift' : 'no drift'
  return { verdict, test: { ...test, adjustedP }, effect }
}

function histogram({ labels, reference, current }: Buckets): DriftHistogram {
  return { labels, reference: shares(reference), current: shares(current) }
}

function shares(counts: Float64Array): number[] {
  const total = totalRows(counts)
  return Array.from(counts, (count) => Number(share(count, total).toFixed(4)))
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole
}
