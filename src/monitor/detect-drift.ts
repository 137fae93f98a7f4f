import { createRng } from '../core/index.ts'
import type { Column, Table } from '../data/index.ts'
import { benjaminiHochberg } from '../stats/index.ts'
import { type AlarmRule, concludeFeature } from './conclude-feature.ts'
import type { DriftFinding, DriftReport, DriftVerdict, MissingColumnFinding } from './drift-report.ts'
import { examineFeature } from './examine-feature.ts'
import type { DriftMethodName } from './methods/drift-methods.ts'
import type { ReferenceProfile } from './reference-profile.ts'

export interface DriftOptions {
  /** Rows of current data that a feature needs before it can alarm. @default 500 */
  readonly minRows?: number
  /** False discovery rate of the adjusted p-values. @default 0.05 */
  readonly alpha?: number
  /** Least effect that counts, in the unit of the feature's distance. @default 0.1 */
  readonly effectFloor?: number
  /** A method per feature by name: a test replaces the feature's test, a distance its effect. @default ks and wasserstein for numbers, chi_squared and jensen_shannon for categories */
  readonly methods?: Readonly<Record<string, DriftMethodName>>
  /** The model's scores on the current rows. @default the column of `table` with the name of the profile's score, unless an input has that name */
  readonly scores?: Column
  /** Seed of the sample of large columns. @default 42 */
  readonly seed?: number
}

/**
 * Compares current data with a model's reference. A feature alarms only if its adjusted p is under `alpha` AND its
 * effect reaches the floor AND there are enough rows; the missing rate is tested beside the distribution by the same rule.
 * @throws CONFIG_INVALID for a method that does not exist or does not fit its feature
 */
export function detectDrift(profile: ReferenceProfile, table: Table, options: DriftOptions = {}): DriftReport {
  const { minRows = 500, alpha = 0.05, effectFloor = 0.1, methods = {}, seed = 42 } = options
  const rng = createRng(seed)
  const find = (name: string): Column | undefined => table.columns.find((column) => column.name === name)
  const scores = options.scores ?? scoreColumn(profile, find)
  const pairs = profile.features.map((one) => ({ one, column: find(one.name) }))
  if (profile.score !== null && scores !== undefined) pairs.push({ one: profile.score, column: scores })
  const examined = pairs.map(({ one, column }, i) => {
    if (column === undefined) {
      return { kind: 'missing column', name: one.name, verdict: 'drift' } satisfies MissingColumnFinding
    }
    const method = Object.hasOwn(methods, one.name) ? methods[one.name] : undefined
    return examineFeature(one, column, { method, effectFloor, rng: rng.fork(i) })
  })

  const evidence = examined
    .flatMap((one) => (one.kind === 'examined' ? [one.distribution, one.missing] : []))
    .filter((one) => one !== null)
  const adjusted = benjaminiHochberg(evidence.map((one) => one.test.p))
  const rule: AlarmRule = { minRows, alpha, adjustedP: (one) => adjusted[evidence.indexOf(one)]! }
  const findings = examined.map((one) => (one.kind === 'examined' ? concludeFeature(one, rule) : one))
  const verdict = overallVerdict(findings, table.rows >= minRows)
  return {
    drifted: verdict === 'drift',
    verdict,
    rows: { reference: profile.rows, current: table.rows },
    minRows,
    alpha,
    features: findings.slice(0, profile.features.length),
    score: findings[profile.features.length] ?? null,
  }
}

function scoreColumn(profile: ReferenceProfile, find: (name: string) => Column | undefined): Column | undefined {
  const name = profile.score?.name
  return name === undefined || profile.features.some((one) => one.name === name) ? undefined : find(name)
}

function overallVerdict(findings: readonly DriftFinding[], enoughRows: boolean): DriftVerdict {
  if (findings.some((finding) => finding.verdict === 'drift')) return 'drift'
  return enoughRows && findings.some((finding) => finding.verdict === 'no drift') ? 'no drift' : 'insufficient data'
}
