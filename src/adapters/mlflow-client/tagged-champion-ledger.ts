// Who serves, on a registry of MLflow's, which keeps no history: the lines are tags of the model, in order of their keys (docs/adr).
import { createHash, randomBytes } from 'node:crypto'
import { AppError, type Clock, isAppError } from '../../core/index.ts'
import {
  type Actor,
  CHAMPION,
  type ChampionLedger,
  championBefore,
  checkRegistration,
  DIGEST_TAG,
  type GateVerdict,
  type ModelStore,
  type ModelVersion,
  type RegisteredModel,
  type Transition,
  verdictsOn,
  verdictTags,
  versionsOf,
} from '../../registry/index.ts'
import { everyItem } from '../../track/index.ts'

const HISTORY_TAG = 'modelwright.history.'
/** After the milliseconds and the line of an operation: two writers of one moment replace nothing. */
const KEY = /^modelwright\.history\.\d{15}\.\d{2}\.[0-9a-f]{8}$/

type Line = Omit<Transition, 'id' | 'name' | 'at' | 'by' | 'reason' | 'verdict'> & { readonly verdict?: GateVerdict }

/** Oldest first. A tag that somebody else has written over is no line. */
function linesOf(model: RegisteredModel): readonly Transition[] {
  const keys = Object.keys(model.tags).filter((key) => KEY.test(key))
  return keys.toSorted().flatMap((key, index) => {
    try {
      const line = JSON.parse(model.tags[key]!) as Omit<Transition, 'id' | 'name'>
      if (typeof line.version !== 'number' || typeof line.subject !== 'string') return []
      return [{ ...line, id: index + 1, name: model.name, verdict: line.verdict ?? null, reason: line.reason ?? null }]
    } catch {
      return []
    }
  })
}

const momentOf = (key: string): number => Number(key.slice(HISTORY_TAG.length, HISTORY_TAG.length + 15))

