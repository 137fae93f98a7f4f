import type { BlobStore } from '../../artifacts/index.ts'
import type { ModelVersion, RegisteredModel } from '../../registry/index.ts'
import type { Experiment, LoggedModel, Metric, Run } from '../../track/index.ts'

/** Where artifacts are: below a prefix of a store. */
export interface ArtifactPlace {
  readonly blobs: BlobStore
  readonly prefix: string
}

/** What MLflow has kept somewhere: only read. What is deleted there, and could be restored, is part of it. */
export interface MlflowSource {
  /** For people: no password is in it. */
  readonly location: string
  experiments(): Promise<readonly Experiment[]>
  /** Page by page; `artifactUri` is the source's own. */
  runs(experimentId: string): AsyncIterable<Run>
  history(runId: string, key: string): Promise<readonly Metric[]>
  loggedModels(experimentId: string): Promise<readonly LoggedModel[]>
  models(): Promise<readonly RegisteredModel[]>
  versions(name: string): Promise<readonly ModelVersion[]>
  /** Undefined where they are in a store of somebody else's: they stay there. @throws NAME_INVALID for a place outside of the source */
  artifacts(uri: string): ArtifactPlace | undefined
  close(): Promise<void>
}
