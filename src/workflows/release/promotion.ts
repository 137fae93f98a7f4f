import { AppError } from '../../core/index.ts'
import { allowsContractChange, CONTRACT_CHECK, contractBreaks } from '../../gate/index.ts'
import {
  championBefore,
  GATE_TAG,
  type GateVerdict,
  type ModelVersion,
  RIVAL_TAG,
  standingRefusal,
  verdictsOn,
  versionsOf,
} from '../../registry/index.ts'
import { contractOfModel, contractOfVersion, dataText } from '../gating/index.ts'
import {
  championOf,
  openVersion,
  readingConfigOf,
  type StoredModel,
  trainingConfigOf,
  type VersionDeps,
} from '../models/index.ts'
import type { ProjectDeps } from '../ports/index.ts'

export type PromotionDeps = VersionDeps & Pick<ProjectDeps, 'models' | 'ledger' | 'user'>

export interface PromotionRequest {
  readonly version: ModelVersion
  readonly reason?: string | undefined
  /** Promotes also what the gate refused, has not seen or compared with another champion; the history says so. @default false */
  readonly force?: boolean | undefined
  /** Promotes also what breaks callers of the champion; the history says so. @default false */
  readonly allowContractChange?: boolean | undefined
}

export interface PromotionResult {
  readonly name: string
  readonly version: number
  /** The champion before. */
  readonly previous: number | null
}

/** Makes a version the champion, if it was judged against the one that it replaces, no caller breaks and its files are whole. @throws GATE_REFUSED, CHAMPION_CHANGED, ARTIFACT_DIGEST, ARTIFACT_NOT_FOUND */
export async function promote(deps: PromotionDeps, request: PromotionRequest): Promise<PromotionResult> {
  const { version, reason, force = false, allowContractChange = false } = request
  const { name, version: number } = version
  const champion = await championOf(deps, name)
  const previous = champion?.version ?? null
  const stored = await openVersion(deps, version)
  const hasConfig = (trainingConfigOf(stored) ?? readingConfigOf(stored)) !== undefined
  const again = `Run 'modelwright gate ${name} ${number}${hasConfig ? '' : ' --data <table> --target <column>'}'`
  const verdicts = verdictsOn(await deps.ledger.history(name), number)
  const refusals = [
    unjudged(version, { verdicts, again }, allowContractChange),
    champion && stale(version, champion.version),
  ].filter((refusal) => refusal !== undefined)
  const breaks = champion === undefined || champion.version === number ? [] : await breaksOf(deps, champion, stored)
  const mayBreak = allowContractChange || allowsContractChange(trainingConfigOf(stored)?.config.gate)
  if (breaks.length > 0 && !mayBreak) refusals.push(broken(version, previous!, breaks))
  const [refusal] = refusals
  if (refusal !== undefined && !force) throw refusal
  const notes = [
    ...(refusal === undefined ? [] : ['forced past the gate']),
    ...(breaks.length > 0 ? [`the contract changes: ${breaks.join('; ')}`] : []),
    ...(reason ? [reason] : []),
  ]
  const actor = { by: deps.user, ...(notes.length > 0 && { reason: notes.join(': ') }) }
  await deps.ledger.promote(name, number, actor, force ? undefined : previous)
  return { name, version: number, previous }
}

const isOnlyContract = ({ failed }: GateVerdict): boolean => failed.every((check) => check === CONTRACT_CHECK)

/** Why the gate's word on a version does not let it pass, if so. */
function unjudged(
  { name, version, tags }: ModelVersion,
  { verdicts, again }: { readonly verdicts: readonly GateVerdict[]; readonly again: string },
  allowContractChange: boolean,
): AppError | undefined {
  const counted = verdicts.map(
    (verdict): GateVerdict =>
      allowContractChange && isOnlyContract(verdict) ? { ...verdict, outcome: 'passed' } : verdict,
  )
  const refusal = standingRefusal(counted)
  const refuse = (problem: string, fix: string): AppError =>
    new AppError('GATE_REFUSED', `${name} version ${version} ${problem}`, {
      fix: `${fix}, or say --force with a --reason`,
    })
  // Versions of before verdicts were kept have the tag alone.
  if (verdicts.length === 0) {
    const gate = tags[GATE_TAG]
    if (gate === 'passed') return undefined
    return gate === undefined
      ? refuse('was not judged by the gate', again)
      : refuse('was refused by the gate', `${again}, train a better candidate`)
  }
  if (refusal === undefined) return undefined
  if (refusal === counted[0]) {
    const allow = isOnlyContract(refusal) ? 'Say --allow-contract-change, t' : 'T'
    return refuse(
      `was refused by the gate on ${dataText(refusal)}: ${refusal.failed.join(', ')}`,
      `${allow}rain a better candidate`,
    )
  }
  return refuse(
    `was refused by the gate on ${dataText(refusal)}, and passed on other data only since, ${dataText(counted[0]!)}`,
    `${again} on the data that refused it, train again`,
  )
}

/** Why a pass against another champion does not count, if it was against another. */
function stale({ name, version, tags }: ModelVersion, champion: number): AppError | undefined {
  const rival = tags[RIVAL_TAG] ?? 'any'
  if (champion === version || rival === 'any' || rival === String(champion)) return undefined
  const judged = rival === 'none' ? 'when there was no champion' : `against version ${rival}`
  return new AppError(
    'GATE_REFUSED',
    `${name} version ${version} was judged ${judged}; now it is version ${champion}`,
    {
      fix: `Run 'modelwright gate ${name} ${version}' to compare it with version ${champion}, or say --force with a --reason`,
    },
  )
}

function broken({ name, version }: ModelVersion, champion: number, breaks: readonly string[]): AppError {
  return new AppError(
    'GATE_REFUSED',
    `${name} version ${version} would break callers of version ${champion}: ${breaks.join('; ')}`,
    {
      fix: 'Keep the names and inputs, or say --allow-contract-change once the callers are ready (for every training: gate: [{ contract: any }])',
      details: { breaks },
    },
  )
}

/** Nothing where the champion's files cannot be read: it serves nobody after the next restart. */
async function breaksOf(deps: VersionDeps, champion: ModelVersion, stored: StoredModel): Promise<readonly string[]> {
  const contract = await contractOfVersion(deps, champion)
  return contract === undefined ? [] : contractBreaks(contract, contractOfModel(stored))
}

/** Gives the champion's place back to the version before, if its files are whole. @throws RESOURCE_DOES_NOT_EXIST, CHAMPION_CHANGED, ARTIFACT_DIGEST, ARTIFACT_NOT_FOUND */
export async function rollback(
  deps: PromotionDeps & Pick<ProjectDeps, 'reporter'>,
  name: string,
  reason?: string,
): Promise<PromotionResult> {
  const { models, ledger } = deps
  const [versions, history, previous] = [
    await versionsOf(models, name),
    await ledger.history(name),
    await championOf(deps, name),
  ]
  const to = championBefore(history.toReversed(), (number) => versions.some(({ version }) => version === number))
  const target = versions.find(({ version }) => version === to)
  if (target !== undefined) {
    const stored = await openVersion(deps, target)
    const breaks = previous === undefined ? [] : await breaksOf(deps, previous, stored)
    if (breaks.length > 0) deps.reporter.warn(`callers of version ${previous!.version} may break: ${breaks.join('; ')}`)
  }
  const actor = { by: deps.user, reason }
  const { version } = await ledger.rollback(name, actor, to)
  return { name, version, previous: previous?.version ?? null }
}
