import type { Run } from '../../track/index.ts'

export interface RunComparison {
  readonly runs: readonly { readonly runId: string; readonly runName: string; readonly startTime: number }[]
  /** Only the keys whose values differ, one value a run; null = absent. */
  readonly params: Readonly<Record<string, readonly (string | null)[]>>
  /** Every metric that any run has; null = absent. */
  readonly metrics: Readonly<Record<string, readonly (number | null)[]>>
  /** Keys left out because all runs agree on them. */
  readonly sameParams: number
}

/** What is different between runs, side by side. */
export function compareRuns(runs: readonly Run[]): RunComparison {
  const keys = (pick: (run: Run) => object): string[] =>
    [...new Set(runs.flatMap((run) => Object.keys(pick(run))))].sort()
  const params = keys((run) => run.params).map((key) => [key, runs.map((run) => run.params[key] ?? null)] as const)
  const differing = params.filter(([, values]) => values.some((value) => value !== values[0]))
  return {
    runs: runs.map(({ runId, runName, startTime }) => ({ runId, runName, startTime })),
    params: Object.fromEntries(differing),
    metrics: Object.fromEntries(
      keys((run) => run.metrics).map((key) => [key, runs.map((run) => run.metrics[key]?.value ?? null)]),
    ),
    sameParams: params.length - differing.length,
  }
}
