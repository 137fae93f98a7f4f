// What a table says of a model that was trained elsewhere: the names of its columns, its metrics, its profile, its card.
import type { Config } from '../../config/index.ts'
import { AppError, atPace, type Reporter } from '../../core/index.ts'
import {
  type InputColumn,
  identifyRows,
  type LoadedTable,
  type ReadOptions,
  sourceOf,
  type Table,
  type Target,
} from '../../data/index.ts'
import { type MetricMap, metricIntervalSteps, runMetrics } from '../../evaluate/index.ts'
import { withNamedInputs, withRenamedInputs } from '../../onnx/index.ts'
import { interfaceOfGraph, type ModelInterface, withScorer } from '../../score/index.ts'
import type { Run } from '../../track/index.ts'
import {
  type Evaluation,
  evaluateRows,
  type JudgedSet,
  type ReadingDeps,
  readTable,
  type TrainingRows,
  testRows,
  trainingSource,
} from '../fitting/index.ts'
import { EXTRA_FILES, inputTypes, type ScorerDeps } from '../models/index.ts'
import type { ProjectDeps } from '../ports/index.ts'
import { cardFile, dataOfCard, profileFile, readingConfigFile } from '../training/index.ts'

export interface ReferenceData {
  readonly loaded: LoadedTable
  readonly table: Table
  /** Those with a target. */
  readonly rows: TrainingRows
  /** With an input for each column. */
  readonly graph: Uint8Array
}

export interface MeasuredReference {
  readonly inputs: readonly InputColumn[]
  readonly classes: ModelInterface['classes']
  readonly evaluation: Evaluation
  /** `val_auc`, … */
  readonly metrics: MetricMap
}

/** Reads the config's table as the model reads it, with the target as the model's classes. @throws what the reader throws, DATA_TARGET_INVALID, DATA_COLUMN_MISSING */
export async function readReference(deps: ReadingDeps, config: Config, original: Uint8Array): Promise<ReferenceData> {
  const unread = interfaceOfGraph(original)
  const isNamed = unread.inputs.every(({ name }) => !UNNAMED.test(name))
  const read = (types: ReadOptions): Promise<LoadedTable> => readTable(config, trainingSource(config), deps, types)
  const first = await read(isNamed ? inputTypes(unread.inputs) : {})
  const named = namedGraph(original, config, first.table, deps.reporter)
  const graph = asColumnsOf(first.table, named, config.data.target_column, deps.reporter)
  // Under its new name an input says of which type its column is.
  const loaded = graph === named ? first : await read(inputTypes(interfaceOfGraph(graph).inputs))
  const inTarget: Config = { ...config, where: (key) => config.where(key === 'data.test_path' ? TARGET : key) }
  const known = { target: emptyTarget(unread, config.data.target_column) }
  const rows = testRows(inTarget, known, loaded.table, deps.reporter)
  return { loaded, table: rows.table, graph, rows }
}

const TARGET = 'data.target_column'

/** To judge by. */
export function judgedSet({ loaded, graph, rows }: ReferenceData): JudgedSet {
  const { inputs } = interfaceOfGraph(graph)
  const names = inputs.map(({ name }) => name)
  return { loaded, ...rows, identity: identifyRows(rows.table, rows.target, names) }
}

function emptyTarget({ task, classes }: ModelInterface, name: string): Target {
  return task === 'regression'
    ? { task, name, values: new Float64Array(0) }
    : { task, name, classes, values: new Int32Array(0) }
}

const asIdentifier = (name: string): string => name.replace(/[^A-Za-z0-9_]/g, '_')

/** skl2onnx users write `education_num` for `education-num`, since an input of a graph should be an identifier: the table's name is taken where only one can be meant. */
function asColumnsOf({ columns }: Table, graph: Uint8Array, target: string, reporter: Reporter): Uint8Array {
  const { inputs } = interfaceOfGraph(graph)
  const have = new Set(columns.map(({ name }) => name))
  const apart = new Set([target, ...inputs.map(({ name }) => name)])
  const names = new Map<string, string>()
  for (const { name } of inputs) {
    if (have.has(name)) continue
    const meant = columns.filter((one) => !apart.has(one.name) && asIdentifier(one.name) === asIdentifier(name))
    const rivals = inputs.filter((one) => asIdentifier(one.name) === asIdentifier(name))
    if (meant.length === 1 && rivals.length === 1) names.set(name, meant[0]!.name)
  }
  if (names.size === 0) return graph
  const told = [...names].map(([input, column]) => `${input} as ${column}`).join(', ')
  reporter.warn(`inputs of the graph are called as the columns of the table: ${told}`)
  return withRenamedInputs(graph, names)
}

