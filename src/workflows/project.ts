import type { Config } from '../config/index.ts'
import type { ModelVersion, RegisteredModel, Transition } from '../registry/index.ts'
import type { ModelSource } from '../serve/index.ts'
import type { Run } from '../track/index.ts'
import {
  type DefaultModel,
  defaultModel,
  loggedMetrics,
  type ModelReference,
  onlyModel,
  resolveReference,
  type TrainedConfigRequest,
  trainedConfig,
} from './models/index.ts'
import {
  checkDrift,
  type DriftRequest,
  type DriftResult,
  doctor,
  type Finding,
  type LabelRequest,
  type LabelResult,
  labelFile,
  type Machine,
  type PerformanceRequest,
  type PerformanceResult,
  showPerformance,
} from './observation/index.ts'
import type { ProjectDeps } from './ports/index.ts'
import {
  type Judgement,
  judge,
  type PromotionRequest,
  type PromotionResult,
  promote,
  type RegisterRequest,
  readCard,
  registerGraph,
  rollback,
  type ShipRequest,
  type ShipResult,
  ship,
  type VersionCard,
} from './release/index.ts'
import { type RetrainRequest, type RetrainResult, retrain } from './retraining/index.ts'
import {
  createModelSource,
  type FollowRequest,
  type PredictRequest,
  type PredictResult,
  predictFile,
} from './serving/index.ts'
import {
  compareRuns,
  findRun,
  listRuns,
  type RunComparison,
  type RunListRequest,
  type TrainRequest,
  type TrainResult,
  train,
} from './training/index.ts'

/** Everything a user can do with a store: the functions behind the command line, and the library's API. */
export interface Project {
  train(request: TrainRequest): Promise<TrainResult>
  retrain(request: RetrainRequest): Promise<RetrainResult>
  /** Runs the gate of a registered version again. */
  gate(config: Config, reference: ModelReference, options?: { readonly areNew?: boolean }): Promise<Judgement>
  promote(reference: ModelReference, options?: Omit<PromotionRequest, 'version'>): Promise<PromotionResult>
  rollback(model: string, reason?: string): Promise<PromotionResult>
  /** Registers an ONNX graph that was trained elsewhere. */
  register(request: RegisterRequest): Promise<ModelVersion>
  predict(request: PredictRequest): Promise<PredictResult>
  drift(request: DriftRequest): Promise<DriftResult>
  label(request: LabelRequest): Promise<LabelResult>
  /** How good the labelled predictions of the log turned out to be. */
  performance(request: PerformanceRequest): Promise<PerformanceResult>
  ship(request: ShipRequest): Promise<ShipResult>
  card(reference: ModelReference): Promise<VersionCard>
  doctor(machine: Machine, config: Config | undefined): Promise<readonly Finding[]>
  listRuns(request: RunListRequest): Promise<readonly Run[]>
  findRun(text: string): Promise<Run>
  compareRuns(runs: readonly string[]): Promise<RunComparison>
  listModels(): Promise<readonly RegisteredModel[]>
  /** The model that is meant where nobody names one. */
  defaultModel(configured?: string): Promise<DefaultModel>
  /** The name of the store's only model. */
  onlyModel(): Promise<string>
  /** The config that a version was trained with. */
  trainedConfig(request: TrainedConfigRequest): Promise<Config>
  showModel(name: string): Promise<ModelDetails>
  /** What a model server follows. */
  follow(request: FollowRequest): ModelSource
}

export interface ModelDetails {
  readonly model: RegisteredModel
  /** Newest first, with the metrics of the run each came from. */
  readonly versions: readonly { readonly version: ModelVersion; readonly metrics: Readonly<Record<string, number>> }[]
  readonly history: readonly Transition[]
}

export function createProject(deps: ProjectDeps): Project {
  return {
    train: (request) => train(deps, request),
    retrain: (request) => retrain(deps, request),
    gate: async (config, reference, { areNew } = {}) =>
      judge(deps, { config, version: await resolveReference(deps, reference), areNew }),
    promote: async (reference, options = {}) =>
      promote(deps, { ...options, version: await resolveReference(deps, reference) }),
    rollback: (model, reason) => rollback(deps, model, reason),
    register: (request) => registerGraph(deps, request),
    predict: (request) => predictFile(deps, request),
    drift: (request) => checkDrift(deps, request),
    label: (request) => labelFile(deps, request),
    performance: (request) => showPerformance(deps, request),
    ship: (request) => ship(deps, request),
    card: async (reference) => readCard(deps, await resolveReference(deps, reference)),
    doctor: (machine, config) => doctor(deps, machine, config),
    listRuns: (request) => listRuns(deps, request),
    findRun: (text) => findRun(deps, text),
    compareRuns: async (runs) => compareRuns(await Promise.all(runs.map((text) => findRun(deps, text)))),
    listModels: () => deps.models.listModels(),
    defaultModel: (configured) => defaultModel(deps, configured),
    onlyModel: () => onlyModel(deps),
    trainedConfig: (request) => trainedConfig(deps, request),
    showModel: (name) => showModel(deps, name),
    follow: (request) => createModelSource(deps, request),
  }
}

async function showModel({ models, ledger, runs }: ProjectDeps, name: string): Promise<ModelDetails> {
  const [model, versions, history] = [
    await models.getModel(name),
    await models.listVersions(name),
    await ledger.history(name),
  ]
  return {
    model,
    versions: await Promise.all(
      versions.map(async (version) => ({ version, metrics: await loggedMetrics(runs, version) })),
    ),
    history,
  }
}
