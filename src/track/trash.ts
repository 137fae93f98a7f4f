// What is deleted and can still be restored, and its end.

export interface TrashedRun {
  readonly runId: string
  readonly experimentId: string
  /** Relative to the artifact root. */
  readonly artifactUri: string
}

export interface TrashedModel {
  readonly modelId: string
  readonly experimentId: string
  readonly artifactUri: string
}

export interface TrashedExperiment {
  readonly experimentId: string
  readonly name: string
}

export interface Trash {
  /** What was deleted at `before` or earlier, in milliseconds since the epoch; also what does not know when. */
  list(before: number): Promise<{
    readonly runs: readonly TrashedRun[]
    readonly models: readonly TrashedModel[]
    readonly experiments: readonly TrashedExperiment[]
  }>
  /** Its rows are gone for good; its artifacts are the caller's affair. Nothing happens to one that is not deleted. */
  eraseRun(runId: string): Promise<void>
  eraseModel(modelId: string): Promise<void>
  /** False where it is not deleted, or runs or logged models of it are left; then nothing happens. */
  eraseExperiment(experimentId: string): Promise<boolean>
}
