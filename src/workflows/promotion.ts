import { AppError } from '../core/index.ts'
import { championBefore, type ModelVersion } from '../registry/index.ts'
import { championOf } from './champion.ts'
import { GATE_TAG, RIVAL_TAG } from './gate-check.ts'
import type { ProjectDeps } from './project-deps.ts'
import { openVersion } from './stored-model.ts'

export interface PromotionRequest {
  readonly version: ModelVersion
  readonly reason?: string | undefined
  /** Promotes also what the gate refused, has not seen or compared with another champion; the history says so. @default false */
  readonly force?: boolean | undefined
}

export interface PromotionResult {
  readonly name: string
  readonly version: number
  /** The champion before. */
  readonly previous: number | null
}

/** Makes a version the champion, if it was judged against the one that it replaces and its files are whole. @throws GATE_REFUSED, CHAMPION_CHANGED, ARTIFACT_DIGEST, ARTIFACT_NOT_FOUND */
export async function promote(
  deps: ProjectDeps,
  { version, reason, force = false }: PromotionRequest,
): Promise<PromotionResult> {
  const { name, version: number } = version
  const gate = version.tags[GATE_TAG]
  if (gate !== 'passed' && !force) {
    throw new AppError(
      'GATE_REFUSED',
      `${name} version ${number} ${gate === undefined ? 'was not judged by' : 'was refused by'} the gate`,
      {
        fix: `Run 'modelwright gate ${name} ${number}', train a better candidate, or say --force with a --reason`,
      },
    )
  }
  const previous = (await championOf(deps, name))?.version ?? null
  const rival = version.tags[RIVAL_TAG] ?? 'any'
  const isStale = previous !== null && previous !== number && rival !== 'any' && rival !== String(previous)
  if (isStale && !force) {
    const judged = rival === 'none' ? 'when there was no champion' : `against version ${rival}`
    throw new AppError(
      'GATE_REFUSED',
      `${name} version ${number} was judged ${judged}; now it is version ${previous}`,
      {
        fix: `Run 'modelwright gate ${name} ${number}' to compare it with version ${previous}, or say --force with a --reason`,
      },
    )
  }
  await openVersion(deps, version)
  const why = gate === 'passed' && !isStale ? reason : `forced past the gate${reason ? `: ${reason}` : ''}`
  const actor = { by: deps.user, ...(why === undefined ? {} : { reason: why }) }
  await deps.registry.promote(name, number, actor, force ? undefined : previous)
  return { name, version: number, previous }
}

/** Gives the champion's place back to the version before, if its files are whole. @throws RESOURCE_DOES_NOT_EXIST, CHAMPION_CHANGED, ARTIFACT_DIGEST, ARTIFACT_NOT_FOUND */
export async function rollback(deps: ProjectDeps, name: string, reason?: string): Promise<PromotionResult> {
  const { registry } = deps
  const [versions, history, previous] = [
    await registry.listVersions(name),
    await registry.history(name),
    await championOf(deps, name),
  ]
  const to = championBefore(history.toReversed(), (number) => versions.some(({ version }) => version === number))
  const target = versions.find(({ version }) => version === to)
  if (target !== undefined) await openVersion(deps, target)
  const actor = { by: deps.user, ...(reason === undefined ? {} : { reason }) }
  const { version } = await registry.rollback(name, actor, to)
  return { name, version, previous: previous?.version ?? null }
}
