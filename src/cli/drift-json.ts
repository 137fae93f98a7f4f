import type { DriftFinding, DriftReport } from '../monitor/index.ts'

/** A report as `--json` prints it. */
export function driftJson({ minRows, features, score, ...report }: DriftReport) {
  return { ...report, min_rows: minRows, features: features.map(findingJson), score: score && findingJson(score) }
}

function findingJson(finding: DriftFinding) {
  if (finding.kind !== 'compared') return finding
  const { distribution, missing, ...facts } = finding
  return {
    ...facts,
    distribution: distribution && { ...distribution, test: testJson(distribution.test) },
    missing: { ...missing, test: missing.test && testJson(missing.test) },
  }
}

type TestFinding = NonNullable<Extract<DriftFinding, { kind: 'compared' }>['distribution']>['test']

function testJson({ adjustedP, ...test }: TestFinding) {
  return { ...test, adjusted_p: adjustedP }
}
