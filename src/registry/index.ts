export { humanSections, mergeHumanSections, renderModelCard } from './model-card.ts'
export type { CardCheck, CardData, CardTransition, HumanSections, ModelCardInput } from './model-card-input.ts'
export type {
  Actor,
  ModelVersion,
  NewModelVersion,
  RegisteredModel,
  RegistryStore,
  Stage,
  Transition,
} from './registry-store.ts'
