// Who serves, on a server of ours, which has endpoints for it; on one of MLflow's by tags.
import { toArtifactUri } from '../../artifacts/index.ts'
import { type Actor, type ChampionLedger, checkRegistration, type Transition } from '../../registry/index.ts'
import { child, items, type Json, versionOf, whole } from './answers.ts'
import { type Api, keyValues } from './api.ts'

const sent = ({ by, reason }: Actor) => ({ by, reason })
const changed = (answer: Json) => versionOf(child(answer, 'model_version'))

function ownLedger(api: Api): ChampionLedger {
  return {
    async register(registration) {
      const { name, source, digest, runId, modelId, runLink, description, tags, verdict } =
        checkRegistration(registration)
      const answer = await api.once('modelwright/register', {
        name,
        source: toArtifactUri(source),
        digest,
        run_id: runId,
        model_id: modelId,
        run_link: runLink,
        description,
        tags: keyValues(tags),
        verdict: verdict?.said,
        ...(verdict && sent(verdict.actor)),
      })
      return changed(answer)
    },
    promote: async (name, version, actor, over) =>
      changed(
        await api.once('modelwright/promote', {
          name,
          version: String(version),
          over: over === undefined ? undefined : String(over ?? 'none'),
          ...sent(actor),
        }),
      ),
    rollback: async (name, actor, to) =>
      changed(await api.once('modelwright/rollback', { name, to: to?.toString(), ...sent(actor) })),
    recordVerdict: async (name, version, verdict, actor) =>
      changed(await api.once('modelwright/verdicts', { name, version: String(version), verdict, ...sent(actor) })),
    history: async (name) =>
      items(await api.get('modelwright/history', { name }), 'transitions') as unknown as readonly Transition[],
    revision: async (name) => whole(await api.get('modelwright/revision', { name }), 'revision'),
  }
}

export function createRemoteChampionLedger(api: Api, tagged: ChampionLedger): ChampionLedger {
  const own = ownLedger(api)
  const ledger = async (): Promise<ChampionLedger> => ((await api.isOurs()) ? own : tagged)
  return {
    register: async (version) => (await ledger()).register(version),
    promote: async (...how) => (await ledger()).promote(...how),
    rollback: async (...how) => (await ledger()).rollback(...how),
    recordVerdict: async (...how) => (await ledger()).recordVerdict(...how),
    history: async (name) => (await ledger()).history(name),
    revision: async (name) => (await ledger()).revision(name),
  }
}
