// The HTTP server of one model reference: its routes, and the way out.
import { type AnyRoute, createHttpServer, detailDialect, type HttpServer } from '../kit/index.ts'
import { mlflowRoutes } from './mlflow-routes.ts'
import { modelSchemas } from './model-schemas.ts'
import type { ModelServerDeps } from './model-server-deps.ts'
import { operationRoutes } from './operation-routes.ts'
import { predictionRoutes } from './prediction-routes.ts'

export interface DrainOptions {
  /** How long requests are still answered while /ready says 503, so that load balancers look away first. @default 5000 */
  readonly graceMs?: number
}

export interface ModelServer extends Omit<HttpServer, 'close'> {
  /** /ready answers 503, requests go on for the grace period, then open ones are finished, the models are closed and the log is flushed. Calling it again waits for the same end. */
  drain(options?: DrainOptions): Promise<void>
}

export async function createModelServer(deps: ModelServerDeps): Promise<ModelServer> {
  const { models, log, metrics } = deps
  let draining: Promise<void> | undefined
  const routes: AnyRoute[] = [
    ...predictionRoutes(deps),
    ...mlflowRoutes(deps),
    ...operationRoutes(deps, () => draining !== undefined),
  ]
  const { close, ...server } = await createHttpServer({
    ...deps,
    routes,
    errors: detailDialect,
    observer: metrics,
    describe() {
      const model = models.current()
      return { title: model?.name ?? 'modelwright', version: model?.version ?? '0', schemas: modelSchemas(model) }
    },
  })

  const stop = async (graceMs: number): Promise<void> => {
    try {
      await close(graceMs)
      await models.close()
    } finally {
      await log.close()
    }
  }
  return { ...server, drain: ({ graceMs = 5000 } = {}) => (draining ??= stop(graceMs)) }
}
