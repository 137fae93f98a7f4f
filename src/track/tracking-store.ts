// Experiments and runs, with MLflow's semantics (limits, latest metric, immutable params, lifecycle stages).

export type RunStatus = 'RUNNING' | 'SCHEDULED' | 'FINISHED' | 'FAILED' | 'KILLED'
export type LifecycleStage = 'active' | 'deleted'

export interface Experiment {
  /** Decimal digits; "0" is "Default". */
  readonly experimentId: string
  readonly name: string
  readonly artifactLocation: string
  readonly lifecycleStage: LifecycleStage
  /** Milliseconds since the epoch. */
  readonly creationTime: number
  readonly lastUpdateTime: number
  readonly tags: Readonly<Record<string, string>>
}

export interface Metric {
  readonly key: string
  readonly value: number
  /** Milliseconds since the epoch. */
  readonly timestamp: number
  readonly step: number
}

export interface DatasetInput {
  readonly name: string
  /** Content hash. */
  readonly digest: string
  readonly sourceType: string
  readonly source: string
  readonly schema?: string
  readonly profile?: string
  readonly tags: Readonly<Record<string, string>>
}

export interface Run {
  /** 32 lowercase hex digits. */
  readonly runId: string
  readonly runName: string
  readonly experimentId: string
  readonly userId: string
  readonly status: RunStatus
  readonly startTime: number
  readonly endTime: number | null
  /** Where artifacts lie, relative to the artifact root: `<experiment>/<run>/artifacts`. */
  readonly artifactUri: string
  readonly lifecycleStage: LifecycleStage
  readonly params: Readonly<Record<string, string>>
  /** Latest of each key: max by (step, timestamp, value). */
  readonly metrics: Readonly<Record<string, Metric>>
  readonly tags: Readonly<Record<string, string>>
  readonly inputs: readonly DatasetInput[]
}

export interface RunBatch {
  readonly metrics?: readonly Metric[]
  readonly params?: Readonly<Record<string, string>>
  readonly tags?: Readonly<Record<string, string>>
}

export interface NewRun {
  readonly experimentId: string
  readonly runName?: string
  readonly userId: string
  readonly startTime: number
  readonly tags?: Readonly<Record<string, string>>
}

export interface RunQuery {
  readonly experimentIds?: readonly string[]
  readonly status?: RunStatus
  readonly view?: 'active' | 'deleted' | 'all'
  /** @default 1000 */
  readonly maxResults?: number
  readonly pageToken?: string
}

export interface Page<T> {
  readonly items: readonly T[]
  readonly nextPageToken: string | null
}

export interface TrackingStore {
  createExperiment(
    name: string,
    options?: { artifactLocation?: string; tags?: Readonly<Record<string, string>> },
  ): Promise<Experiment>
  /** @throws RESOURCE_DOES_NOT_EXIST */
  getExperiment(experimentId: string): Promise<Experiment>
  findExperiment(name: string): Promise<Experiment | undefined>
  listExperiments(): Promise<readonly Experiment[]>
  createRun(run: NewRun): Promise<Run>
  /** @throws RESOURCE_DOES_NOT_EXIST */
  getRun(runId: string): Promise<Run>
  updateRun(runId: string, change: { status?: RunStatus; endTime?: number; runName?: string }): Promise<Run>
  setRunLifecycle(runId: string, stage: LifecycleStage): Promise<void>
  /** All or nothing. @throws INVALID_PARAMETER_VALUE */
  logBatch(runId: string, batch: RunBatch): Promise<void>
  logInputs(runId: string, inputs: readonly DatasetInput[]): Promise<void>
  deleteTag(runId: string, key: string): Promise<void>
  /** Ordered by timestamp, step, value. */
  metricHistory(runId: string, key: string): Promise<readonly Metric[]>
  /** Newest first. */
  searchRuns(query: RunQuery): Promise<Page<Run>>
}
