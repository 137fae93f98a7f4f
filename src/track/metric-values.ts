import type { Run } from './run-store.ts'

/** The latest value of each metric of a run. */
export function metricValues({ metrics }: Pick<Run, 'metrics'>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.values(metrics).map(({ key, value }) => [key, value]))
}
