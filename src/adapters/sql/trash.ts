// What is deleted, in SQL: found, and erased with everything that hangs on it.
import type { Trash } from '../../track/index.ts'
import { parseExperimentId } from './experiments.ts'
import type { SqlEngine } from './sql-engine.ts'

interface Placed {
  experiment_id: number
  artifact_uri: string
}

const placed = ({ experiment_id, artifact_uri }: Placed) => ({
  experimentId: String(experiment_id),
  artifactUri: artifact_uri,
})

export function createTrash({ reading, writing }: SqlEngine): Trash {
  return {
    list: (before) =>
      reading(async (tx) => {
        const runs = await tx
          .selectFrom('runs')
          .select(['run_id', 'experiment_id', 'artifact_uri'])
          .where('lifecycle_stage', '=', 'deleted')
          .where('deleted_at', '<=', before)
          .orderBy('run_id')
          .execute()
        const models = await tx
          .selectFrom('logged_models')
          .select(['model_id', 'experiment_id', 'artifact_uri'])
          .where('lifecycle_stage', '=', 'deleted')
          .where('last_updated_time', '<=', before)
          .orderBy('model_id')
          .execute()
        const experiments = await tx
          .selectFrom('experiments')
          .select(['experiment_id', 'name'])
          .where('lifecycle_stage', '=', 'deleted')
          .where('last_update_time', '<=', before)
          .orderBy('experiment_id')
          .execute()
        return {
          runs: runs.map((row) => ({ runId: row.run_id, ...placed(row) })),
          models: models.map((row) => ({ modelId: row.model_id, ...placed(row) })),
          experiments: experiments.map(({ experiment_id, name }) => ({ experimentId: String(experiment_id), name })),
        }
      }),

    eraseRun: (runId) =>
      writing(async (tx) => {
        await tx.deleteFrom('runs').where('run_id', '=', runId).where('lifecycle_stage', '=', 'deleted').execute()
      }),

    eraseModel: (modelId) =>
      writing(async (tx) => {
        await tx
          .deleteFrom('logged_models')
          .where('model_id', '=', modelId)
          .where('lifecycle_stage', '=', 'deleted')
          .execute()
      }),

    eraseExperiment: (experimentId) =>
      writing(async (tx) => {
        const id = parseExperimentId(experimentId)
        for (const table of ['runs', 'logged_models'] as const) {
          const left = await tx
            .selectFrom(table)
            .select('experiment_id')
            .where('experiment_id', '=', id)
            .limit(1)
            .execute()
          if (left.length > 0) return false
        }
        const row = await tx
          .selectFrom('experiments')
          .select('lifecycle_stage')
          .where('experiment_id', '=', id)
          .executeTakeFirst()
        if (row?.lifecycle_stage !== 'deleted') return false
        for (const table of ['experiment_tags', 'datasets', 'experiments'] as const) {
          await tx.deleteFrom(table).where('experiment_id', '=', id).execute()
        }
        return true
      }),
  }
}
