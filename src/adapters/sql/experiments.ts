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

/** The tags of all are read at once, except for a single experiment. */
export async function readExperiments(tx: Db, rows: readonly ExperimentRow[]): Promise<Experiment[]> {
  let select = tx.selectFrom('experiment_tags').selectAll().orderBy('key')
  if (rows.length === 1) select = select.where('experiment_id', '=', rows[0]!.experiment_id)
  const tags = await select.execute()
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
