// Registered models, versions, stages and aliases: what any MLflow registry can do.
import type { GateVerdict } from './gate-verdict.ts'

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

export interface NewModelVersion {
  readonly name: string
  readonly source: string
  readonly runId?: string
  readonly digest: string
  readonly description?: string
  readonly tags?: Readonly<Record<string, string>>
  /** What the gate said of it before it was registered. */
  readonly verdict?: { readonly said: GateVerdict; readonly actor: Actor }
}

/** Who does it and why: kept in the history. */
export interface Actor {
  readonly by: string
  readonly reason?: string
}

export interface ModelStore {
  /** Creates the registered model if it is new, and its next version, in one transaction. Not idempotent: every call is a version. @throws NAME_INVALID, INVALID_PARAMETER_VALUE */
  createVersion(version: NewModelVersion): Promise<ModelVersion>
  /** @throws RESOURCE_ALREADY_EXISTS, NAME_INVALID */
  createModel(
    name: string,
    options?: { description?: string; tags?: Readonly<Record<string, string>> },
  ): Promise<RegisteredModel>
  /** @throws RESOURCE_DOES_NOT_EXIST */
  getModel(name: string): Promise<RegisteredModel>
  /** By name. */
  listModels(): Promise<readonly RegisteredModel[]>
  /** @throws RESOURCE_DOES_NOT_EXIST */
  getVersion(name: string, version: number): Promise<ModelVersion>
  /** Newest first. */
  listVersions(name: string): Promise<readonly ModelVersion[]>
  /** @throws RESOURCE_DOES_NOT_EXIST */
  getVersionByAlias(name: string, alias: string): Promise<ModelVersion>
  /** The newest version of the stage, or of all. @throws RESOURCE_DOES_NOT_EXIST */
  getLatestVersion(name: string, stage?: Stage): Promise<ModelVersion>
  /** The newest version of each of the stages that has one. @default every stage */
  getLatestVersions(name: string, stages?: readonly Stage[]): Promise<readonly ModelVersion[]>
  /** Stages are taken in any case. `archiveExisting` archives the others of the stage. @throws INVALID_PARAMETER_VALUE if it is asked of a stage other than Staging or Production */
  transitionStage(
    name: string,
    version: number,
    stage: Stage,
    actor: Actor,
    options?: { archiveExisting?: boolean },
  ): Promise<ModelVersion>
  /** Moves the alias if another version has it. @throws INVALID_PARAMETER_VALUE for `latest`, `v1` and the like */
  setAlias(name: string, alias: string, version: number, actor: Actor): Promise<void>
  /** Deleting a missing alias succeeds. */
  deleteAlias(name: string, alias: string, actor: Actor): Promise<void>
  setVersionTag(name: string, version: number, key: string, value: string): Promise<void>
  /** Drops its aliases; its number is never used again. */
  deleteVersion(name: string, version: number, actor: Actor): Promise<void>
}
