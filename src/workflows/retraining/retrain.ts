// retrain: train on the newer data, compare with the champion on the same rows, gate, promote or refuse.
import { type Config, parseDuration } from '../../config/index.ts'
import { AppError } from '../../core/index.ts'
import type { LoadedTable } from '../../data/index.ts'
import { decideRetraining, type RetrainFacts } from '../../retrain/index.ts'
import { tagged } from '../../track/index.ts'
import { readTable, trainingSource } from '../fitting/index.ts'
import { championOf, openVersion, type StoredModel, trainingConfigOf } from '../models/index.ts'
import type { ProjectDeps } from '../ports/index.ts'
import { type PromotionDeps, type PromotionResult, promote } from '../release/index.ts'
import { type TrainDeps, type TrainResult, train } from '../training/index.ts'
import { type LabelledDeps, type LabelledRequest, type RowSources, readLabelled } from './labelled-data.ts'
import { recipeDigest } from './recipe-digest.ts'

export type RetrainDeps = TrainDeps & PromotionDeps & LabelledDeps

export interface RetrainRequest {
  readonly config: Config
  /** `config`: its own data, which may be newer now; `labelled`: predictions of the log whose labels came in, with these data or alone. @default config */
  readonly from?: { readonly kind: 'config' } | ({ readonly kind: 'labelled' } & LabelledRequest)
  /** Ignores the cool-down and unchanged data. @default false */
  readonly force?: boolean | undefined
  /** Leaves the champion in place whatever the gate says. @default false */
  readonly candidateOnly?: boolean | undefined
}

export type RetrainResult =
  | { readonly outcome: 'skipped'; readonly reason: string }
  | (Retrained & { readonly outcome: 'refused' | 'candidate' })
  | (Retrained & { readonly outcome: 'promoted'; readonly promotion: PromotionResult })

interface Retrained {
  readonly training: TrainResult
  /** Null where the config's data were learned from as they are. */
  readonly sources: RowSources | null
}

/** Fewer labelled rows than this cannot be split, trained on and judged. */
const MIN_ROWS = 100

/** @throws RESOURCE_DOES_NOT_EXIST when labelled predictions are asked for and no champion made any */
export async function retrain(deps: RetrainDeps, request: RetrainRequest): Promise<RetrainResult> {
  const { from = { kind: 'config' }, force = false, candidateOnly = false } = request
  const { model_name: name } = request.config.mlflow
  const champion = await championOf(deps, name)
  const stored = champion && (await openVersion(deps, champion))
  const { config, loaded: data, sources } = await readRows(deps, request.config, stored, from)
  const recipe = recipeDigest(config)
  const trained = stored && trainingConfigOf(stored)
  const sameRecipe = trained !== undefined && recipeDigest(trained.config) === recipe
  const decision = decideRetraining({
    now: deps.clock.now(),
    last: force ? null : await lastRetraining(deps, config, { recipe, sameRecipe }),
    cooldownMs:
      config.retrain.cooldown === undefined
        ? 0
        : parseDuration(config.retrain.cooldown, config.where('retrain.cooldown')),
    dataSha256: data.sha256,
    championSha256: force ? null : (trained?.data.sha256 ?? null),
    sameRecipe,
    rows: data.table.rows,
    minRows: MIN_ROWS,
  })
  if (!decision.go) return { outcome: 'skipped', reason: decision.reason }
  if (sources?.base && sources.labelled === sources.repeated) {
    return {
      outcome: 'skipped',
      reason: `the log has no labelled prediction that is not in ${sources.base.name} already`,
    }
  }
  const training = await train(deps, { config, data, tags: { ...retrainTags(name), [RECIPE_TAG]: recipe } })
  if (!training.gate.passed) return { outcome: 'refused', training, sources }
  if (candidateOnly) return { outcome: 'candidate', training, sources }
  const version = await deps.models.getVersion(name, training.model.version)
  return {
    outcome: 'promoted',
    training,
    sources,
    promotion: await promote(deps, { version, reason: 'retrained and passed the gate' }),
  }
}

interface Rows {
  readonly loaded: LoadedTable
  readonly config: Config
  readonly sources: RowSources | null
}

async function readRows(
  deps: LabelledDeps,
  config: Config,
  stored: StoredModel | undefined,
  from: NonNullable<RetrainRequest['from']>,
): Promise<Rows> {
  if (from.kind === 'config') {
    return { loaded: await readTable(config, trainingSource(config), deps), config, sources: null }
  }
  if (stored) return readLabelled(deps, config, stored, from)
  throw new AppError(
    'RESOURCE_DOES_NOT_EXIST',
    `${config.mlflow.model_name} has no champion, so nothing was predicted and labelled`,
    { fix: 'Train and promote a version first, or retrain from a file with --data' },
  )
}

const RECIPE_TAG = 'modelwright.recipe'

/** How the runs of a model's retrainings are found again. */
function retrainTags(model: string): Readonly<Record<string, string>> {
  return { 'modelwright.trigger': 'retrain', 'modelwright.model': model }
}

/** One that still runs counts for the cool-down, so that two schedulers do not both train; whether it will have learned nobody knows. */
async function lastRetraining(
  { runs }: Pick<ProjectDeps, 'runs'>,
  { mlflow }: Config,
  { recipe, sameRecipe }: { readonly recipe: string; readonly sameRecipe: boolean },
): Promise<RetrainFacts['last']> {
  const experiment = await runs.findExperiment(mlflow.experiment_name)
  if (!experiment) return null
  const { items } = await runs.searchRuns({
    experimentIds: [experiment.experimentId],
    filter: tagged(retrainTags(mlflow.model_name)),
    maxResults: 100,
  })
  const run = items.find(({ status }) => status === 'FINISHED' || status === 'RUNNING')
  if (!run) return null
  const trainedBy = run.tags[RECIPE_TAG]
  return {
    startedAt: run.startTime,
    dataSha256: run.status === 'FINISHED' ? (run.inputs[0]?.digest ?? null) : null,
    // Runs of before recipes were noted were made by that of the champion.
    sameRecipe: trainedBy === undefined ? sameRecipe : trainedBy === recipe,
  }
}
