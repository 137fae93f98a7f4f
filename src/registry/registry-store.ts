// Registered models, versions, stages, aliases and the history of every transition, with MLflow's semantics.
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

/** One line of history. Replaying all lines of a model, oldest first, from stage None and no alias gives its present state. */
export interface Transition {
  /** Grows with time. */
  readonly id: number
  readonly name: string
  /** The version whose stage changed, that got or lost the alias, or that was judged. */
  readonly version: number
  readonly kind: 'stage' | 'alias' | 'gate'
  /** What changed: `stage`, `alias:champion`, or `gate`. */
  readonly subject: string
  /** Which operation changed it: `promote` and `rollback` write several lines each. */
  readonly action: 'promote' | 'rollback' | 'stage' | 'alias' | 'delete' | 'gate'
  /** The stage or the alias' version before; null = none. */
  readonly from: string | null
  /** The stage or the alias' version after, or the gate's outcome; null = none, or the version is deleted. */
  readonly to: string | null
  /** What the gate said, on what and by which rules; null for a line of another kind. */
  readonly verdict: GateVerdict | null
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
  /** What the gate said of it before it was registered. */
  readonly verdict?: { readonly said: GateVerdict; readonly actor: Actor }
}

/** Who does it and why: kept in the history. */
export interface Actor {
  readonly by: string
  readonly reason?: string
}

export interface RegistryStore {
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
  /**
   * Makes `version` the champion: alias `champion` and stage Production move to it, the versions that held them are
   * archived, and the history says so; one transaction. Promoting the champion again changes nothing.
   * `over`: the champion it must replace (null = none). @throws CHAMPION_CHANGED if another one holds the place
   */
  promote(name: string, version: number, actor: Actor, over?: number | null): Promise<ModelVersion>
  /**
   * Gives the champion's place back to the version that held it before and archives the one that loses it; one
   * transaction. Each further rollback walks one champion further back; it never returns to one rolled back from, and
   * passes over deleted versions. @throws RESOURCE_DOES_NOT_EXIST if there was none before, CHAMPION_CHANGED if it is not
   * `to`, the version whose files were looked at
   */
  rollback(name: string, actor: Actor, to?: number): Promise<ModelVersion>
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
  /** Adds a line to the history, and brings the version's tags in line with it; one transaction. @throws RESOURCE_DOES_NOT_EXIST */
  recordVerdict(name: string, version: number, verdict: GateVerdict, actor: Actor): Promise<ModelVersion>
  setVersionTag(name: string, version: number, key: string, value: string): Promise<void>
  /** Drops its aliases; its number is never used again. */
  deleteVersion(name: string, version: number, actor: Actor): Promise<void>
  /** Newest first. */
  history(name: string): Promise<readonly Transition[]>
  /** A number that grows with every change of the model, or of the whole registry, whoever makes it; 0 = nothing yet. Cheap: for followers that poll. */
  revision(name?: string): Promise<number>
}
