// The HTTP server of runs and models: MLflow's REST API.
import type { FastifyBaseLogger } from 'fastify'
import type { Clock } from '../../core/index.ts'
import type { RunStore } from '../../track/index.ts'
import { createHttpServer, type HttpServer, type ServerLimits } from '../kit/index.ts'
import { ENTITY_SCHEMAS } from './entities.ts'
import { experimentRoutes } from './experiment-routes.ts'
import { modelRoutes } from './model-routes.ts'
import { type OperationDeps, operationRoutes } from './operation-routes.ts'
import type { RegistryDeps } from './registry-deps.ts'
import { restDialect } from './rest-dialect.ts'
import { runRoutes } from './run-routes.ts'
import { versionRoutes } from './version-routes.ts'

export interface TrackingServerDeps extends ServerLimits, RegistryDeps, OperationDeps {
  readonly runs: RunStore
  readonly clock: Clock
  readonly logger: FastifyBaseLogger
}

export function createTrackingServer(deps: TrackingServerDeps): Promise<HttpServer> {
  return createHttpServer({
    ...deps,
    observer: deps.metrics,
    // As large as 1000 metrics, params and tags of a batch may be together.
    bodyLimit: deps.bodyLimit ?? 16 << 20,
    routes: [
      ...experimentRoutes(deps),
      ...runRoutes(deps),
      ...modelRoutes(deps),
      ...versionRoutes(deps),
      ...operationRoutes(deps),
    ],
    errors: restDialect,
    describe: () => ({ title: 'modelwright tracking server', version: deps.version, schemas: ENTITY_SCHEMAS }),
  })
}
