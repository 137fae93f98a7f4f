// A candidate is made, tracked and registered.
import { randomBytes } from 'node:crypto'
import { digestOfFolder } from '../../artifacts/index.ts'
import type { Config } from '../../config/index.ts'
import type { LoadedTable } from '../../data/index.ts'
import type { MetricIntervals, MetricMap, SliceMetric } from '../../evaluate/index.ts'
import type { GateDecision } from '../../gate/index.ts'
import { buildModelFolder } from '../../onnx/index.ts'
import type { ModelVersion } from '../../registry/index.ts'
import { evaluationPlots } from '../../report/index.ts'
import type { Run } from '../../track/index.ts'
import type { DataSuspects, Evaluation } from '../fitting/index.ts'
import {
  gateRules,
  learnedRowsFiles,
  learnedRowsFolder,
  makeRecipe,
  prepareTrainingSet,
  readTable,
  trainingSource,
} from '../fitting/index.ts'
import type { ProjectDeps } from '../ports/index.ts'
import { type Candidate, type CandidateDeps, type Measured, makeCandidate } from './candidate.ts'
import { syntheticExample } from './input-example.ts'
import { type ExtrasDeps, modelExtras } from './model-extras.ts'
import { type RecorderDeps, type RunRecorder, recordRun } from './run-recorder.ts'

export type TrainDeps = CandidateDeps & ExtrasDeps & RecorderDeps & Pick<ProjectDeps, 'store'>

export interface TrainRequest {
  readonly config: Config
  /** Rows to learn from instead of the config's. */
  readonly data?: LoadedTable
  /** Tags of the run. */
  readonly tags?: Readonly<Record<string, string>>
}

export interface TrainResult {
  readonly runId: string
  readonly runName: string
  readonly experiment: string
  /** What was fitted: `random_forest`. */
  readonly estimator: string
  readonly model: { readonly name: string; readonly version: number; readonly uri: string }
  /** `val_auc`, …; `cv_roc_auc_mean`, … with training.cv; `test_auc`, … with data.test_path. */
  readonly metrics: MetricMap
  /** 95 % confidence intervals of `val_…` and `test_…`, where they have one. */
  readonly intervals: MetricIntervals
  /** What in the table may mislead, and how to deal with it. */
  readonly suspects: DataSuspects
  readonly evaluation: Evaluation
  readonly measured: Measured
  readonly slices: readonly SliceMetric[]
  readonly gate: GateDecision
  readonly data: { readonly rows: number; readonly sha256: string }
}

/** Trains, measures, gates and registers one model version. Bad data is refused before a run exists; a failure after that leaves a FAILED run and no version. */
export async function train(deps: TrainDeps, { config, data, tags = {} }: TrainRequest): Promise<TrainResult> {
  const { reporter, pace } = deps
  // A store that cannot be opened is known before a table is read.
  await deps.store.open()
  reporter.progress('read', 0, 1)
  const loaded = data ?? (await readTable(config, trainingSource(config), deps))
  await pace.rest()
  const set = await prepareTrainingSet(config, loaded, deps)
  await pace.rest()
  const recipe = makeRecipe(config, set.target, set.identity)
  gateRules(
    config,
    set.target.task,
    set.plan.inputs.map(({ name }) => name),
  )
  reporter.progress('read', 1, 1)

  return recordRun(deps, config, tags, async (run, recorder) => {
    await recorder.input(set)
    const candidate = await makeCandidate(deps, recipe, set)
    const version = await keepCandidate(deps, candidate, run, recorder)
    const { name } = version
    return {
      runId: run.runId,
      runName: run.runName,
      experiment: config.mlflow.experiment_name,
      estimator: recipe.estimator.name,
      model: { name, version: version.version, uri: `models:/${name}/${version.version}` },
      metrics: candidate.metrics,
      intervals: candidate.intervals,
      suspects: candidate.suspects,
      evaluation: candidate.evaluation,
      measured: candidate.measured,
      slices: candidate.gate.slices,
      gate: candidate.gate.decision,
      data: { rows: set.table.rows, sha256: loaded.sha256 },
    }
  })
}

/** Writes the model folder and the report, registers the version last: it never exists without its files. */
async function keepCandidate(
  deps: ExtrasDeps & Pick<ProjectDeps, 'user'>,
  candidate: Candidate,
  run: Run,
  recorder: RunRecorder,
): Promise<ModelVersion> {
  const { config, set, pipeline, learned, metrics, gate } = candidate
  await recorder.parameters(config, set, pipeline.parameters)
  await recorder.metrics(metrics)
  const files = buildModelFolder({
    graph: pipeline.graph,
    inputExample: syntheticExample(candidate.held.table, pipeline.features.inputs),
    modelUuid: randomBytes(16).toString('hex'),
    createdAt: deps.clock.now(),
    runId: run.runId,
    extras: await modelExtras(deps, candidate, run),
  })
  const source = await recorder.folder('model', files)
  await recorder.folder(learnedRowsFolder('model'), learnedRowsFiles(learned))
  await deps.pace.rest()
  await recorder.folder('evaluation', evaluationFiles(candidate))
  // The last moment to stop: from here on there is a version.
  await deps.pace.rest()
  return recorder.version({
    name: config.mlflow.model_name,
    source,
    digest: await digestOfFolder(files),
    verdict: { said: gate.verdict, actor: { by: deps.user, reason: run.tags['modelwright.trigger'] ?? 'train' } },
  })
}

function evaluationFiles({ evaluation, suspects, gate }: Candidate): ReadonlyMap<string, Uint8Array> {
  const text = new TextEncoder()
  const json = (value: unknown): Uint8Array => text.encode(`${JSON.stringify(value, null, 2)}\n`)
  const plots = [...evaluationPlots(evaluation.truth, evaluation.predictions)]
  return new Map([
    ['metrics.json', json(evaluation.result)],
    ['suspects.json', json(suspects.found)],
    ['slices.json', json(gate.slices)],
    ['gate.json', json(gate.decision)],
    ...plots.map(([name, svg]) => [name, text.encode(svg)] as const),
  ])
}
