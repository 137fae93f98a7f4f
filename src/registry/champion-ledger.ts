// Who serves, who said so and why: what MLflow's registry does not know.
import type { GateVerdict } from './gate-verdict.ts'
import type { Actor, ModelVersion, NewModelVersion } from './model-store.ts'

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

export interface Registration extends NewModelVersion {
  /** The model folder's path below the artifact root. */
  readonly source: string
  /** SHA-256 of the folder's files. */
  readonly digest: string
  /** What the gate said of it before it was registered. */
  readonly verdict?: { readonly said: GateVerdict; readonly actor: Actor }
}

export interface ChampionLedger {
  /** Creates the registered model if it is new, its next version, and what the gate said of it, in one transaction. Not idempotent: every call is a version. @throws NAME_INVALID, INVALID_PARAMETER_VALUE */
  register(version: Registration): Promise<ModelVersion>
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
  /** Adds a line to the history, and brings the version's tags in line with it; one transaction. @throws RESOURCE_DOES_NOT_EXIST */
  recordVerdict(name: string, version: number, verdict: GateVerdict, actor: Actor): Promise<ModelVersion>
  /** Newest first. */
  history(name: string): Promise<readonly Transition[]>
  /** A number that grows with every change of the model, or of the whole registry, whoever makes it; 0 = nothing yet. Cheap: for followers that poll. */
  revision(name?: string): Promise<number>
}
