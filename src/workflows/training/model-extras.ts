// The files of ours that lie beside a graph: what it was trained with, what its data looked like, and its card.

import { basename, isAbsolute, join, relative } from 'node:path'
import type { Config, ConfigValues } from '../../config/index.ts'
import { isAppError } from '../../core/index.ts'
import type { LoadedTable, Table } from '../../data/index.ts'
import { buildReferenceProfile } from '../../monitor/index.ts'
import { type CardData, type ModelCardInput, mergeHumanSections, renderModelCard } from '../../report/index.ts'
import type { Scorer, Scores } from '../../score/index.ts'
import type { Run } from '../../track/index.ts'
import { dataName } from '../fitting/index.ts'
import type { StoredReadingConfig, StoredTrainingConfig } from '../models/index.ts'
import { EXTRA_FILES } from '../models/index.ts'
import type { ProjectDeps } from '../ports/index.ts'
import { answerColumns } from '../serving/index.ts'
import type { Candidate } from './candidate.ts'

export type ExtrasDeps = Pick<ProjectDeps, 'files' | 'source' | 'clock' | 'pace'>

const text = new TextEncoder()

export async function modelExtras(
  deps: ExtrasDeps,
  candidate: Candidate,
  run: Run,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const { config, set, pipeline, evaluation } = candidate
  const { table } = candidate.held
  const stored: StoredTrainingConfig = {
    config: valuesOf(config),
    task: set.target.task,
    classes: pipeline.model.classes,
    data: { sha256: set.loaded.sha256, rows: set.table.rows, reading: set.loaded.reading },
  }
  const { inputs } = pipeline.features
  const { classes } = pipeline.model
  return new Map([
    [EXTRA_FILES.trainingConfig, text.encode(`${JSON.stringify(stored, null, 2)}\n`)],
    [EXTRA_FILES.referenceProfile, await profileFile(deps, table, { inputs, classes, scores: evaluation.scores })],
    [EXTRA_FILES.modelCard, await cardFile(deps, config, await cardInput(deps, candidate, run))],
  ])
}

/** The distribution of a model's inputs and answers on `table`. */
export async function profileFile(
  { pace }: Pick<ProjectDeps, 'pace'>,
  table: Table,
  model: Pick<Scorer, 'inputs' | 'classes'> & { readonly scores: Scores },
): Promise<Uint8Array> {
  const [prediction, probability] = answerColumns(model, model.scores)
  const score = model.classes.length === 2 ? probability : prediction
  return text.encode(JSON.stringify(await buildReferenceProfile(table, model.inputs, score, { pace })))
}

/** The card, with what people wrote: into the config's `card` section, or into `model-card.md` beside it. */
export async function cardFile(
  deps: Pick<ProjectDeps, 'files'>,
  config: Config,
  input: ModelCardInput,
): Promise<Uint8Array> {
  const { license, ...human } = config.card ?? {}
  const rendered = renderModelCard({ ...input, human, license })
  try {
    const written = await deps.files.read(join(config.root, EXTRA_FILES.modelCard))
    return text.encode(mergeHumanSections(new TextDecoder().decode(written), rendered))
  } catch (error) {
    if (isAppError(error, 'DATA_NOT_FOUND')) return text.encode(rendered)
    throw error
  }
}

export function dataOfCard(loaded: LoadedTable): CardData {
  return { name: dataName(loaded), sha256: loaded.sha256, rows: loaded.totalRows }
}

async function cardInput(
  { source, clock, pace }: Pick<ProjectDeps, 'source' | 'clock' | 'pace'>,
  candidate: Candidate,
  run: Run,
): Promise<ModelCardInput> {
  const { config, set, pipeline, evaluation, metrics, intervals, suspects } = candidate
  const { slices, decision, champion } = candidate.gate
  const environment = await source.describe()
  await pace.rest()
  const { parity_max_difference: maxDifference, parity_label_flips: labelFlips } = metrics
  return {
    name: config.mlflow.model_name,
    task: set.target.task,
    createdAt: clock.now(),
    runId: run.runId,
    experiment: config.mlflow.experiment_name,
    ...(environment.git ? { gitCommit: environment.git.commit } : {}),
    estimator: config.model.type,
    parameters: { ...pipeline.parameters, random_state: candidate.seed },
    data: [dataOfCard(set.loaded)],
    target: set.target.name,
    classes: pipeline.model.classes,
    inputs: pipeline.features.inputs,
    metrics,
    intervals,
    suspects: suspects.lines,
    measuredOn: `${set.split.val.length} rows the model was not trained on`,
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

/** How the tables of a model that was trained elsewhere are read and judged. */
export function readingConfigFile(config: Config, loaded: LoadedTable, areNew: boolean): Uint8Array {
  const data = { sha256: loaded.sha256, rows: loaded.table.rows, reading: loaded.reading }
  const stored: StoredReadingConfig = { config: valuesOf(config), data, areNew }
  return text.encode(`${JSON.stringify(stored, null, 2)}\n`)
}

/** What the folder carries of the config: a path of the machine that trained would say nothing elsewhere, and too much. */
function valuesOf({ file: _file, root, where: _where, ...values }: Config): ConfigValues {
  const { train_path: train, test_path: test, query_folders: folders } = values.data
  return {
    ...values,
    data: {
      ...values.data,
      ...(train === undefined ? {} : { train_path: portablePath(root, train) }),
      ...(test === undefined ? {} : { test_path: portablePath(root, test) }),
      ...(folders === undefined ? {} : { query_folders: folders.map((folder) => portablePath(root, folder)) }),
    },
  }
}

/** Relative to the project; of a file elsewhere, its name. */
function portablePath(root: string, path: string): string {
  const fromRoot = relative(root, path)
  return fromRoot.startsWith('..') || isAbsolute(fromRoot) ? basename(path) : fromRoot.replaceAll('\\', '/')
}
