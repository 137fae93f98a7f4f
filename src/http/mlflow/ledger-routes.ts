// Who serves, and what the gate said: what MLflow's registry has no endpoints for, for modelwright on another machine.
import { Type } from 'typebox'
import { fromArtifactUri } from '../../artifacts/index.ts'
import type { ChampionLedger } from '../../registry/index.ts'
import { ANY_OBJECT, type AnyRoute, ref } from '../kit/index.ts'
import { endpoint } from './endpoint.ts'
import { versionOf } from './entities.ts'
import { recordOf, TAG, versionNumber } from './fields.ts'
import { boolean, int64, list, message, oneOf, optional, required, string } from './message.ts'

export interface LedgerDeps {
  readonly ledger: ChampionLedger
  /** Who does it where the request does not say. */
  readonly user: string
}

const tag = 'champions'
const MOST_LINES = 1000
const VERDICT = message({
  outcome: required(oneOf(['passed', 'refused'])),
  data: required(message({ name: required(string()), sha256: required(string()) })),
  rows: required(int64()),
  champion: optional(int64()),
  compared: required(boolean()),
  policy: required(list(string(), MOST_LINES)),
  failed: required(list(string(), MOST_LINES)),
})
const ACTOR = { by: optional(string()), reason: optional(string()) } as const
const VERSION = Type.Object({ model_version: ref('ModelVersion') })

const verdictOf = (read: ReturnType<typeof VERDICT.read>) => ({ ...read, champion: read.champion ?? null })

const one = async (version: ReturnType<ChampionLedger['register']>) => ({ model_version: versionOf(await version) })

export function ledgerRoutes({ ledger, user }: LedgerDeps): AnyRoute[] {
  const actorOf = ({ by, reason }: { readonly by: string | undefined; readonly reason: string | undefined }) => ({
    by: by ?? user,
    reason,
  })
  return [
    ...endpoint({
      method: 'POST',
      path: 'modelwright/register',
      id: 'registerModel',
      summary: 'The next version of a model, new or not, with its digest and what the gate said, at once.',
      tag,
      asks: message({
        name: required(string()),
        source: required(string()),
        digest: required(string()),
        run_id: optional(string()),
        model_id: optional(string()),
        run_link: optional(string()),
        description: optional(string()),
        tags: optional(list(TAG)),
        verdict: optional(VERDICT),
        ...ACTOR,
      }),
      answers: VERSION,
      handle: ({ source, run_id, model_id, run_link, tags, verdict, by, reason, ...asked }) =>
        one(
          ledger.register({
            ...asked,
            source: fromArtifactUri(source, 'source'),
            runId: run_id,
            modelId: model_id,
            runLink: run_link,
            tags: recordOf(tags),
            ...(verdict && { verdict: { said: verdictOf(verdict), actor: actorOf({ by, reason }) } }),
          }),
        ),
    }),
    ...endpoint({
      method: 'POST',
      path: 'modelwright/promote',
      id: 'promoteModelVersion',
      summary: 'Makes a version the champion: alias and stage move together.',
      tag,
      asks: message({
        name: required(string()),
        version: required(string()),
        over: optional(string()),
        ...ACTOR,
      }),
      answers: VERSION,
      handle: ({ name, version, over, ...actor }) =>
        one(ledger.promote(name, versionNumber(version), actorOf(actor), placeOf(over))),
    }),
    ...endpoint({
      method: 'POST',
      path: 'modelwright/rollback',
      id: 'rollbackModel',
      summary: 'Gives the champion’s place back to the version that held it before.',
      tag,
      asks: message({ name: required(string()), to: optional(string()), ...ACTOR }),
      answers: VERSION,
      handle: ({ name, to, ...actor }) =>
        one(ledger.rollback(name, actorOf(actor), to === undefined ? undefined : versionNumber(to))),
    }),
    ...endpoint({
      method: 'POST',
      path: 'modelwright/verdicts',
      id: 'recordVerdict',
      summary: 'Keeps what the gate said of a version.',
      tag,
      asks: message({ name: required(string()), version: required(string()), verdict: required(VERDICT), ...ACTOR }),
      answers: VERSION,
      handle: ({ name, version, verdict, ...actor }) =>
        one(ledger.recordVerdict(name, versionNumber(version), verdictOf(verdict), actorOf(actor))),
    }),
    ...endpoint({
      method: 'GET',
      path: 'modelwright/history',
      id: 'getModelHistory',
      summary: 'What happened to a model, newest first.',
      tag,
      asks: message({ name: required(string()) }),
      answers: Type.Object({ transitions: Type.Array(ANY_OBJECT) }),
      handle: async ({ name }) => ({ transitions: await ledger.history(name) }),
    }),
    ...endpoint({
      method: 'GET',
      path: 'modelwright/revision',
      id: 'getRevision',
      summary: 'A number that grows with every change of a model, or of all: for followers that poll.',
      tag,
      asks: message({ name: optional(string()) }),
      answers: Type.Object({ revision: Type.Integer() }),
      handle: async ({ name }) => ({ revision: await ledger.revision(name) }),
    }),
  ]
}

/** `none`: there must be no champion. */
function placeOf(over: string | undefined): number | null | undefined {
  if (over === undefined) return undefined
  return over === 'none' ? null : versionNumber(over)
}
