// Experiments in their tables.
import { AppError } from '../../core/index.ts'
import type { Experiment } from '../../track/index.ts'
import type { Db, ExperimentRow } from './tables.ts'

export function unknownExperiment(experimentId: string): AppError {
  return new AppError('RESOURCE_DOES_NOT_EXIST', `no experiment with id ${JSON.stringify(experimentId)}`, {
    fix: 'Create it, or use "0", the Default experiment',
  })
}

/** @throws RESOURCE_DOES_NOT_EXIST if it is not an id at all */
export function parseExperimentId(experimentId: string): number {
  if (!/^\d{1,15}$/.test(experimentId)) throw unknownExperiment(experimentId)
  return Number(experimentId)
}

export async function readExperiments(tx: Db, rows: readonly ExperimentRow[]): Promise<Experiment[]> {
  const ids = rows.map((row) => row.experiment_id)
  const tags =
    ids.length === 0
      ? []
      : await tx.selectFrom('experiment_tags').selectAll().where('experiment_id', 'in', ids).orderBy('key').execute()
  const tagsOf = Map.groupBy(tags, (tag) => tag.experiment_id)
  return rows.map((row) => ({
    experimentId: String(row.experiment_id),
    name: row.name,
    artifactLocation: row.artifact_location,
    lifecycleStage: row.lifecycle_stage,
    creationTime: row.creation_time,
    lastUpdateTime: row.last_update_time,
    tags: Object.fromEntries((tagsOf.get(row.experiment_id) ?? []).map((tag) => [tag.key, tag.value])),
  }))
}
