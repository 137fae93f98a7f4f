// Registered models, versions, stages and aliases: what any MLflow registry can do.
import type { Field, Page, Search } from '../track/index.ts'

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
  /** Where its files are; of our own making, the model folder's path below the artifact root. */
  readonly source: string
  readonly runId: string | null
  /** SHA-256 of the folder's files, which loading checks; null where whoever registered it gave none. */
  readonly digest: string | null
  /** The logged model that it was registered from. */
  readonly modelId: string | null
  /** Where else its run may be looked at. */
  readonly runLink: string | null
  readonly tags: Readonly<Record<string, string>>
}

export interface NewModelVersion {
  readonly name: string
  /** Any URI or path: whether its files can be read is found out when they are. */
  readonly source: string
  readonly runId?: string | undefined
  readonly modelId?: string | undefined
  readonly runLink?: string | undefined
  readonly description?: string | undefined
  readonly tags?: Readonly<Record<string, string>>
}

export type ModelField = Field<'name' | 'creation_timestamp' | 'last_updated_timestamp'>

export type VersionField = Field<
  'name' | 'version_number' | 'run_id' | 'source_path' | 'creation_timestamp' | 'last_updated_timestamp'
>

/** Who does it and why: kept where there is a history. */
export interface Actor {
  readonly by: string
  readonly reason?: string | undefined
}

export interface ModelStore {
  /** @throws RESOURCE_ALREADY_EXISTS, NAME_INVALID */
  createModel(
    name: string,
    options?: { description?: string; tags?: Readonly<Record<string, string>> },
  ): Promise<RegisteredModel>
  /** @throws RESOURCE_DOES_NOT_EXIST */
  getModel(name: string): Promise<RegisteredModel>
  /** By name. @throws INVALID_PARAMETER_VALUE */
  searchModels(search?: Search<ModelField>): Promise<Page<RegisteredModel>>
  /** Its versions, aliases and history go with it. @throws RESOURCE_ALREADY_EXISTS, RESOURCE_DOES_NOT_EXIST, NAME_INVALID */
  renameModel(name: string, newName: string): Promise<RegisteredModel>
  /** @throws RESOURCE_DOES_NOT_EXIST */
  describeModel(name: string, description: string): Promise<RegisteredModel>
  /** With its versions, aliases and history; another model may then have the name, and begins at version 1. @throws RESOURCE_DOES_NOT_EXIST */
  deleteModel(name: string): Promise<void>
  setModelTag(name: string, key: string, value: string): Promise<void>
  /** Deleting a missing tag succeeds. */
  deleteModelTag(name: string, key: string): Promise<void>
  /** The next version of a model that exists. Not idempotent: every call is a version. @throws RESOURCE_DOES_NOT_EXIST, INVALID_PARAMETER_VALUE */
  createVersion(version: NewModelVersion): Promise<ModelVersion>
  /** @throws RESOURCE_DOES_NOT_EXIST */
  getVersion(name: string, version: number): Promise<ModelVersion>
  /** Of all models; the last changed first. @throws INVALID_PARAMETER_VALUE */
  searchVersions(search?: Search<VersionField>): Promise<Page<ModelVersion>>
  /** @throws RESOURCE_DOES_NOT_EXIST */
  describeVersion(name: string, version: number, description: string): Promise<ModelVersion>
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
  /** Deleting a missing tag succeeds. */
  deleteVersionTag(name: string, version: number, key: string): Promise<void>
  /** Drops its aliases; its number is never used again. */
  deleteVersion(name: string, version: number, actor: Actor): Promise<void>
}
