// Experiments and runs: what any MLflow server can do, with its semantics (limits, latest metric, immutable params, lifecycle stages).

import type { ExperimentField, RunField } from './filter/filter.ts'
import type { Metric, ModelMetric } from './metric.ts'
import type { Page, Search } from './search.ts'

export type RunStatus = 'RUNNING' | 'SCHEDULED' | 'FINISHED' | 'FAILED' | 'KILLED'
export type LifecycleStage = 'active' | 'deleted'
export type View = LifecycleStage | 'all'

export interface Experiment {
  /** Decimal digits; "0" is "Default". */
  readonly experimentId: string
  readonly name: string
  /** Below the artifact root. @default the id */
  readonly artifactLocation: string
  readonly lifecycleStage: LifecycleStage
  /** Milliseconds since the epoch. */
  readonly creationTime: number
  readonly lastUpdateTime: number
  readonly tags: Readonly<Record<string, string>>
}

export interface DatasetInput {
  readonly name: string
  /** Content hash. */
  readonly digest: string
  readonly sourceType: string
  readonly source: string
  readonly schema?: string | undefined
  readonly profile?: string | undefined
  readonly tags: Readonly<Record<string, string>>
}

export interface ModelOutput {
  readonly modelId: string
  readonly step: number
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
  /** Ids of logged models that it has read. */
  readonly modelInputs: readonly string[]
  /** Logged models that it has made. */
  readonly modelOutputs: readonly ModelOutput[]
}

/** At most 1000 metrics, 100 params, 100 tags and 1000 of all; keys of at most 250 characters; param values are cut at 6000 characters, tag values at 8000. */
export interface RunBatch {
  readonly metrics?: readonly Metric[]
  /** Those of `metrics` that tell of a logged model. */
  readonly modelMetrics?: readonly ModelMetric[]
  readonly params?: Readonly<Record<string, string>>
  readonly tags?: Readonly<Record<string, string>>
}

export interface RunChange {
  readonly status?: RunStatus | undefined
  readonly endTime?: number | undefined
  readonly runName?: string | undefined
}

export interface NewRun {
  readonly experimentId: string
  /** @default the tag mlflow.runName, else a generated name */
  readonly runName?: string
  readonly userId: string
  readonly startTime: number
  readonly tags?: Readonly<Record<string, string>>
}

/** Points of one metric in several runs, for a picture: so many steps at most, spread over all there are. */
export interface SampledHistory {
  readonly runIds: readonly string[]
  readonly key: string
  /** @default every step */
  readonly steps?: { readonly first: number; readonly last: number } | undefined
  /** Steps of all runs together; the first and the last of each run come besides. */
  readonly most: number
}

/** A data set as runs of an experiment have read it. */
export interface DatasetSummary {
  readonly experimentId: string
  readonly name: string
  readonly digest: string
  /** What for, if that was said: `training`. */
  readonly context: string | null
}

export type HistoryPage = Pick<Search<never>, 'maxResults' | 'pageToken'>

export interface RunSearch extends Search<RunField> {
  /** @default all */
  readonly experimentIds?: readonly string[] | undefined
  /** @default 'active' */
  readonly view?: View | undefined
}

export interface RunStore {
  /** @throws RESOURCE_ALREADY_EXISTS, INVALID_PARAMETER_VALUE, NAME_INVALID */
  createExperiment(
    name: string,
    options?: {
      readonly artifactLocation?: string | undefined
      readonly tags?: Readonly<Record<string, string>> | undefined
    },
  ): Promise<Experiment>
  /** @throws RESOURCE_DOES_NOT_EXIST */
  getExperiment(experimentId: string): Promise<Experiment>
  findExperiment(name: string): Promise<Experiment | undefined>
  /** Newest first: by time of creation descending, then id. @throws INVALID_PARAMETER_VALUE */
  searchExperiments(search?: Search<ExperimentField> & { readonly view?: View | undefined }): Promise<Page<Experiment>>
  /** @throws RESOURCE_ALREADY_EXISTS, INVALID_PARAMETER_VALUE for a deleted one, RESOURCE_DOES_NOT_EXIST */
  renameExperiment(experimentId: string, name: string): Promise<void>
  /** Deletes (so that it can be restored) or restores an experiment, and its runs with it. */
  setExperimentLifecycle(experimentId: string, stage: LifecycleStage): Promise<void>
  setExperimentTag(experimentId: string, key: string, value: string): Promise<void>
  /** @throws RESOURCE_DOES_NOT_EXIST */
  deleteExperimentTag(experimentId: string, key: string): Promise<void>
  /** Status RUNNING, tag mlflow.runName set. @throws RESOURCE_DOES_NOT_EXIST, INVALID_PARAMETER_VALUE */
  createRun(run: NewRun): Promise<Run>
  /** @throws RESOURCE_DOES_NOT_EXIST */
  getRun(runId: string): Promise<Run>
  /** A final status without `endTime` ends the run now; RUNNING opens it again, with no owner. @throws INVALID_PARAMETER_VALUE if the run is deleted */
  updateRun(runId: string, change: RunChange): Promise<Run>
  /** Deletes (so that it can be restored) or restores a run. */
  setRunLifecycle(runId: string, stage: LifecycleStage): Promise<void>
  /** All or nothing. A param never changes: the same value again is no error, another one is. The tag mlflow.runName renames the run. @throws INVALID_PARAMETER_VALUE */
  logBatch(runId: string, batch: RunBatch): Promise<void>
  /** Data sets are one per experiment, name and digest; logging one again to the same run changes nothing. */
  logInputs(runId: string, inputs: readonly DatasetInput[]): Promise<void>
  /** Logged models that a run has read, or made; logging one again changes nothing. */
  logModels(
    runId: string,
    models: { readonly inputs?: readonly string[]; readonly outputs?: readonly ModelOutput[] },
  ): Promise<void>
  /** @throws RESOURCE_DOES_NOT_EXIST */
  deleteTag(runId: string, key: string): Promise<void>
  /** Ordered by timestamp, step, value. `maxResults`: @default all */
  metricHistory(runId: string, key: string, page?: HistoryPage): Promise<Page<Metric>>
  /** By run, then step and time. @throws RESOURCE_DOES_NOT_EXIST */
  sampleHistory(
    history: SampledHistory,
  ): Promise<readonly { readonly runId: string; readonly metrics: readonly Metric[] }[]>
  /** Each once, by name and digest. */
  datasetsOf(experimentIds: readonly string[]): Promise<readonly DatasetSummary[]>
  /** Newest first: by start time descending, then run id. @throws INVALID_PARAMETER_VALUE */
  searchRuns(search: RunSearch): Promise<Page<Run>>
}
