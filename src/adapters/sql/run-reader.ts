// Runs from their tables: a page of runs costs a fixed number of queries, not one set per run.
import type { DatasetInput, DatasetSummary, Metric, Run } from '../../track/index.ts'
import { toMetric } from './metrics.ts'
import type { Db, RunRow } from './tables.ts'

/** Ids of one query, below SQLite's limit of parameters. */
const IDS = 1000

function byRun<R extends { run_id: string }, V>(rows: readonly R[], value: (row: R) => V): Map<string, V[]> {
  const groups = new Map<string, V[]>()
  for (const row of rows) {
    const group = groups.get(row.run_id)
    if (group === undefined) groups.set(row.run_id, [value(row)])
    else group.push(value(row))
  }
  return groups
}

async function readInputs(tx: Db, ids: readonly string[]): Promise<Map<string, DatasetInput[]>> {
  const rows = await tx
    .selectFrom('inputs')
    .innerJoin('datasets', 'datasets.dataset_id', 'inputs.dataset_id')
    .selectAll('datasets')
    .select('inputs.run_id')
    .where('inputs.run_id', 'in', ids)
    .orderBy('inputs.position')
    .execute()
  if (rows.length === 0) return new Map()
  const tags = await tx.selectFrom('input_tags').selectAll().where('run_id', 'in', ids).orderBy('key').execute()
  const tagsOf = Map.groupBy(tags, (tag) => `${tag.run_id} ${tag.dataset_id}`)
  return byRun(rows, (row) => ({
    name: row.name,
    digest: row.digest,
    sourceType: row.source_type,
    source: row.source,
    ...(row.schema !== null && { schema: row.schema }),
    ...(row.profile !== null && { profile: row.profile }),
    tags: Object.fromEntries((tagsOf.get(`${row.run_id} ${row.dataset_id}`) ?? []).map((tag) => [tag.key, tag.value])),
  }))
}

async function readSome(tx: Db, rows: readonly RunRow[]): Promise<Run[]> {
  const ids = rows.map((row) => row.run_id)
  const pairs = async (table: 'params' | 'tags') => {
    const found = await tx.selectFrom(table).selectAll().where('run_id', 'in', ids).orderBy('key').execute()
    return byRun(found, ({ key, value }) => [key, value] as const)
  }
  const latest = await tx.selectFrom('latest_metrics').selectAll().where('run_id', 'in', ids).orderBy('key').execute()
  const metrics = byRun(latest, (row): readonly [string, Metric] => [row.key, toMetric(row)])
  const params = await pairs('params')
  const tags = await pairs('tags')
  const inputs = await readInputs(tx, ids)
  const models = await tx.selectFrom('run_models').selectAll().where('run_id', 'in', ids).orderBy('position').execute()
  const modelInputs = byRun(
    models.filter(({ kind }) => kind === 'input'),
    (row) => row.model_id,
  )
  const modelOutputs = byRun(
    models.filter(({ kind }) => kind === 'output'),
    (row) => ({ modelId: row.model_id, step: row.step }),
  )
  return rows.map((row) => ({
    ...newRunOf(row, Object.fromEntries(tags.get(row.run_id) ?? [])),
    params: Object.fromEntries(params.get(row.run_id) ?? []),
    metrics: Object.fromEntries(metrics.get(row.run_id) ?? []),
    inputs: inputs.get(row.run_id) ?? [],
    modelInputs: modelInputs.get(row.run_id) ?? [],
    modelOutputs: modelOutputs.get(row.run_id) ?? [],
  }))
}

/** A run that has nothing but its tags. */
export function newRunOf(row: RunRow, tags: Readonly<Record<string, string>>): Run {
  return {
    runId: row.run_id,
    runName: row.run_name,
    experimentId: String(row.experiment_id),
    userId: row.user_id,
    status: row.status,
    startTime: row.start_time,
    endTime: row.end_time,
    artifactUri: row.artifact_uri,
    lifecycleStage: row.lifecycle_stage,
    params: {},
    metrics: {},
    tags,
    inputs: [],
    modelInputs: [],
    modelOutputs: [],
  }
}

/** In the order of `rows`. Call it inside one transaction, so that all belongs together. */
export async function readRuns(tx: Db, rows: readonly RunRow[]): Promise<Run[]> {
  const runs: Run[] = []
  for (let i = 0; i < rows.length; i += IDS) runs.push(...(await readSome(tx, rows.slice(i, i + IDS))))
  return runs
}

const CONTEXT_TAG = 'mlflow.data.context'

export async function datasetsOf(tx: Db, experimentIds: readonly number[]): Promise<DatasetSummary[]> {
  if (experimentIds.length === 0) return []
  const rows = await tx
    .selectFrom('datasets')
    .innerJoin('inputs', 'inputs.dataset_id', 'datasets.dataset_id')
    .leftJoin('input_tags', (join) =>
      join
        .onRef('input_tags.run_id', '=', 'inputs.run_id')
        .onRef('input_tags.dataset_id', '=', 'inputs.dataset_id')
        .on('input_tags.key', '=', CONTEXT_TAG),
    )
    .select(['datasets.experiment_id', 'datasets.name', 'datasets.digest', 'input_tags.value as context'])
    .where('datasets.experiment_id', 'in', experimentIds)
    .distinct()
    .orderBy('datasets.name')
    .orderBy('datasets.digest')
    .execute()
  return rows.map(({ experiment_id, ...row }) => ({ ...row, experimentId: String(experiment_id) }))
}
