import type { ModelStore } from '../../registry/index.ts'
import type { LoggedModelStore, RunStore } from '../../track/index.ts'

export interface RegistryDeps {
  readonly models: ModelStore
  /** What a version may be made from. */
  readonly runs: RunStore
  readonly loggedModels: LoggedModelStore
  /** Who changes a stage or an alias, for the history. */
  readonly user: string
}
