import type { ModelVersion } from '../../registry/index.ts'
import { metricValues, type TrackingStore } from '../../track/index.ts'

/** What the run of a version logged; empty for a version without a run. */
export async function loggedMetrics(
  tracking: TrackingStore,
  { runId }: ModelVersion,
): Promise<Readonly<Record<string, number>>> {
  return runId === null ? {} : metricValues(await tracking.getRun(runId))
}
