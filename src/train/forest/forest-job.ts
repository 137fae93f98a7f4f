import type { ClassWeight } from '../class-weights.ts'
import type { TreeJob } from '../trees/tree-estimator.ts'
import type { TreeParameters } from '../trees/tree-limits.ts'
import type { BootstrapParameters } from './bootstrap.ts'

export interface ForestParameters extends TreeParameters, BootstrapParameters {
  readonly n_estimators: number
  readonly criterion: 'gini' | 'entropy' | 'log_loss' | 'squared_error'
  /** Of classes only. */
  readonly class_weight?: ClassWeight<'balanced' | 'balanced_subsample'>
  readonly random_state: number | null
}

/** What both kinds of forest are grown from. */
export type ForestJob = TreeJob<ForestParameters>
