// The files of ours that lie beside a graph: what it was trained with, what its data looked like, and its card.

import { basename, isAbsolute, join, relative } from 'node:path'
import type { Config, ConfigValues } from '../config/index.ts'
import { isAppError } from '../core/index.ts'
import { metricIntervals, runMetrics } from '../evaluate/index.ts'
import { buildReferenceProfile } from '../monitor/index.ts'
import { type ModelCardInput, mergeHumanSections, renderModelCard } from '../registry/index.ts'
import type { Run } from '../track/index.ts'
import { answerColumns } from './batch-prediction.ts'
import type { Candidate } from './candidate.ts'
import type { ProjectDeps } from './project-deps.ts'
import { EXTRA_FILES, type StoredTrainingConfig } from './stored-model.ts'
import { rowsOf } from './training-set.ts'

export async function modelExtras(
  deps: ProjectDeps,
  candidate: Candidate,
  run: Run,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const { config, set, pipeline, evaluation } = candidate
  const { table, target } = rowsOf(set, set.split.val)
  const [prediction, probability] = answerColumns(pipeline.scorer, evaluation.scores)
  const score = target.task === 'binary' ? probability : prediction
  const stored: StoredTrainingConfig = {
    config: valuesOf(config),
    task: target.task,
    classes: pipeline.scorer.classes,
    data: { sha256: set.loaded.sha256, rows: set.table.rows },
  }
  const text = new TextEncoder()
  return new Map([
    [EXTRA_FILES.trainingConfig, text.encode(`${JSON.stringify(stored, null, 2)}\n`)],
    [
      EXTRA_FILES.referenceProfile,
      text.encode(JSON.stringify(buildReferenceProfile(table, pipeline.features.inputs, score))),
    ],
    [EXTRA_FILES.modelCard, text.encode(await card(deps, candidate, run))],
  ])
}

/** The card of the run, with what people wrote into the sections of `model-card.md` beside the config. */
async function card(deps: ProjectDeps, candidate: Candidate, run: Run): Promise<string> {
  const rendered = renderModelCard(await cardInput(deps, candidate, run))
  try {
    const written = await deps.files.read(join(candidate.config.root, EXTRA_FILES.modelCard))
    return mergeHumanSections(new TextDecoder().decode(written), rendered)
  } catch (error) {
    if (isAppError(error, 'DATA_NOT_FOUND')) return rendered
    throw error
  }
}

async function cardInput({ source, clock }: ProjectDeps, candidate: Candidate, run: Run): Promise<ModelCardInput> {
  const { config, set, pipeline, evaluation, metrics } = candidate
  const { slices, decision, champion } = candidate.gate
  const environment = await source.describe()
  const { parity_max_difference: maxDifference, parity_label_flips: labelFlips } = metrics
  return {
    name: config.mlflow.model_name,
    task: set.target.task,
    createdAt: clock.now(),
    runId: run.runId,
    experiment: config.mlflow.experiment_name,
    ...(environment.git ? { gitCommit: environment.git.commit } : {}),
    estimator: config.model.type,
    parameters: pipeline.parameters,
    data: [
      { name: basename(config.data.train_path ?? 'query'), sha256: set.loaded.sha256, rows: set.loaded.totalRows },
    ],
    target: set.target.name,
    classes: pipeline.scorer.classes,
    inputs: pipeline.features.inputs,
    metrics,
    intervals: runMetrics(metricIntervals(evaluation.truth, evaluation.predictions)),
    evaluatedRows: set.split.val.length,
    slices: slices.filter(({ metric }) => metric === slices[0]?.metric),
    onnx: {
      bytes: pipeline.graph.length,
      parity: { maxDifference: maxDifference!, labelFlips: labelFlips!, rows: evaluation.scores.rows },
    },
    environment: { node: environment.node, platform: environment.platform, modelwright: environment.version },
    gate: decision,
    ...(champion ? { champion: { version: champion.version, metrics: {} } } : {}),
  }
}

/** What the folder carries of the config: a path of the machine that trained would say nothing elsewhere, and too much. */
function valuesOf({ file: _file, root, where: _where, ...values }: Config): ConfigValues {
  const { train_path: train, test_path: test } = values.data
  return {
    ...values,
    data: {
      ...values.data,
      ...(train === undefined ? {} : { train_path: portablePath(root, train) }),
      ...(test === undefined ? {} : { test_path: portablePath(root, test) }),
    },
  }
}

/** Relative to the project; of a file elsewhere, its name. */
function portablePath(root: string, path: string): string {
  const fromRoot = relative(root, path)
  return fromRoot.startsWith('..') || isAbsolute(fromRoot) ? basename(path) : fromRoot.replaceAll('\\', '/')
}
