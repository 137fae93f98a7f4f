export type { ChampionLedger, Registration, Transition } from './champion-ledger.ts'
export { championBefore } from './champions.ts'
export { DIGEST_TAG } from './digest-tag.ts'
export { MODEL_NAMES, parseModelFilter, VERSION_NAMES } from './filter-names.ts'
export type { GateVerdict } from './gate-verdict.ts'
export { checkNewVersion, checkRegistration, checkRegistryTags } from './limits.ts'
export type {
  Actor,
  ModelField,
  ModelStore,
  ModelVersion,
  NewModelVersion,
  RegisteredModel,
  Stage,
  VersionField,
} from './model-store.ts'
export { type ResolvedModel, resolveModelUri } from './model-uri.ts'
export { CHAMPION, parseStage, STAGES, validateAlias } from './stages.ts'
export { GATE_TAG, RIVAL_TAG, standingRefusal, verdictsOn, verdictTags } from './verdicts.ts'
export { versionsOf } from './versions-of.ts'