/** As the reader of graphs calls the columns of a matrix. */
const UNNAMED = /^x\d+$/

/** The graph with the columns of its matrices named as the config's features, or as the table's columns beside the target. Without a matrix, or names that fit, it stays as it is. */
export function namedGraph(
  graph: Uint8Array,
  { data, features, where }: Config,
  table: Table | undefined,
  reporter: Reporter,
): Uint8Array {
  const { inputs } = interfaceOfGraph(graph)
  const unnamed = inputs.filter(({ name }) => UNNAMED.test(name)).length
  if (unnamed === 0) return graph
  const apart = new Set([data.target_column, ...(data.drop_columns ?? []), ...inputs.map(({ name }) => name)])
  const listed = [...(features.numeric ?? []), ...(features.categorical ?? [])]
  const columns = table?.columns.map(({ name }) => name).filter((name) => !apart.has(name)) ?? []
  const names = [listed, columns].find(({ length }) => length === unnamed)
  if (names === undefined) {
    const found =
      listed.length > 0 ? `the config lists ${listed.length} features` : `${columns.length} columns are there`
    if (table === undefined && listed.length === 0) return graph
    throw new AppError('CONFIG_INVALID', `the graph reads ${unnamed} values a row without names, and ${found}`, {
      where: where('features.numeric'),
      fix: 'List the columns under features.numeric, in the order in which the model was trained on them',
    })
  }
  reporter.warn(
    `the graph does not name what it reads; its columns are taken to be, in this order: ${names.join(', ')}`,
  )
  return withNamedInputs(graph, names)
}

/** @throws MODEL_INPUT_INVALID, CATEGORY_UNKNOWN */
export function measureReference(
  { engine, limits, pace }: ScorerDeps & Pick<ProjectDeps, 'pace'>,
  config: Config,
  { graph, rows }: ReferenceData,
): Promise<MeasuredReference> {
  return withScorer(graph, { engine, limits }, async (scorer) => {
    const { inputs, classes } = scorer
    const evaluation = await evaluateRows(scorer, rows, { threshold: config.serving?.threshold, pace })
    return { inputs, classes, evaluation, metrics: runMetrics(evaluation.metrics) }
  })
}

/** Profile and card, as a training leaves them beside its graph. */
export async function referenceFiles(
  deps: Pick<ProjectDeps, 'files' | 'clock' | 'pace'>,
  config: Config,
  facts: {
    readonly name: string
    readonly run: Run
    readonly reference: ReferenceData
    readonly measured: MeasuredReference
    readonly areNew: boolean
  },
): Promise<ReadonlyMap<string, Uint8Array>> {
  const { name, run, reference, measured, areNew } = facts
  const { table, target } = reference.rows
  const { inputs, classes, evaluation, metrics } = measured
  const card = await cardFile(deps, config, {
    name,
    task: target.task,
    createdAt: deps.clock.now(),
    runId: run.runId,
    experiment: config.mlflow.experiment_name,
    estimator: 'ONNX graph, trained elsewhere',
    target: target.name,
    classes,
    inputs,
    metrics,
    intervals: runMetrics(
      await atPace(deps.pace, metricIntervalSteps(evaluation.truth, evaluation.predictions, evaluation)),
    ),
    measuredOn: `${table.rows} rows of ${sourceOf(table)}; whether the model has learned from them is not known`,
    onnx: { bytes: reference.graph.length },
    data: [dataOfCard(reference.loaded)],
  })
  return new Map([
    [EXTRA_FILES.readingConfig, readingConfigFile(config, reference.loaded, areNew)],
    [EXTRA_FILES.referenceProfile, await profileFile(deps, table, { inputs, classes, scores: evaluation.scores })],
    [EXTRA_FILES.modelCard, card],
  ])
}
