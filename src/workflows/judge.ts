// The gate of a version that is registered already: its rows are read again and both versions are scored on them.
import type { Config } from '../config/index.ts'
import { AppError } from '../core/index.ts'
import { runMetrics } from '../evaluate/index.ts'
import type { GateDecision } from '../gate/index.ts'
import { type GateVerdict, type ModelVersion, standingRefusal, verdictsOn } from '../registry/index.ts'
import { answersTarget, evaluateRows } from './evaluation.ts'
import { runGate } from './gate-check.ts'
import { mayKnowHeldOut, withSplitOf } from './held-out.ts'
import { loggedMetrics } from './logged-metrics.ts'
import type { ProjectDeps } from './project-deps.ts'
import { openVersion, scorerOf, trainingConfigOf } from './stored-model.ts'
import { prepareTrainingSet, readTable, rowsOf, trainingSource } from './training-set.ts'
import { dataText } from './verdict-text.ts'

export interface Judgement {
  readonly name: string
  readonly version: number
  readonly champion: number | null
  readonly rows: number
  /** The table whose held-out rows judged. */
  readonly data: GateVerdict['data']
  readonly decision: GateDecision
}

/** Judges a version on the held-out rows of the config's data, and notes the outcome on the version. @throws ARTIFACT_DIGEST, DATA_NOT_FOUND, MODEL_INPUT_INVALID */
export async function judge(deps: ProjectDeps, config: Config, version: ModelVersion): Promise<Judgement> {
  const stored = await openVersion(deps, version)
  const loaded = await readTable(config, trainingSource(config), deps)
  const trained = trainingConfigOf(stored)
  const own = withSplitOf(trained, config, loaded)
  const set = prepareTrainingSet(own, loaded, deps.reporter)
  if (mayKnowHeldOut(trained, own, loaded)) {
    const data = trained === undefined ? 'nobody knows what' : 'these are not the data'
    deps.reporter.warn(`${data} the version was trained on: it may have learned from some of the rows that judge it`)
  }
  const held = rowsOf(set, set.split.val)
  const scorer = await scorerOf(deps, stored)
  try {
    if (!answersTarget(scorer, set.target)) {
      throw new AppError(
        'MODEL_INPUT_INVALID',
        `version ${version.version} predicts other classes than '${set.target.name}' has`,
        {
          where: config.where('data.target_column'),
          fix: 'Use the config the version was trained with',
        },
      )
    }
    const evaluation = await evaluateRows(scorer, held, { threshold: config.serving?.threshold, pace: deps.pace })
    const logged = await loggedMetrics(deps.tracking, version)
    const { decision, champion, verdict } = await runGate(deps, own, set, {
      evaluation,
      metrics: { ...logged, ...runMetrics(evaluation.metrics, 'val_') },
      modelBytes: stored.folder.graph.length,
      parity: loggedParity(logged),
      graph: scorer,
      version,
    })
    await tellOtherData(deps, version, verdict)
    await deps.registry.recordVerdict(version.name, version.version, verdict, { by: deps.user })
    return {
      name: version.name,
      version: version.version,
      champion: champion?.version ?? null,
      rows: held.table.rows,
      data: verdict.data,
      decision,
    }
  } finally {
    await scorer.close()
  }
}

/** As measured in training, where the fitted pipeline still existed; a graph from elsewhere is the original itself. */
function loggedParity(logged: Readonly<Record<string, number>>) {
  const { parity_max_difference: maxDifference, parity_label_flips: labelFlips } = logged
  return maxDifference === undefined || labelFlips === undefined ? ('original' as const) : { maxDifference, labelFlips }
}

/** Says what a judgement on these data cannot say: that of other data, of the version's own or the champion's. */
async function tellOtherData(
  { registry, reporter }: ProjectDeps,
  { name, version }: ModelVersion,
  { data, champion }: GateVerdict,
): Promise<void> {
  const history = await registry.history(name)
  const isOther = (one: GateVerdict | undefined): one is GateVerdict =>
    one !== undefined && one.data.sha256 !== data.sha256
  const refusal = standingRefusal(verdictsOn(history, version))
  if (isOther(refusal)) {
    reporter.warn(
      `version ${version} was refused on other data, ${dataText(refusal)}: that stands whatever ${dataText({ data })} says`,
    )
  }
  const [judged] = champion === null || champion === version ? [] : verdictsOn(history, champion)
  if (isOther(judged)) {
    reporter.warn(
      `the champion (version ${champion}) was judged on other data: ${dataText(judged)}, not ${dataText({ data })}`,
    )
  }
}
