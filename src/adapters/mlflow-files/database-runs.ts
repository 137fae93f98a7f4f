// Runs and logged models of MLflow's database.
import type { DatasetInput, LoggedModel, Run } from '../../track/index.ts'
import { type Ask, metricOf, numberOf, orNull, pairsOf, type Row, stageOf, statusOf, textOf } from './database-rows.ts'

/** A data set leads to its run; a run leads to the models that it has read and made. */
function inputsOf(ask: Ask, runId: string): Pick<Run, 'inputs' | 'modelInputs' | 'modelOutputs'> {
  const inputs: DatasetInput[] = []
  for (const input of ask('inputs', "where destination_type = 'RUN' and destination_id = ?", runId)) {
    const [dataset] = ask('datasets', 'where dataset_uuid = ?', textOf(input, 'source_id'))
    if (dataset === undefined) continue
    inputs.push({
      name: textOf(dataset, 'name'),
      digest: textOf(dataset, 'digest'),
      sourceType: textOf(dataset, 'dataset_source_type'),
      source: textOf(dataset, 'dataset_source'),
      schema: orNull(dataset, 'dataset_schema') ?? undefined,
      profile: orNull(dataset, 'dataset_profile') ?? undefined,
      tags: pairsOf(ask('input_tags', 'where input_uuid = ?', textOf(input, 'input_uuid')), 'name'),
    })
  }
  const led = (kind: string) => ask('inputs', 'where source_type = ? and source_id = ?', kind, runId)
  return {
    inputs,
    modelInputs: led('RUN_INPUT').map((row) => textOf(row, 'destination_id')),
    modelOutputs: led('RUN_OUTPUT').map((row) => ({
      modelId: textOf(row, 'destination_id'),
      step: numberOf(row, 'step'),
    })),
  }
}

export function runOf(ask: Ask, row: Row): Run {
  const runId = textOf(row, 'run_uuid')
  const latest = ask('latest_metrics', 'where run_uuid = ?', runId).map(metricOf)
  return {
    runId,
    runName: textOf(row, 'name'),
    experimentId: textOf(row, 'experiment_id'),
    userId: textOf(row, 'user_id'),
    status: statusOf(row),
    startTime: numberOf(row, 'start_time'),
    endTime: numberOf(row, 'end_time') || null,
    artifactUri: textOf(row, 'artifact_uri'),
    lifecycleStage: stageOf(row),
    params: pairsOf(ask('params', 'where run_uuid = ?', runId)),
    metrics: Object.fromEntries(latest.map((metric) => [metric.key, metric])),
    tags: pairsOf(ask('tags', 'where run_uuid = ?', runId)),
    ...inputsOf(ask, runId),
  }
}

/** MLflow's numbers of a status. */
const MODEL_STATUS: Readonly<Record<number, LoggedModel['status']>> = { 1: 'PENDING', 2: 'READY' }

export function loggedModelOf(ask: Ask, row: Row): LoggedModel {
  const modelId = textOf(row, 'model_id')
  const of = (table: string) => ask(table, 'where model_id = ?', modelId)
  return {
    modelId,
    experimentId: textOf(row, 'experiment_id'),
    name: textOf(row, 'name'),
    artifactUri: textOf(row, 'artifact_location'),
    status: MODEL_STATUS[numberOf(row, 'status')] ?? 'FAILED',
    creationTime: numberOf(row, 'creation_timestamp_ms'),
    lastUpdatedTime: numberOf(row, 'last_updated_timestamp_ms'),
    modelType: orNull(row, 'model_type'),
    sourceRunId: orNull(row, 'source_run_id'),
    params: pairsOf(of('logged_model_params'), 'param_key', 'param_value'),
    tags: pairsOf(of('logged_model_tags'), 'tag_key', 'tag_value'),
    metrics: of('logged_model_metrics').map((metric) => ({
      key: textOf(metric, 'metric_name'),
      value: numberOf(metric, 'metric_value'),
      timestamp: numberOf(metric, 'metric_timestamp_ms'),
      step: numberOf(metric, 'metric_step'),
      modelId,
      runId: textOf(metric, 'run_id'),
      datasetName: orNull(metric, 'dataset_name') ?? undefined,
      datasetDigest: orNull(metric, 'dataset_digest') ?? undefined,
    })),
  }
}
