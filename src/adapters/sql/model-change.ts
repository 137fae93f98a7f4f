// One change of a registered model: every write goes through it, so the history and the revision never miss one.

import type { Clock } from '../../core/index.ts'
import {
  type Actor,
  type GateVerdict,
  type Stage,
  type Transition,
  verdictsOn,
  verdictTags,
} from '../../registry/index.ts'
import { requireModel, requireVersion, toTransition } from './model-reader.ts'
import { setVersionTag } from './model-rows.ts'
import type { SqlEngine } from './sql-engine.ts'
import { type Db, nextCount, type VersionRow } from './tables.ts'

/** What is being done, by whom, when; inside one transaction. */
export interface Change {
  readonly tx: Db
  readonly name: string
  readonly now: number
  readonly action: Transition['action']
  readonly actor: Actor
}

type Changing = <T>(
  name: string,
  action: Change['action'],
  actor: Actor,
  work: (change: Change) => Promise<T>,
) => Promise<T>

/** One transaction that changes a model. */
export function changesOf({ writing }: SqlEngine, clock: Clock): Changing {
  return (name, action, actor, work) =>
    writing(async (tx) => {
      await requireModel(tx, name)
      return work({ tx, name, action, actor, now: clock.now() })
    })
}

/** Marks the model as changed: followers look at the revision. */
export async function touch(tx: Db, name: string, now: number): Promise<void> {
  const revision = await nextCount(tx, 'registry')
  await tx.updateTable('registered_models').set({ revision, last_updated_time: now }).where('name', '=', name).execute()
}

async function record(
  { tx, name, now, action, actor }: Change,
  line: Pick<Transition, 'version' | 'kind' | 'subject' | 'from' | 'to'> & { readonly verdict?: GateVerdict },
): Promise<void> {
  await tx
    .insertInto('transitions')
    .values({
      id: await nextCount(tx, 'transition'),
      name,
      version: line.version,
      kind: line.kind,
      subject: line.subject,
      action,
      from_value: line.from,
      to_value: line.to,
      at: now,
      by: actor.by,
      reason: actor.reason ?? null,
      verdict: line.verdict === undefined ? null : JSON.stringify(line.verdict),
    })
    .execute()
}

/** A line of history, and tags that say what stands. */
export async function recordVerdict(change: Change, version: number, verdict: GateVerdict): Promise<void> {
  const { tx, name } = change
  const { outcome } = verdict
  await record(change, { version, kind: 'gate', subject: 'gate', from: null, to: outcome, verdict })
  const rows = await tx
    .selectFrom('transitions')
    .selectAll()
    .where('name', '=', name)
    .where('version', '=', version)
    .where('kind', '=', 'gate')
    .orderBy('id', 'desc')
    .execute()
  for (const [key, value] of Object.entries(verdictTags(verdictsOn(rows.map(toTransition), version)))) {
    await setVersionTag(tx, name, version, key, value)
  }
}

/** Does nothing, and says nothing, if the version is in the stage already. */
export async function moveStage(change: Change, row: VersionRow, stage: Stage): Promise<void> {
  if (row.stage === stage) return
  await change.tx
    .updateTable('model_versions')
    .set({ stage, last_updated_time: change.now })
    .where('name', '=', row.name)
    .where('version', '=', row.version)
    .execute()
  await record(change, { version: row.version, kind: 'stage', subject: 'stage', from: row.stage, to: stage })
}

export async function versionsInStage(tx: Db, name: string, stage: Stage): Promise<VersionRow[]> {
  return tx
    .selectFrom('model_versions')
    .selectAll()
    .where('name', '=', name)
    .where('stage', '=', stage)
    .orderBy('version', 'desc')
    .execute()
}

export async function aliasedVersion(tx: Db, name: string, alias: string): Promise<number | undefined> {
  const row = await tx
    .selectFrom('aliases')
    .select('version')
    .where('name', '=', name)
    .where('alias', '=', alias)
    .executeTakeFirst()
  return row?.version
}

/** Moves, sets or (`version` undefined) drops an alias; nothing if it is so already. */
export async function moveAlias(change: Change, alias: string, version: number | undefined): Promise<void> {
  const { tx, name } = change
  const before = await aliasedVersion(tx, name, alias)
  if (before === version) return
  if (version === undefined) {
    await tx.deleteFrom('aliases').where('name', '=', name).where('alias', '=', alias).execute()
  } else {
    await tx
      .insertInto('aliases')
      .values({ name, alias, version })
      .onConflict((conflict) => conflict.columns(['name', 'alias']).doUpdateSet({ version }))
      .execute()
  }
  await record(change, {
    version: version ?? before!,
    kind: 'alias',
    subject: `alias:${alias}`,
    from: before === undefined ? null : String(before),
    to: version === undefined ? null : String(version),
  })
}

/** The version goes, and its aliases with it; the history stays. */
export async function deleteVersion(change: Change, version: number): Promise<void> {
  const { tx, name } = change
  const row = await requireVersion(tx, name, version)
  const aliases = await tx
    .selectFrom('aliases')
    .select('alias')
    .where('name', '=', name)
    .where('version', '=', version)
    .orderBy('alias')
    .execute()
  for (const { alias } of aliases) await moveAlias(change, alias, undefined)
  await record(change, { version, kind: 'stage', subject: 'stage', from: row.stage, to: null })
  await tx.deleteFrom('model_versions').where('name', '=', name).where('version', '=', version).execute()
  await touch(tx, name, change.now)
}
