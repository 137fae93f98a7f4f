export { championBefore } from './champions.ts'
export type { GateVerdict } from './gate-verdict.ts'
export { checkNewVersion, checkRegistryTags } from './limits.ts'
export { type ResolvedModel, resolveModelUri } from './model-uri.ts'
export type {
  Actor,
  ModelVersion,
  NewModelVersion,
  RegisteredModel,
  RegistryStore,
  Stage,
  Transition,
} from './registry-store.ts'
export { CHAMPION, parseStage, STAGES, validateAlias } from './stages.ts'
export { GATE_TAG, RIVAL_TAG, standingRefusal, verdictsOn, verdictTags } from './verdicts.ts'
