// Models that runs have logged, before any of them is registered: what MLflow 3 tracks beside runs.
import type { LoggedModelField } from './filter/filter.ts'
import type { ModelMetric } from './metric.ts'
import type { Page, Search } from './search.ts'

type Pairs = Readonly<Record<string, string>>

/** PENDING while its files are written. */
export type LoggedModelStatus = 'PENDING' | 'READY' | 'FAILED'

export interface LoggedModel {
  /** `m-` and 32 lowercase hex digits. */
  readonly modelId: string
  readonly experimentId: string
  readonly name: string
  /** Where its files lie, relative to the artifact root: `<experiment>/models/<id>/artifacts`. */
  readonly artifactUri: string
  readonly status: LoggedModelStatus
  readonly creationTime: number
  readonly lastUpdatedTime: number
  readonly modelType: string | null
  readonly sourceRunId: string | null
  readonly params: Pairs
  readonly tags: Pairs
  readonly metrics: readonly (ModelMetric & { readonly runId: string })[]
}

export interface NewLoggedModel {
  readonly experimentId: string
  /** @default a generated one */
  readonly name?: string | undefined
  readonly modelType?: string | undefined
  readonly sourceRunId?: string | undefined
  readonly params?: Pairs | undefined
  readonly tags?: Pairs | undefined
}

export interface LoggedModelSearch extends Search<LoggedModelField> {
  readonly experimentIds: readonly string[]
}

export interface LoggedModelStore {
  /** Status PENDING. @throws RESOURCE_DOES_NOT_EXIST, INVALID_PARAMETER_VALUE */
  create(model: NewLoggedModel): Promise<LoggedModel>
  /** @throws RESOURCE_DOES_NOT_EXIST, also for a deleted one unless `allowDeleted` */
  get(modelId: string, options?: { readonly allowDeleted?: boolean | undefined }): Promise<LoggedModel>
  finalize(modelId: string, status: LoggedModelStatus): Promise<LoggedModel>
  /** Its files stay until they are erased. */
  delete(modelId: string): Promise<void>
  setTags(modelId: string, tags: Pairs): Promise<void>
  /** @throws RESOURCE_DOES_NOT_EXIST */
  deleteTag(modelId: string, key: string): Promise<void>
  /** A param never changes. @throws INVALID_PARAMETER_VALUE */
  logParams(modelId: string, params: Pairs): Promise<void>
  /** Newest first. @throws INVALID_PARAMETER_VALUE */
  search(search: LoggedModelSearch): Promise<Page<LoggedModel>>
}