/** For servers of MLflow's. */
export function createTaggedChampionLedger(models: ModelStore, clock: Clock): ChampionLedger {
  async function record(name: string, lines: readonly Line[], actor: Actor): Promise<void> {
    const { tags } = await models.getModel(name)
    const last = Math.max(
      0,
      ...Object.keys(tags)
        .filter((key) => KEY.test(key))
        .map(momentOf),
    )
    const moment = String(Math.max(clock.now(), last + 1)).padStart(15, '0')
    for (const [index, line] of lines.entries()) {
      const key = `${HISTORY_TAG}${moment}.${String(index).padStart(2, '0')}.${randomBytes(4).toString('hex')}`
      const { by, reason = null } = actor
      await models.setModelTag(name, key, JSON.stringify({ ...line, at: clock.now(), by, reason }))
    }
  }

  async function makeChampion(
    model: RegisteredModel,
    version: number,
    action: 'promote' | 'rollback',
    actor: Actor,
  ): Promise<ModelVersion> {
    const { name } = model
    const before = model.aliases[CHAMPION]
    const versions = await versionsOf(models, name)
    const chosen = versions.find((one) => one.version === version) ?? (await models.getVersion(name, version))
    const others = versions.filter(
      (one) => one.version !== version && (one.stage === 'Production' || one.version === before),
    )
    const inProduction = others.some(({ stage }) => stage === 'Production')
    if (before === version && chosen.stage === 'Production' && !inProduction) return chosen
    const staged = await moveStages(chosen, others, actor)
    await models.setAlias(name, CHAMPION, version, actor)
    const stageLine = ({ version: of, stage: from }: ModelVersion, to: string): Line[] =>
      from === to ? [] : [{ version: of, kind: 'stage', subject: 'stage', action, from, to }]
    const lines: Line[] = staged
      ? [...others.flatMap((other) => stageLine(other, 'Archived')), ...stageLine(chosen, 'Production')]
      : []
    if (before !== version) {
      const from = before === undefined ? null : String(before)
      lines.push({ version, kind: 'alias', subject: `alias:${CHAMPION}`, action, from, to: String(version) })
    }
    await record(name, lines, actor)
    return models.getVersion(name, version)
  }

  /** False where the server has no stages (any more): the alias alone says who serves. */
  async function moveStages(chosen: ModelVersion, others: readonly ModelVersion[], actor: Actor): Promise<boolean> {
    const { name, version } = chosen
    try {
      await models.transitionStage(name, version, 'Production', actor, { archiveExisting: true })
    } catch (error) {
      if (isAppError(error, 'NOT_IMPLEMENTED')) return false
      throw error
    }
    // The champion before may have left Production by other hands.
    for (const other of others) {
      if (other.stage === 'Production' || other.stage === 'Archived') continue
      await models.transitionStage(name, other.version, 'Archived', actor)
    }
    return true
  }

  async function writeVerdict(
    name: string,
    version: number,
    verdict: GateVerdict,
    actor: Actor,
  ): Promise<ModelVersion> {
    const line = { version, kind: 'gate', subject: 'gate', action: 'gate', from: null, to: verdict.outcome } as const
    await record(name, [{ ...line, verdict }], actor)
    const told = linesOf(await models.getModel(name)).toReversed()
    for (const [key, value] of Object.entries(verdictTags(verdictsOn(told, version)))) {
      await models.setVersionTag(name, version, key, value)
    }
    return models.getVersion(name, version)
  }

  return {
    async register(registration) {
      const { digest, verdict, ...version } = checkRegistration(registration)
      const { name } = version
      await models.createModel(name).catch((error: unknown) => {
        if (!isAppError(error, 'RESOURCE_ALREADY_EXISTS')) throw error
      })
      // What the gate said is on the version from its first moment.
      const judged = verdict === undefined ? {} : verdictTags([verdict.said])
      const tags = { ...version.tags, ...judged, [DIGEST_TAG]: digest }
      const made = await models.createVersion({ ...version, tags })
      if (verdict === undefined) return made
      return writeVerdict(name, made.version, verdict.said, verdict.actor)
    },

    async promote(name, version, actor, over) {
      const model = await models.getModel(name)
      const champion = model.aliases[CHAMPION] ?? null
      if (over !== undefined && champion !== over) {
        const now = champion === null ? 'there is none now' : `it is version ${champion} now`
        throw new AppError('CHAMPION_CHANGED', `the champion of ${name} is no longer the one to replace: ${now}`, {
          fix: 'Run the gate again against the champion of now, then promote',
        })
      }
      return makeChampion(model, version, 'promote', actor)
    },

    async rollback(name, actor, to) {
      const model = await models.getModel(name)
      const existing = new Set((await versionsOf(models, name)).map(({ version }) => version))
      const before = championBefore(linesOf(model), (version) => existing.has(version))
      if (before === undefined) {
        throw new AppError(
          'RESOURCE_DOES_NOT_EXIST',
          `model ${JSON.stringify(name)} had no champion before this one that modelwright knows of`,
          { fix: 'Promote the version that should serve' },
        )
      }
      if (to !== undefined && before !== to) {
        throw new AppError(
          'CHAMPION_CHANGED',
          `the champion before is version ${before} now, no longer version ${to}`,
          { fix: 'Roll back again if that one should serve' },
        )
      }
      return makeChampion(model, before, 'rollback', actor)
    },

    async recordVerdict(name, version, verdict, actor) {
      await models.getVersion(name, version)
      return writeVerdict(name, version, verdict, actor)
    },

    history: async (name) => linesOf(await models.getModel(name)).toReversed(),

    async revision(name) {
      const found =
        name === undefined
          ? await everyItem((page) => models.searchModels({ maxResults: 1000, ...page }))
          : await one(name)
      if (found.length === 0) return 0
      // MLflow counts nothing: 48 bits of a hash of what it changes with every move differ, though they do not grow.
      const state = found.map(({ name: of, lastUpdatedTime, aliases }) => [of, lastUpdatedTime, aliases])
      return createHash('sha256').update(JSON.stringify(state)).digest().readUIntBE(0, 6)
    },
  }

  async function one(name: string): Promise<readonly RegisteredModel[]> {
    try {
      return [await models.getModel(name)]
    } catch (error) {
      if (isAppError(error, 'RESOURCE_DOES_NOT_EXIST')) return []
      throw error
    }
  }
}
