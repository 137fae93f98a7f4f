import type { Config } from '../config/index.ts'
import type { ModelVersion, RegisteredModel } from '../registry/index.ts'
import type { ModelSource } from '../serve/index.ts'
import { everyItem } from '../track/index.ts'
import {
  type DefaultModel,
  defaultModel,
  type ModelDetails,
  type ModelReference,
  onlyModel,
  resolveReference,
  showModel,
  type TrainedConfigDeps,
  type TrainedConfigRequest,
  trainedConfig,
} from './models/index.ts'
import {
  type CardDeps,
  type JudgeDeps,
  type Judgement,
  type JudgeRequest,
  judge,
  type PromotionDeps,
  type PromotionRequest,
  type PromotionResult,
  promote,
  type RegisterDeps,
  type RegisterRequest,
  readCard,
  registerGraph,
  rollback,
  type VersionCard,
} from './release/index.ts'
import { createModelSource, type FollowDeps, type FollowRequest } from './serving/index.ts'
import { needConfig } from './training/index.ts'

/** The registered models of a project, their versions, and who serves. */
export interface Models {
  list(): Promise<readonly RegisteredModel[]>
  /** A model's versions, their metrics, and who changed what. @throws RESOURCE_DOES_NOT_EXIST */
  show(name: string): Promise<ModelDetails>
  /** The model card of a version. @throws ARTIFACT_NOT_FOUND for a model that came without one */
  card(reference: ModelReference): Promise<VersionCard>
  /** Registers an ONNX graph that was trained elsewhere. @throws MODEL_INVALID, MODEL_OPERATOR_UNSUPPORTED, RESOURCE_ALREADY_EXISTS */
  register(request: RegisterRequest): Promise<ModelVersion>
  /** Runs the gate of a version again, and notes the outcome on it. `config`: @default the project's */
  gate(reference: ModelReference, options?: GateOptions): Promise<Judgement>
  /** Makes a version the champion. @throws GATE_REFUSED, CHAMPION_CHANGED, ARTIFACT_DIGEST */
  promote(reference: ModelReference, options?: Omit<PromotionRequest, 'version'>): Promise<PromotionResult>
  /** Gives the champion's place back to the version before. @throws RESOURCE_DOES_NOT_EXIST, CHAMPION_CHANGED, ARTIFACT_DIGEST */
  rollback(name: string, options?: { readonly reason?: string | undefined }): Promise<PromotionResult>
  /** What to follow where nobody names a model: that of the config, or the store's only one. @throws RESOURCE_DOES_NOT_EXIST, USAGE where several could be meant */
  default(name?: string): Promise<DefaultModel>
  /** The name alone, of a model that need not have a version. @throws RESOURCE_DOES_NOT_EXIST, USAGE */
  defaultName(): Promise<string>
  /** The config that a version was trained with. @throws CONFIG_NOT_FOUND for a model trained elsewhere */
  trainedConfig(request: TrainedConfigRequest): Promise<Config>
  /** What a model server follows. */
  follow(request: FollowRequest): ModelSource
}

export type ModelsDeps = TrainedConfigDeps & CardDeps & RegisterDeps & JudgeDeps & PromotionDeps & FollowDeps

export type GateOptions = Omit<Partial<JudgeRequest>, 'version'>

/** `config`: of the project, if it has one. */
export function createModels(deps: ModelsDeps, config: Config | undefined): Models {
  const configured = config?.mlflow.model_name
  return {
    list: () => everyItem((page) => deps.models.searchModels(page)),
    show: (name) => showModel(deps, name),
    card: async (reference) => readCard(deps, await resolveReference(deps, reference)),
    register: (request) => registerGraph(deps, request),
    gate: async (reference, { config: given = config, areNew } = {}) =>
      judge(deps, { config: needConfig(given), version: await resolveReference(deps, reference), areNew }),
    promote: async (reference, options = {}) =>
      promote(deps, { ...options, version: await resolveReference(deps, reference) }),
    rollback: (name, { reason } = {}) => rollback(deps, name, reason),
    default: (name = configured) => defaultModel(deps, name),
    defaultName: async () => configured ?? onlyModel(deps),
    trainedConfig: (request) => trainedConfig(deps, request),
    follow: (request) => createModelSource(deps, request),
  }
}
