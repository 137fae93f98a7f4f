export { createModelServer, type ModelServer } from './model-server.ts'
export type { ModelServerDeps } from './model-server-deps.ts'
export { createServingMetrics } from './serving-metrics.ts'
