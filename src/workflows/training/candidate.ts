// data → features → train → evaluate → gate: one candidate, measured and judged before anything of it is kept.

import type { Config } from '../../config/index.ts'
import { atPace, type Pace } from '../../core/index.ts'
import { type LearnedRows, learnedRows } from '../../data/index.ts'
import {
  type FoldSummary,
  foldMetrics,
  type MetricIntervals,
  type MetricMap,
  metricIntervalSteps,
  runMetrics,
} from '../../evaluate/index.ts'
import { type Scorer, withScorer } from '../../score/index.ts'
import type { Recipe } from '../fitting/index.ts'
import {
  crossValidate,
  type DataSuspects,
  dataSuspects,
  type Evaluation,
  evaluateHeldOut,
  evaluateRows,
  type FittedPipeline,
  fitPipeline,
  pipelineParity,
  type ReadingDeps,
  readTable,
  rowsOf,
  type TrainingRows,
  type TrainingSet,
  testRows,
} from '../fitting/index.ts'
import { type GateDeps, type GateOutcome, runGate } from '../gating/index.ts'
import { inputTypes, readingOptions } from '../models/index.ts'

export type CandidateDeps = ReadingDeps & GateDeps

/** What was measured beside `evaluation`, each by the metric's own name. */
export interface Measured {
  /** 95 %, on the held-out rows. */
  readonly intervals: MetricIntervals
  /** With training.cv. */
  readonly folds: FoldSummary | undefined
  /** With data.test_path. */
  readonly test: MetricMap | undefined
}

export interface Candidate {
  readonly config: Config
  /** Of the estimator. */
  readonly seed: number
  readonly set: TrainingSet
  readonly pipeline: FittedPipeline
  readonly learned: LearnedRows
  /** The rows that it was not fitted on. */
  readonly held: TrainingRows
  readonly evaluation: Evaluation
  readonly measured: Measured
  /** What was measured, as the run logs it. */
  readonly metrics: MetricMap
  /** 95 %, of metrics on held-out and test rows, by the same names. */
  readonly intervals: MetricIntervals
  readonly suspects: DataSuspects
  readonly gate: GateOutcome
}

/** @throws PARAMETER_INVALID, FEATURE_INVALID, DATA_TARGET_INVALID, CONFIG_INVALID */
export async function makeCandidate(deps: CandidateDeps, recipe: Recipe, set: TrainingSet): Promise<Candidate> {
  const { reporter, pace } = deps
  const { config } = recipe
  const pipeline = await fitPipeline({ reporter, pace }, recipe, { plan: set.plan, rows: rowsOf(set, set.split.train) })
  await pace.rest()
  const held = rowsOf(set, set.split.val)
  const { test_path: testPath } = config.data
  const { evaluation, test } = await withScorer(pipeline.graph, {}, async (scorer) => ({
    evaluation: await evaluateHeldOut(config, scorer, held, pace),
    test: testPath === undefined ? undefined : await measureTest(deps, { config, set, scorer, path: testPath }),
  }))
  const parity = await pipelineParity(pipeline, held.table, evaluation.scores, pace)
  const heldIntervals = await intervalsOf(pace, evaluation)
  const testIntervals = test && (await intervalsOf(pace, test))
  await pace.rest()
  const folds = recipe.folds.length === 0 ? undefined : await crossValidate(recipe, set, deps)
  const metrics: MetricMap = {
    ...runMetrics(evaluation.metrics, 'val_'),
    ...(test && runMetrics(test.metrics, 'test_')),
    ...(folds && foldMetrics(folds)),
    parity_max_difference: parity.maxDifference,
    parity_label_flips: parity.labelFlips,
    model_bytes: pipeline.graph.length,
  }
  const { train: fitted, val } = set.split
  const names = pipeline.features.inputs.map(({ name }) => name)
  await pace.rest()
  const learned = learnedRows(set.table, names, fitted)
  await pace.rest()
  const suspects = dataSuspects(config, set, evaluation)
  const gate = await runGate(deps, config, set, {
    judged: { held: val, learned, fitted },
    evaluation,
    metrics,
    modelBytes: pipeline.graph.length,
    parity,
    graph: { inputs: pipeline.features.inputs, classes: pipeline.model.classes },
  })
  return {
    config,
    seed: recipe.seed,
    set,
    pipeline,
    learned,
    held,
    evaluation,
    measured: { intervals: heldIntervals, folds, test: test?.metrics },
    metrics,
    intervals: { ...runMetrics(heldIntervals, 'val_'), ...(testIntervals && runMetrics(testIntervals, 'test_')) },
    suspects,
    gate,
  }
}

async function measureTest(
  deps: ReadingDeps,
  { config, set, scorer, path }: { config: Config; set: TrainingSet; scorer: Scorer; path: string },
): Promise<Evaluation> {
  const { table } = await readTable(config, { kind: 'path', path }, deps, {
    ...inputTypes(scorer.inputs),
    ...readingOptions(config.data, set.loaded.reading),
  })
  const test = testRows(config, set, table, deps.reporter)
  return evaluateRows(scorer, test, { threshold: config.serving?.threshold, pace: deps.pace })
}

function intervalsOf(pace: Pace, { truth, predictions, weights }: Evaluation): Promise<MetricIntervals> {
  return atPace(pace, metricIntervalSteps(truth, predictions, { weights }))
}
