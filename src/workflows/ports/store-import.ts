import type { ModelVersion, RegisteredModel } from '../../registry/index.ts'
import type { LoggedModel, Metric, Run } from '../../track/index.ts'

/** Writes things of another store with their ids, numbers and times. All of it again changes nothing. */
export interface StoreImport {
  /** The row, params, tags, inputs and models; its experiment is there. @throws INVALID_PARAMETER_VALUE where another run has the id */
  run(run: Omit<Run, 'metrics'>): Promise<void>
  metrics(runId: string, metrics: readonly Metric[]): Promise<void>
  loggedModel(model: LoggedModel): Promise<void>
  /** With its versions, stages and aliases, in one transaction. @throws RESOURCE_ALREADY_EXISTS where a version of the number is another one */
  model(model: RegisteredModel, versions: readonly ModelVersion[], by: string): Promise<void>
}
