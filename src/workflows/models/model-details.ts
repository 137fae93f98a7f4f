import type { ModelVersion, RegisteredModel, Transition } from '../../registry/index.ts'
import { versionsOf } from '../../registry/index.ts'
import type { ProjectDeps } from '../ports/index.ts'
import { loggedMetrics } from './logged-metrics.ts'

export interface ModelDetails {
  readonly model: RegisteredModel
  /** Newest first, with the metrics of the run each came from. */
  readonly versions: readonly { readonly version: ModelVersion; readonly metrics: Readonly<Record<string, number>> }[]
  readonly history: readonly Transition[]
}

/** @throws RESOURCE_DOES_NOT_EXIST */
export async function showModel(
  { models, ledger, runs }: Pick<ProjectDeps, 'models' | 'ledger' | 'runs'>,
  name: string,
): Promise<ModelDetails> {
  const [model, versions, history] = [
    await models.getModel(name),
    await versionsOf(models, name),
    await ledger.history(name),
  ]
  return {
    model,
    versions: await Promise.all(
      versions.map(async (version) => ({ version, metrics: await loggedMetrics(runs, version) })),
    ),
    history,
  }
}
