import { isAppError } from '../core/index.ts'
import type { GateChampion } from '../gate/index.ts'
import { CHAMPION, type ModelVersion } from '../registry/index.ts'
import { scoreTable } from '../score/index.ts'
import { answersTarget, servedPredictions } from './evaluation.ts'
import type { ProjectDeps } from './project-deps.ts'
import { openVersion, scorerOf } from './stored-model.ts'
import type { TrainingRows } from './training-set.ts'

/** The version that serves now, or undefined. */
export async function championOf(
  { registry }: Pick<ProjectDeps, 'registry'>,
  name: string,
): Promise<ModelVersion | undefined> {
  try {
    return await registry.getVersionByAlias(name, CHAMPION)
  } catch (error) {
    if (isAppError(error, 'RESOURCE_DOES_NOT_EXIST', 'INVALID_PARAMETER_VALUE')) return undefined
    throw error
  }
}

/** The champion scored on the same rows as the candidate; without scores where it cannot read them or answers another question. */
export async function scoreChampion(
  deps: Pick<ProjectDeps, 'artifacts' | 'fallback' | 'tracking' | 'reporter'>,
  champion: ModelVersion,
  rows: TrainingRows,
  threshold?: number,
): Promise<GateChampion> {
  const metrics = champion.runId === null ? {} : (await deps.tracking.getRun(champion.runId)).metrics
  const known = Object.fromEntries(Object.entries(metrics).map(([key, { value }]) => [key, value]))
  const facts: GateChampion = { version: champion.version, metrics: known }
  const scorer = await scorerOf(deps, await openVersion(deps, champion))
  try {
    if (!answersTarget(scorer, rows.target)) {
      deps.reporter.warn(`the champion (version ${champion.version}) has other classes than this data`)
      return facts
    }
    return { ...facts, scores: servedPredictions(rows.target, await scoreTable(scorer, rows.table), threshold) }
  } catch (error) {
    if (!isAppError(error, 'DATA_COLUMN_MISSING', 'MODEL_INPUT_INVALID', 'CATEGORY_UNKNOWN')) throw error
    deps.reporter.warn(`the champion (version ${champion.version}) cannot score this data: ${error.message}`)
    return facts
  } finally {
    await scorer.close()
  }
}
