// Who serves, and the history of it, in SQL.
import { AppError, type Clock } from '../../core/index.ts'
import {
  CHAMPION,
  type ChampionLedger,
  championBefore,
  checkRegistration,
  type ModelVersion,
} from '../../registry/index.ts'
import {
  aliasedVersion,
  type Change,
  changesOf,
  moveAlias,
  moveStage,
  recordVerdict,
  touch,
  versionsInStage,
} from './model-change.ts'
import { readVersion, requireModel, requireVersion, toTransition } from './model-reader.ts'
import { insertModel, insertVersion } from './model-rows.ts'
import type { SqlEngine } from './sql-engine.ts'

/** Alias and stage of the champion move to `version`; who held either is archived. @throws CHAMPION_CHANGED if it is not `over` that had the alias */
async function makeChampion(change: Change, version: number, over?: number | null): Promise<ModelVersion> {
  const { tx, name, now } = change
  const row = await requireVersion(tx, name, version)
  const champion = await aliasedVersion(tx, name, CHAMPION)
  if (over !== undefined && (champion ?? null) !== over) {
    const now = champion === undefined ? 'there is none now' : `it is version ${champion} now`
    throw new AppError('CHAMPION_CHANGED', `the champion of ${name} is no longer the one to replace: ${now}`, {
      fix: 'Run the gate again against the champion of now, then promote',
    })
  }
  const others = (await versionsInStage(tx, name, 'Production')).filter((other) => other.version !== version)
  if (champion === version && row.stage === 'Production' && others.length === 0) return readVersion(tx, name, version)
  if (champion !== undefined && champion !== version && !others.some((other) => other.version === champion)) {
    others.push(await requireVersion(tx, name, champion))
  }
  for (const other of others) await moveStage(change, other, 'Archived')
  await moveStage(change, row, 'Production')
  await moveAlias(change, CHAMPION, version)
  await touch(tx, name, now)
  return readVersion(tx, name, version)
}

/** @throws RESOURCE_DOES_NOT_EXIST if nobody was champion before, CHAMPION_CHANGED if it was not `to` */
async function restoreChampion(change: Change, to?: number): Promise<ModelVersion> {
  const { tx, name } = change
  const history = await tx
    .selectFrom('transitions')
    .select(['subject', 'action', 'to_value as to'])
    .where('name', '=', name)
    .where('subject', '=', `alias:${CHAMPION}`)
    .orderBy('id')
    .execute()
  const rows = await tx.selectFrom('model_versions').select('version').where('name', '=', name).execute()
  const existing = new Set(rows.map((row) => row.version))
  const before = championBefore(history, (version) => existing.has(version))
  if (before !== undefined && to !== undefined && before !== to) {
    throw new AppError('CHAMPION_CHANGED', `the champion before is version ${before} now, no longer version ${to}`, {
      fix: 'Roll back again if that one should serve',
    })
  }
  if (before !== undefined) return makeChampion(change, before)
  throw new AppError('RESOURCE_DOES_NOT_EXIST', `model ${JSON.stringify(name)} had no champion before this one`, {
    fix: 'Promote the version that should serve',
  })
}

export function createChampionLedger(engine: SqlEngine, clock: Clock): ChampionLedger {
  const { asking, reading, writing } = engine
  const changing = changesOf(engine, clock)

  return {
    async register(version) {
      const { name, digest, verdict } = checkRegistration(version)
      return writing(async (tx) => {
        const now = clock.now()
        await insertModel(tx, now, name, {})
        const number = await insertVersion(tx, now, version, digest)
        if (verdict !== undefined) {
          await recordVerdict({ tx, name, now, action: 'gate', actor: verdict.actor }, number, verdict.said)
        }
        await touch(tx, name, now)
        return readVersion(tx, name, number)
      })
    },

    promote: (name, version, actor, over) =>
      changing(name, 'promote', actor, (change) => makeChampion(change, version, over)),

    rollback: (name, actor, to) => changing(name, 'rollback', actor, (change) => restoreChampion(change, to)),

    recordVerdict: (name, version, verdict, actor) =>
      changing(name, 'gate', actor, async (change) => {
        await requireVersion(change.tx, name, version)
        await recordVerdict(change, version, verdict)
        await touch(change.tx, name, change.now)
        return readVersion(change.tx, name, version)
      }),

    history: (name) =>
      reading(async (tx) => {
        await requireModel(tx, name)
        const rows = await tx
          .selectFrom('transitions')
          .selectAll()
          .where('name', '=', name)
          .orderBy('id', 'desc')
          .execute()
        return rows.map(toTransition)
      }),

    async revision(name) {
      const row = await asking((db) =>
        name === undefined
          ? db.selectFrom('counters').select('value').where('name', '=', 'registry').executeTakeFirst()
          : db.selectFrom('registered_models').select('revision as value').where('name', '=', name).executeTakeFirst(),
      )
      return row?.value ?? 0
    },
  }
}
