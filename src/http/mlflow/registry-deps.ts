import type { ModelStore } from '../../registry/index.ts'

export interface RegistryDeps {
  readonly models: ModelStore
  /** Who changes a stage or an alias, for the history. */
  readonly user: string
}
