// The gate of a model against the one that serves now, both on the rows held out.
import type { Config } from '../config/index.ts'
import { evaluateSlices, type MetricMap, type SliceMetric } from '../evaluate/index.ts'
import { evaluateGate, type GateCandidate, type GateDecision } from '../gate/index.ts'
import type { ModelVersion } from '../registry/index.ts'
import type { Scorer } from '../score/index.ts'
import { championOf, scoreChampion } from './champion.ts'
import type { Evaluation } from './evaluation.ts'
import type { ProjectDeps } from './project-deps.ts'
import { gateRules } from './recipe.ts'
import { rowsOf, type TrainingSet } from './training-set.ts'

/** `passed` or `refused`. */
export const GATE_TAG = 'modelwright.gate'
/** The champion a version was compared with: its number, `none`, or `any` where no rule compares. */
export const RIVAL_TAG = 'modelwright.gate.champion'

export interface GateFacts {
  readonly evaluation: Evaluation
  readonly metrics: MetricMap
  readonly modelBytes: number
  readonly parity: NonNullable<GateCandidate['parity']>
  readonly inputs: Scorer['inputs']
  /** The version that is judged, if it is registered already. */
  readonly version?: ModelVersion
}

export interface GateOutcome {
  readonly decision: GateDecision
  readonly slices: readonly SliceMetric[]
  readonly champion: ModelVersion | undefined
  /** What the version's tags should say. */
  readonly tags: Readonly<Record<typeof GATE_TAG | typeof RIVAL_TAG, string>>
}

/** `facts` are those of the held-out rows of `set`. @throws CONFIG_INVALID */
export async function runGate(
  deps: ProjectDeps,
  config: Config,
  set: TrainingSet,
  { evaluation, metrics, modelBytes, parity, inputs, version }: GateFacts,
): Promise<GateOutcome> {
  const rules = gateRules(config, set.target.task)
  const { truth, predictions } = evaluation
  const slices = evaluateSlices(set.table, set.split.val, truth, predictions, {
    columns: inputs.map(({ name }) => name),
  })
  const held = rowsOf(set, set.split.val)
  const champion = await championOf(deps, version?.name ?? config.mlflow.model_name)
  const isItself = champion !== undefined && champion.version === version?.version
  const rival = isItself ? 'itself' : champion && (await scoreChampion(deps, champion, config, set.loaded, held))
  const decision = evaluateGate(rules, {
    candidate: { metrics, scores: predictions, slices, modelBytes, parity },
    ...(rival && { champion: rival }),
    truth,
    ...(held.weights && { weights: held.weights }),
  })
  const compares = rules.some(({ kind }) => kind === 'versus')
  return {
    decision,
    slices,
    champion,
    tags: {
      [GATE_TAG]: decision.passed ? 'passed' : 'refused',
      [RIVAL_TAG]: compares ? String(champion?.version ?? 'none') : 'any',
    },
  }
}
