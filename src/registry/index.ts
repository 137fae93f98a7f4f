export type {
  Actor,
  ModelVersion,
  NewModelVersion,
  RegisteredModel,
  RegistryStore,
  Stage,
  Transition,
} from './registry-store.ts'
