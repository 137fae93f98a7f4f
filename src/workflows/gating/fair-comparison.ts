// The champion scored for a comparison with a candidate: on rows that neither has learned from, or else its recipe, fitted on the
// rows of the candidate.
import type { Config } from '../../config/index.ts'
import { AppError, isAppError } from '../../core/index.ts'
import { type LearnedRows, type Target, unseenRows } from '../../data/index.ts'
import { type ComparedOn, type GateChampion, LEAST_OF_A_CLASS, LEAST_ROWS } from '../../gate/index.ts'
import type { ModelVersion } from '../../registry/index.ts'
import { scoreTable } from '../../score/index.ts'
import { answersTarget, type JudgedSet, readLearnedRows, rowsOf } from '../fitting/index.ts'
import {
  openVersion,
  type ScorerDeps,
  type StoredModel,
  type StoredTrainingConfig,
  trainingConfigOf,
  type VersionDeps,
  withModelScorer,
} from '../models/index.ts'
import type { ProjectDeps } from '../ports/index.ts'
import { servedPredictions, servingOf } from '../serving/index.ts'
import { fitRecipe } from './refit.ts'

export interface JudgedRows {
  /** Rows of the training set's table on which the candidate is judged. */
  readonly held: Int32Array
  /** What the candidate has learned from; undefined where nobody knows. */
  readonly learned: LearnedRows | undefined
  /** The rows that it was fitted on, if they are all in the table. */
  readonly fitted: Int32Array | undefined
  /** The user named these rows to judge by: a version that nobody knows the rows of is taken not to have seen them. */
  readonly areNew?: boolean | undefined
}

export interface Rival {
  readonly champion: GateChampion
  /** Rows of the table on which it was scored: all of `held`, or those of it that neither has learned from. */
  readonly rows: Int32Array
}

/** To score a champion beside a candidate. */
export type ComparisonDeps = VersionDeps & ScorerDeps & Pick<ProjectDeps, 'reporter' | 'pace'>

export interface ComparisonQuestion {
  readonly config: Config
  readonly set: JudgedSet
  readonly judged: JudgedRows
}

/** On which rows, and by what of the champion, a comparison is fair. */
type Basis =
  | { readonly kind: 'unseen'; readonly rows: Int32Array }
  | {
      readonly kind: 'recipe'
      readonly why: string
      readonly trained: StoredTrainingConfig
      readonly fitted: Int32Array
    }
  /** Nobody knows what the champion has learned from, nor how. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'none'; readonly why: string }

type Unscorable = Extract<Basis, { kind: 'recipe' | 'none' }>

/**
 * The champion without scores where it is damaged, answers another question or cannot read these data.
 * @throws DATA_EMPTY where no fair comparison is possible on these rows, and a decision would say nothing
 */
export async function scoreChampion(
  deps: ComparisonDeps,
  champion: ModelVersion,
  question: ComparisonQuestion,
): Promise<Rival> {
  const { version } = champion
  const { set, judged } = question
  const unscored = (reason: string): Rival => {
    deps.reporter.warn(`the champion (version ${version}) ${reason}`)
    return { champion: { version }, rows: judged.held }
  }
  let basis: Unscorable
  try {
    const stored = await openVersion(deps, champion)
    const found = await withModelScorer(deps, stored, async (scorer): Promise<Rival | Unscorable> => {
      if (!answersTarget(scorer, set.target)) return unscored('has other classes than this data')
      const fair = basisOf(stored, await readLearnedRows(deps, champion), question)
      if (fair.kind !== 'unseen' && fair.kind !== 'unknown') return fair
      const on = onOf(fair, judged)
      const rows = fair.kind === 'unseen' ? fair.rows : judged.held
      const scores = await scoreTable(scorer, rowsOf(set, rows).table, { pace: deps.pace })
      const { threshold } = servingOf(stored, question.config.serving)
      return { champion: { version, scores: servedPredictions(scores, threshold), on }, rows }
    })
    if ('champion' in found) return found
    basis = found
  } catch (error) {
    if (!isAppError(error) || error.code === 'INTERRUPTED') throw error
    return unscored(`cannot score this data: ${error.message}`)
  }
  if (basis.kind === 'recipe') return scoreRecipe(deps, version, basis, question)
  throw new AppError('DATA_EMPTY', `no fair comparison with champion v${version} is possible: ${basis.why}`, {
    fix: 'Name rows that neither version has seen with --data',
  })
}

