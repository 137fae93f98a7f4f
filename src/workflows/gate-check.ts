// The gate of a model against the one that serves now, both on the rows held out.
import { basename } from 'node:path'
import type { Config } from '../config/index.ts'
import type { LoadedTable } from '../data/index.ts'
import { evaluateSlices, type MetricMap, type SliceMetric } from '../evaluate/index.ts'
import { describeRule, evaluateGate, type GateCandidate, type GateChampion, type GateDecision } from '../gate/index.ts'
import type { GateVerdict, ModelVersion } from '../registry/index.ts'
import type { Scorer } from '../score/index.ts'
import { championOf, scoreChampion } from './champion.ts'
import { contractOf, contractOfVersion } from './contract.ts'
import type { Evaluation } from './evaluation.ts'
import type { ProjectDeps } from './project-deps.ts'
import { gateRules } from './recipe.ts'
import { rowsOf, type TrainingRows, type TrainingSet } from './training-set.ts'

export interface GateFacts {
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

/** `facts` are those of the held-out rows of `set`. @throws CONFIG_INVALID */
export async function runGate(
  deps: ProjectDeps,
  config: Config,
  set: TrainingSet,
  { evaluation, metrics, modelBytes, parity, graph, version }: GateFacts,
): Promise<GateOutcome> {
  const rules = gateRules(config, set.target.task)
  const { truth, predictions } = evaluation
  await deps.pace.rest()
  const slices = await evaluateSlices(set.table, set.split.val, truth, predictions, {
    columns: graph.inputs.map(({ name }) => name),
    pace: deps.pace,
  })
  await deps.pace.rest()
  const held = rowsOf(set, set.split.val)
  const champion = await championOf(deps, version?.name ?? config.mlflow.model_name)
  const isItself = champion !== undefined && champion.version === version?.version
  const rival = isItself ? 'itself' : champion && (await rivalOf(deps, champion, config, set.loaded, held))
  await deps.pace.rest()
  const decision = evaluateGate(rules, {
    candidate: {
      metrics,
      scores: predictions,
      slices,
      modelBytes,
      parity,
      contract: contractOf(graph, config.serving),
    },
    ...(rival && { champion: rival }),
    truth,
    ...(held.weights && { weights: held.weights }),
  })
  return {
    decision,
    slices,
    champion,
    verdict: {
      outcome: decision.passed ? 'passed' : 'refused',
      data: { name: dataName(set.loaded), sha256: set.loaded.sha256 },
      rows: held.table.rows,
      champion: champion?.version ?? null,
      compared: rules.some(({ kind }) => kind === 'versus'),
      policy: rules.map(describeRule),
      failed: decision.checks.filter(({ status }) => status === 'failed').map(({ name }) => name),
    },
  }
}

/** The champion on the same rows, and what its callers rely on. */
async function rivalOf(
  deps: ProjectDeps,
  champion: ModelVersion,
  ...on: [config: Config, loaded: LoadedTable, rows: TrainingRows]
): Promise<GateChampion> {
  const contract = await contractOfVersion(deps, champion)
  return { ...(await scoreChampion(deps, champion, ...on)), ...(contract && { contract }) }
}

/** What people call the data of a verdict. */
function dataName({ files, table }: LoadedTable): string {
  const [first, ...others] = files
  if (first === undefined) return table.source ?? 'query'
  return others.length === 0 ? basename(first) : `${basename(first)} and ${others.length} more`
}
