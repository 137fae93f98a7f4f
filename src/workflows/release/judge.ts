// The gate of a version that is registered already, on rows that it has not learned from.
import type { Config } from '../../config/index.ts'
import { AppError } from '../../core/index.ts'
import { type LearnedRows, sourceOf, trainValSplit, unseenRows } from '../../data/index.ts'
import { runMetrics } from '../../evaluate/index.ts'
import type { GateDecision } from '../../gate/index.ts'
import { type GateVerdict, type ModelVersion, standingRefusal, verdictsOn } from '../../registry/index.ts'
import {
  answersTarget,
  evaluateRows,
  type JudgedSet,
  located,
  prepareTrainingSet,
  type ReadingDeps,
  readLearnedRows,
  readTable,
  rowsOf,
  type TrainingSet,
  trainingSource,
} from '../fitting/index.ts'
import { dataText, type GateDeps, isEnough, type JudgedRows, runGate } from '../gating/index.ts'
import {
  loggedMetrics,
  openVersion,
  readingConfigOf,
  type StoredModel,
  type StoredTrainingConfig,
  trainingConfigOf,
  withModelScorer,
} from '../models/index.ts'
import type { ProjectDeps } from '../ports/index.ts'
import { servingOf } from '../serving/index.ts'
import { judgedSet, readReference } from './reference-data.ts'

export interface Judgement {
  readonly name: string
  readonly version: number
  readonly champion: number | null
  readonly rows: number
  /** The table whose held-out rows judged. */
  readonly data: GateVerdict['data']
  readonly decision: GateDecision
}

export type JudgeDeps = GateDeps & ReadingDeps & Pick<ProjectDeps, 'runs' | 'ledger' | 'user'>

export interface JudgeRequest {
  readonly config: Config
  readonly version: ModelVersion
  /** The user named the data for this judgement: a version that nobody knows the rows of is taken not to have seen them. @default false */
  readonly areNew?: boolean | undefined
}

/** Judges a version on the rows of the config's data that it has not learned from, and notes the outcome on the version. @throws ARTIFACT_DIGEST, DATA_NOT_FOUND, DATA_EMPTY, MODEL_INPUT_INVALID */
export async function judge(deps: JudgeDeps, { config, version, areNew: saidNew }: JudgeRequest): Promise<Judgement> {
  const stored = await openVersion(deps, version)
  const { own, set, trainedOn } = await setOf(deps, config, stored)
  const learned = await readLearnedRows(deps, version)
  const isTrainedTable = trainedOn === set.loaded.sha256
  const isOwnTable = learned !== undefined && isTrainedTable
  const reading = readingConfigOf(stored)
  // What the user vouched for at registration needs no second word.
  const isVouched = reading?.areNew === true && reading.data.sha256 === set.loaded.sha256
  // Nobody's word makes rows new to a version that was trained on them.
  const areNew = (saidNew || isVouched) && !isTrainedTable
  const judged: JudgedRows =
    learned === undefined
      ? { held: areNew ? allRows(set) : set.split.val, learned, fitted: undefined, areNew }
      : { ...judgedRows(set, learned, isOwnTable), areNew }
  if (learned === undefined && !areNew) {
    deps.reporter.warn(
      'nobody knows which rows the version has learned from: it may have seen some of those that judge it',
    )
  }
  const held = rowsOf(set, judged.held)
  return withModelScorer(deps, stored, async (scorer) => {
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
    const evaluation = await evaluateRows(scorer, held, {
      threshold: servingOf(stored, config.serving).threshold,
      pace: deps.pace,
    })
    const logged = await loggedMetrics(deps.runs, version)
    const { decision, champion, verdict } = await runGate(deps, own, set, {
      judged,
      evaluation,
      metrics: { ...logged, ...runMetrics(evaluation.metrics, 'val_') },
      modelBytes: stored.folder.graph.length,
      parity: loggedParity(logged),
      graph: scorer,
      version,
    })
    await tellOtherData(deps, version, verdict)
    await deps.ledger.recordVerdict(version.name, version.version, verdict, { by: deps.user })
    return {
      name: version.name,
      version: version.version,
      champion: champion?.version ?? null,
      rows: held.table.rows,
      data: verdict.data,
      decision,
    }
  })
}

/** The config's rows, with a target as the model knows it. */
async function setOf(deps: ReadingDeps, config: Config, stored: StoredModel) {
  const trained = trainingConfigOf(stored)
  if (trained === undefined) {
    const set = judgedSet(await readReference(deps, config, stored.folder.graph))
    const { val_size: valSize, random_state: seed } = config.training
    const split = located(config, () => trainValSplit(set.target, set.identity, { valSize, seed }))
    return { own: config, set: { ...set, split }, trainedOn: undefined }
  }
  const loaded = await readTable(config, trainingSource(config), deps)
  const own = withSplitOf(trained, config, loaded.sha256)
  return { own, set: await prepareTrainingSet(own, loaded, deps), trainedOn: trained.data.sha256 }
}

/** On the table of its training a version is judged by what that held out, whatever seed the config has now. */
function withSplitOf(trained: StoredTrainingConfig | undefined, config: Config, sha256: string): Config {
  const { val_size: size, random_state: seed } = trained?.config.training ?? {}
  if (trained?.data.sha256 !== sha256 || size === undefined || seed === undefined) return config
  return { ...config, training: { ...config.training, val_size: size, random_state: seed } }
}

const allRows = ({ table }: JudgedSet): Int32Array => Int32Array.from({ length: table.rows }, (_, row) => row)

type SplitSet = JudgedSet & Pick<TrainingSet, 'split'>

/** `isOwnTable`: the version was trained on this very table. @throws DATA_EMPTY where too few rows are new to the version */
function judgedRows(set: SplitSet, learned: LearnedRows, isOwnTable: boolean): JudgedRows {
  const { table, target, split } = set
  const unseen = unseenRows(learned, table, allRows(set))
  if (isEnough(target, unseen, split.val)) {
    const isUnseen = new Set(unseen)
    const fitted = isOwnTable ? allRows(set).filter((row) => !isUnseen.has(row)) : undefined
    return { held: unseen, learned, fitted }
  }
  // Equal rows are on both sides where a table has few distinct ones.
  if (isOwnTable) return { held: split.val, learned, fitted: split.train }
  throw new AppError(
    'DATA_EMPTY',
    `the version has learned from all but ${unseen.length} of the ${table.rows} rows of ${sourceOf(table)}: too few are left to judge it by`,
    { fix: 'Name rows that it has not seen with --data' },
  )
}

/** As measured in training, where the fitted pipeline still existed; a graph from elsewhere is the original itself. */
function loggedParity(logged: Readonly<Record<string, number>>) {
  const { parity_max_difference: maxDifference, parity_label_flips: labelFlips } = logged
  return maxDifference === undefined || labelFlips === undefined ? ('original' as const) : { maxDifference, labelFlips }
}

/** Says what a judgement on these data cannot say: that of other data, of the version's own or the champion's. */
async function tellOtherData(
  { ledger, reporter }: Pick<ProjectDeps, 'ledger' | 'reporter'>,
  { name, version }: ModelVersion,
  { data, champion }: GateVerdict,
): Promise<void> {
  const history = await ledger.history(name)
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
