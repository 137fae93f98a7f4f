export {
  createModelServer,
  type DrainOptions,
  type ListenOptions,
  type ModelServer,
} from './model-server.ts'
export type { ModelServerDeps } from './model-server-deps.ts'
export { createServingMetrics, type ServingMetrics } from './serving-metrics.ts'
