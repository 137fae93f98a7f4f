// The registry, telling of what changes in it: one place, whoever makes the change.
import { toArtifactUri } from '../../artifacts/index.ts'
import { isAppError } from '../../core/index.ts'
import type { EventName } from '../../events/index.ts'
import type { ChampionLedger, ModelStore, ModelVersion } from '../../registry/index.ts'
import type { Publish } from './publisher.ts'

const IS_PROMPT = 'mlflow.prompt.is_prompt'
const PROMPT_TEXT = 'mlflow.prompt.text'
/** Tags by which MLflow knows a prompt; no subscriber is told of them. */
const INNER_TAGS: ReadonlySet<string> = new Set([IS_PROMPT, PROMPT_TEXT, '_mlflow_prompt_type'])

type Tags = Readonly<Record<string, string>>

const outerTags = (tags: Tags): Tags => Object.fromEntries(Object.entries(tags).filter(([key]) => !INNER_TAGS.has(key)))

/** A port that does some things otherwise; the rest as the one below, which may be opened by its first call. */
function over<T extends object>(port: T, changed: Partial<T>): T {
  return Object.assign(Object.create(port) as T, changed)
}

async function orNone<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked
  } catch (error) {
    if (isAppError(error, 'RESOURCE_DOES_NOT_EXIST', 'INVALID_PARAMETER_VALUE', 'NAME_INVALID')) return undefined
    throw error
  }
}

function publishVersion(publish: Publish, { name, version, tags, description, source, runId }: ModelVersion) {
  const what = { name, version: String(version) }
  return Object.hasOwn(tags, IS_PROMPT)
    ? publish('prompt_version.created', {
        ...what,
        template: tags[PROMPT_TEXT] ?? null,
        tags: outerTags(tags),
        description,
      })
    : publish('model_version.created', { ...what, source: toArtifactUri(source), run_id: runId, tags, description })
}

export function withModelEvents(models: ModelStore, publish: Publish): ModelStore {
  /** The event under the name it has for a prompt, or for a model. */
  const either = async (name: string, prompt: EventName, model: EventName | undefined, data: object) => {
    const isPrompt = Object.hasOwn((await orNone(models.getModel(name)))?.tags ?? {}, IS_PROMPT)
    const event = isPrompt ? prompt : model
    if (event !== undefined) await publish(event, { name, ...data })
  }
  return over(models, {
    async createModel(name, options) {
      const model = await models.createModel(name, options)
      const { tags, description } = model
      const isPrompt = Object.hasOwn(tags, IS_PROMPT)
      await publish(isPrompt ? 'prompt.created' : 'registered_model.created', {
        name,
        tags: isPrompt ? outerTags(tags) : tags,
        description,
      })
      return model
    },
    async createVersion(asked) {
      const version = await models.createVersion(asked)
      await publishVersion(publish, version)
      return version
    },
    async setModelTag(name, key, value) {
      await models.setModelTag(name, key, value)
      await either(name, 'prompt_tag.set', undefined, { key, value })
    },
    async deleteModelTag(name, key) {
      await models.deleteModelTag(name, key)
      await either(name, 'prompt_tag.deleted', undefined, { key })
    },
    async setVersionTag(name, version, key, value) {
      await models.setVersionTag(name, version, key, value)
      await either(name, 'prompt_version_tag.set', 'model_version_tag.set', { version: String(version), key, value })
    },
    async deleteVersionTag(name, version, key) {
      await models.deleteVersionTag(name, version, key)
      await either(name, 'prompt_version_tag.deleted', 'model_version_tag.deleted', { version: String(version), key })
    },
    async setAlias(name, alias, version, actor) {
      await models.setAlias(name, alias, version, actor)
      await either(name, 'prompt_alias.created', 'model_version_alias.created', { alias, version: String(version) })
    },
    async deleteAlias(name, alias, actor) {
      await models.deleteAlias(name, alias, actor)
      await either(name, 'prompt_alias.deleted', 'model_version_alias.deleted', { alias })
    },
    async transitionStage(name, version, stage, actor, options) {
      const before = await models.getVersion(name, version)
      const after = await models.transitionStage(name, version, stage, actor, options)
      await publish('model_version_stage.set', {
        name,
        version: String(version),
        from_stage: before.stage,
        to_stage: after.stage,
        by: actor.by,
        reason: actor.reason ?? null,
      })
      return after
    },
  })
}

export function withLedgerEvents(ledger: ChampionLedger, models: ModelStore, publish: Publish): ChampionLedger {
  const championOf = async (name: string) => (await orNone(models.getVersionByAlias(name, 'champion')))?.version
  /** Says who took the champion's place, if anybody did. */
  const placed = async (
    event: 'champion.promoted' | 'champion.rolled_back',
    before: number | undefined,
    { name, version }: ModelVersion,
    { by, reason = null }: { by: string; reason?: string | null | undefined },
  ) => {
    if (before === version) return
    const what = { name, version: String(version) }
    await publish(event, { ...what, previous_version: before === undefined ? null : String(before), by, reason })
    await publish('model_version_alias.created', { ...what, alias: 'champion' })
  }
  return over(ledger, {
    async register(asked) {
      const isNew = (await orNone(models.getModel(asked.name))) === undefined
      const version = await ledger.register(asked)
      if (isNew) await publish('registered_model.created', { name: asked.name, tags: {}, description: null })
      await publishVersion(publish, version)
      if (asked.verdict !== undefined) {
        const { said, actor } = asked.verdict
        const { outcome, failed } = said
        const { by, reason = null } = actor
        const decided = { name: version.name, version: String(version.version), outcome, failed, by, reason }
        await publish('gate_decision.created', decided)
      }
      return version
    },
    async promote(name, version, actor, replaced) {
      const before = await championOf(name)
      const promoted = await ledger.promote(name, version, actor, replaced)
      await placed('champion.promoted', before, promoted, actor)
      return promoted
    },
    async rollback(name, actor, to) {
      const before = await championOf(name)
      const returned = await ledger.rollback(name, actor, to)
      await placed('champion.rolled_back', before, returned, actor)
      return returned
    },
    async recordVerdict(name, version, verdict, actor) {
      const judged = await ledger.recordVerdict(name, version, verdict, actor)
      const { outcome, failed } = verdict
      const { by, reason = null } = actor
      await publish('gate_decision.created', { name, version: String(version), outcome, failed, by, reason })
      return judged
    },
  })
}
