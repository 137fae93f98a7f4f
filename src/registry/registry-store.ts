// Registered models, versions, stages, aliases and the history of every transition, with MLflow's semantics.

export type Stage = 'None' | 'Staging' | 'Production' | 'Archived'

export interface RegisteredModel {
  readonly name: string
  readonly description: string | null
  readonly creationTime: number
  readonly lastUpdatedTime: number
  readonly tags: Readonly<Record<string, string>>
  /** alias → version */
  readonly aliases: Readonly<Record<string, number>>
}

export interface ModelVersion {
  readonly name: string
  /** 1, 2, 3 …; a deleted number is never used again. */
  readonly version: number
  readonly creationTime: number
  readonly lastUpdatedTime: number
  readonly stage: Stage
  readonly aliases: readonly string[]
  readonly description: string | null
  /** Artifact path of the model folder, relative to the artifact root. */
  readonly source: string
  readonly runId: string | null
  /** SHA-256 of the folder's files: what loading checks. */
  readonly digest: string
  readonly tags: Readonly<Record<string, string>>
}

/** One line of history. */
export interface Transition {
  readonly id: number
  readonly name: string
  readonly version: number
  /** What changed: a stage, or an alias (`alias:champion`). */
  readonly kind: 'stage' | 'alias'
  readonly subject: string
  readonly from: string | null
  readonly to: string | null
  readonly at: number
  readonly by: string
  readonly reason: string | null
}

export interface NewModelVersion {
  readonly name: string
  readonly source: string
  readonly runId?: string
  readonly digest: string
  readonly description?: string
  readonly tags?: Readonly<Record<string, string>>
}

/** Who does it and why: kept in the history. */
export interface Actor {
  readonly by: string
  readonly reason?: string
}

export interface RegistryStore {
  /** Creates the registered model if it is new, and its next version, in one transaction. */
  createVersion(version: NewModelVersion): Promise<ModelVersion>
  createModel(
    name: string,
    options?: { description?: string; tags?: Readonly<Record<string, string>> },
  ): Promise<RegisteredModel>
  /** @throws RESOURCE_DOES_NOT_EXIST */
  getModel(name: string): Promise<RegisteredModel>
  listModels(): Promise<readonly RegisteredModel[]>
  /** @throws RESOURCE_DOES_NOT_EXIST */
  getVersion(name: string, version: number): Promise<ModelVersion>
  /** Newest first. */
  listVersions(name: string): Promise<readonly ModelVersion[]>
  /** @throws RESOURCE_DOES_NOT_EXIST */
  getVersionByAlias(name: string, alias: string): Promise<ModelVersion>
  /** The newest version of the stage. @throws RESOURCE_DOES_NOT_EXIST */
  getLatestVersion(name: string, stage?: Stage): Promise<ModelVersion>
  /** Makes `version` the champion: alias `champion` and stage Production move to it, the version that held them is archived, and the history says so; one transaction. */
  promote(name: string, version: number, actor: Actor): Promise<ModelVersion>
  /** Gives the champion's place back to the version that held it before; one transaction. @throws RESOURCE_DOES_NOT_EXIST if there was none */
  rollback(name: string, actor: Actor): Promise<ModelVersion>
  transitionStage(
    name: string,
    version: number,
    stage: Stage,
    actor: Actor,
    options?: { archiveExisting?: boolean },
  ): Promise<ModelVersion>
  setAlias(name: string, alias: string, version: number, actor: Actor): Promise<void>
  deleteAlias(name: string, alias: string, actor: Actor): Promise<void>
  setVersionTag(name: string, version: number, key: string, value: string): Promise<void>
  deleteVersion(name: string, version: number, actor: Actor): Promise<void>
  /** Newest first. */
  history(name: string): Promise<readonly Transition[]>
}
