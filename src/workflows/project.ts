import type { Config } from '../config/index.ts'
import type { ModelVersion, RegisteredModel, Transition } from '../registry/index.ts'
import type { ModelSource } from '../serve/index.ts'
import type { Run } from '../track/index.ts'
import { type PredictRequest, type PredictResult, predictFile } from './batch-prediction.ts'
import { readCard, type VersionCard } from './card.ts'
import {
  type DefaultModel,
  defaultModel,
  onlyModel,
  type TrainedConfigRequest,
  trainedConfig,
} from './default-model.ts'
import { doctor, type Finding, type Machine } from './doctor.ts'
import { checkDrift, type DriftRequest, type DriftResult } from './drift-check.ts'
import { type Judgement, judge } from './judge.ts'
import { type LabelRequest, type LabelResult, labelFile } from './labelling.ts'
import { loggedMetrics } from './logged-metrics.ts'
import { type ModelReference, resolveReference } from './model-reference.ts'
import { createModelSource, type FollowRequest } from './model-source.ts'
import { type PerformanceRequest, type PerformanceResult, showPerformance } from './performance.ts'
import type { ProjectDeps } from './project-deps.ts'
import { type PromotionRequest, type PromotionResult, promote, rollback } from './promotion.ts'
import { type RegisterRequest, registerGraph } from './registration.ts'
import { type RetrainRequest, type RetrainResult, retrain } from './retrain.ts'
import { compareRuns, type RunComparison } from './run-comparison.ts'
import { findRun, listRuns, type RunListRequest } from './run-lookup.ts'
import { type ShipRequest, type ShipResult, ship } from './shipping.ts'
import { type TrainRequest, type TrainResult, train } from './train.ts'

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
    listModels: () => deps.registry.listModels(),
    defaultModel: (configured) => defaultModel(deps, configured),
    onlyModel: () => onlyModel(deps),
    trainedConfig: (request) => trainedConfig(deps, request),
    showModel: (name) => showModel(deps, name),
    follow: (request) => createModelSource(deps, request),
  }
}

async function showModel({ registry, tracking }: ProjectDeps, name: string): Promise<ModelDetails> {
  const [model, versions, history] = [
    await registry.getModel(name),
    await registry.listVersions(name),
    await registry.history(name),
  ]
  return {
    model,
    versions: await Promise.all(
      versions.map(async (version) => ({ version, metrics: await loggedMetrics(tracking, version) })),
    ),
    history,
  }
}
