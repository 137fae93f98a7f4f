// The gate of a model against the one that serves now, both on the rows held out.

import type { Config } from '../../config/index.ts'
import { atPace } from '../../core/index.ts'
import { evaluateSlices, type MetricMap, type SliceMetric } from '../../evaluate/index.ts'
import { describeRule, type GateCandidate, type GateDecision, gateSteps } from '../../gate/index.ts'
import type { GateVerdict, ModelVersion } from '../../registry/index.ts'
import type { Scorer } from '../../score/index.ts'
import { dataName, type Evaluation, gateRules, type JudgedSet, rowsOf, selectPredictions } from '../fitting/index.ts'
import { championOf } from '../models/index.ts'
import type { ProjectDeps } from '../ports/index.ts'
import { contractOf, contractOfVersion } from './contract.ts'
import {
  type ComparisonDeps,
  type ComparisonQuestion,
  type JudgedRows,
  type Rival,
  scoreChampion,
} from './fair-comparison.ts'

export type GateDeps = ComparisonDeps & Pick<ProjectDeps, 'models'>

export interface GateFacts {
  readonly judged: JudgedRows
  /** On the rows of `judged.held`. */
  readonly evaluation: Evaluation
  readonly metrics: MetricMap
  readonly modelBytes: number
  readonly parity: NonNullable<GateCandidate['parity']>
  /** Of the graph that is judged. */
  readonly graph: Pick<Scorer, 'inputs' | 'classes'>
  /** The version that is judged, if it is registered already. */
  readonly version?: ModelVersion
}

export interface GateOutcome {
  readonly decision: GateDecision
  readonly slices: readonly SliceMetric[]
  readonly champion: ModelVersion | undefined
  /** The decision as the history keeps it. */
  readonly verdict: GateVerdict
}

/** @throws CONFIG_INVALID */
export async function runGate(
  deps: GateDeps,
  config: Config,
  set: JudgedSet,
  { judged, evaluation, metrics, modelBytes, parity, graph, version }: GateFacts,
): Promise<GateOutcome> {
  const rules = gateRules(config, set.target.task)
  const { truth, predictions } = evaluation
  await deps.pace.rest()
  const slices = await evaluateSlices(set.table, judged.held, truth, predictions, {
    columns: graph.inputs.map(({ name }) => name),
    pace: deps.pace,
  })
  await deps.pace.rest()
  const champion = await championOf(deps, version?.name ?? config.mlflow.model_name)
  const isItself = champion !== undefined && champion.version === version?.version
  const compares = rules.some(({ kind }) => kind === 'versus')
  const question = compares ? { config, set, judged } : undefined
  const rival = champion && !isItself ? await rivalOf(deps, champion, question) : undefined
  const compared = rowsOf(set, rival?.rows ?? judged.held)
  await deps.pace.rest()
  const decision = await atPace(
    deps.pace,
    gateSteps(rules, {
      candidate: {
        metrics,
        scores: rival?.rows ? selectPredictions(predictions, judged.held, rival.rows) : predictions,
        slices,
        modelBytes,
        parity,
        contract: contractOf(graph, config.serving),
      },
      ...(isItself ? { champion: 'itself' } : rival && { champion: rival.champion }),
      truth: compared.target,
      ...(compared.weights && { weights: compared.weights }),
    }),
  )
  return {
    decision,
    slices,
    champion,
    verdict: {
      outcome: decision.passed ? 'passed' : 'refused',
      data: { name: dataName(set.loaded), sha256: set.loaded.sha256 },
      rows: judged.held.length,
      champion: champion?.version ?? null,
      compared: compares,
      policy: rules.map(describeRule),
      failed: decision.checks.filter(({ status }) => status === 'failed').map(({ name }) => name),
    },
  }
}

/** What the callers of the champion rely on, and its scores where a rule asks for them. */
async function rivalOf(
  deps: ComparisonDeps,
  champion: ModelVersion,
  question: ComparisonQuestion | undefined,
): Promise<Partial<Rival> & Pick<Rival, 'champion'>> {
  const contract = await contractOfVersion(deps, champion)
  const { champion: scored, rows } = question
    ? await scoreChampion(deps, champion, question)
    : { champion: { version: champion.version }, rows: undefined }
  return { champion: { ...scored, ...(contract && { contract }) }, ...(rows && { rows }) }
}
