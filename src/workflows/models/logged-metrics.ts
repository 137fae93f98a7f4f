import type { ModelVersion } from '../../registry/index.ts'
import { metricValues, type RunStore } from '../../track/index.ts'

/** What the run of a version logged; empty for a version without a run. */
export async function loggedMetrics(
  runs: RunStore,
  { runId }: ModelVersion,
): Promise<Readonly<Record<string, number>>> {
  return runId === null ? {} : metricValues(await runs.getRun(runId))
}