function onOf(
  basis: Extract<Basis, { kind: 'unseen' | 'unknown' }>,
  { held, learned, areNew = false }: JudgedRows,
): ComparedOn {
  return basis.kind === 'unseen'
    ? { kind: 'unseen', heldOut: held.length, unknownToCandidate: learned === undefined }
    : { kind: 'unknown', isNew: areNew }
}

function basisOf(stored: StoredModel, known: LearnedRows | undefined, { set, judged }: ComparisonQuestion): Basis {
  const { held, learned, fitted, areNew } = judged
  if (learned === undefined && !areNew) {
    return { kind: 'none', why: 'nobody knows which rows the candidate has learned from' }
  }
  const newToCandidate = learned ? unseenRows(learned, set.table, held) : held
  const rows = known && unseenRows(known, set.table, newToCandidate)
  if (rows && isEnough(set.target, rows, held)) return { kind: 'unseen', rows }
  const trained = trainingConfigOf(stored)
  if (known === undefined && (trained === undefined || areNew)) return { kind: 'unknown' }
  const why = rows
    ? `${rows.length === 0 ? 'none' : `only ${rows.length}`} of the ${held.length} held-out rows ${rows.length < 2 ? 'is' : 'are'} new to both`
    : 'nobody kept which rows the champion has learned from'
  if (trained === undefined || fitted === undefined) return { kind: 'none', why }
  return { kind: 'recipe', why, trained, fitted }
}

async function scoreRecipe(
  deps: ComparisonDeps,
  version: number,
  { why, trained, fitted }: Extract<Basis, { kind: 'recipe' }>,
  { config, set, judged: { held } }: ComparisonQuestion,
): Promise<Rival> {
  deps.reporter.warn(`${why}: the recipe of the champion is fitted on the rows of the candidate and compared instead`)
  try {
    const scores = await fitRecipe(deps, trained, { config, set, fitted, held })
    return { champion: { version, scores, on: { kind: 'recipe', why } }, rows: held }
  } catch (error) {
    if (!isAppError(error) || error.code === 'INTERRUPTED') throw error
    const problem = `cannot be compared: ${why}, and its recipe cannot be fitted on these data (${error.message})`
    return { champion: { version, problem }, rows: held }
  }
}

/** So many rows bring the standard error of a share below five points. */
const ENOUGH_ROWS = 100
/** Of each class: below that, the normal approximation of a paired test is no more. */
const ENOUGH_OF_A_CLASS = 20

/** Whether a comparison on `some` says about as much as one on `all` could: absolutely enough, or half of what there is and no less than the gate takes, in every class. */
export function isEnough(target: Target, some: Int32Array, all: Int32Array): boolean {
  if (some.length === 0 || some.length < needed(all.length, LEAST_ROWS, ENOUGH_ROWS)) return false
  if (target.task === 'regression') return true
  const count = (rows: Int32Array): Int32Array => {
    const counts = new Int32Array(target.classes.length)
    for (const row of rows) counts[target.values[row]!]!++
    return counts
  }
  const ofAll = count(all)
  return count(some).every((rows, label) => rows >= needed(ofAll[label]!, LEAST_OF_A_CLASS, ENOUGH_OF_A_CLASS))
}

function needed(all: number, least: number, enough: number): number {
  return Math.min(enough, Math.max(all / 2, Math.min(all, least)))
}
