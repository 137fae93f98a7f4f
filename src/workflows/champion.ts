import type { Config } from '../config/index.ts'
import { isAppError } from '../core/index.ts'
import type { LoadedTable } from '../data/index.ts'
import type { GateChampion } from '../gate/index.ts'
import { CHAMPION, type ModelVersion } from '../registry/index.ts'
import { type Scorer, scoreTable } from '../score/index.ts'
import { answersTarget, servedPredictions } from './evaluation.ts'
import { mayKnowHeldOut } from './held-out.ts'
import type { ProjectDeps } from './project-deps.ts'
import { openVersion, scorerOf, trainingConfigOf } from './stored-model.ts'
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

/** The champion scored on held-out rows of `loaded`; without scores where it is damaged, cannot read them or answers another question. */
export async function scoreChampion(
  deps: Pick<ProjectDeps, 'artifacts' | 'fallback' | 'limits' | 'reporter' | 'pace'>,
  champion: ModelVersion,
  config: Config,
  loaded: LoadedTable,
  rows: TrainingRows,
): Promise<GateChampion> {
  const { version } = champion
  let scorer: Scorer | undefined
  try {
    const stored = await openVersion(deps, champion)
    scorer = await scorerOf(deps, stored)
    if (!answersTarget(scorer, rows.target)) {
      deps.reporter.warn(`the champion (version ${version}) has other classes than this data`)
      return { version }
    }
    const scores = await scoreTable(scorer, rows.table, { pace: deps.pace })
    return {
      version,
      scores: servedPredictions(scores, config.serving?.threshold),
      mayKnowRows: mayKnowHeldOut(trainingConfigOf(stored), config, loaded),
    }
  } catch (error) {
    if (!isAppError(error) || error.code === 'INTERRUPTED') throw error
    deps.reporter.warn(`the champion (version ${version}) cannot score this data: ${error.message}`)
    return { version }
  } finally {
    await scorer?.close()
  }
}
