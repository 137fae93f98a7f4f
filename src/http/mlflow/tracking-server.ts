// The HTTP server of runs and models: MLflow's REST API.
import type { FastifyBaseLogger } from 'fastify'
import type { Clock } from '../../core/index.ts'
import { type Authentication, createHttpServer, type HttpServer, type ServerLimits } from '../kit/index.ts'
import { type ArtifactDeps, artifactRoutes } from './artifact-routes.ts'
import { chartRoutes } from './chart-routes.ts'
import { ENTITY_SCHEMAS } from './entities.ts'
import { experimentRoutes } from './experiment-routes.ts'
import { type LedgerDeps, ledgerRoutes } from './ledger-routes.ts'
import { type LoggedModelDeps, loggedModelRoutes } from './logged-model-routes.ts'
import { modelRoutes } from './model-routes.ts'
import { type OperationDeps, operationRoutes } from './operation-routes.ts'
import type { RegistryDeps } from './registry-deps.ts'
import { restDialect } from './rest-dialect.ts'
import { runRoutes } from './run-routes.ts'
import { versionRoutes } from './version-routes.ts'
import { type WebhookDeps, webhookRoutes } from './webhooks/webhook-routes.ts'

export interface TrackingServerDeps
  extends ServerLimits,
    RegistryDeps,
    OperationDeps,
    ArtifactDeps,
    LoggedModelDeps,
    WebhookDeps,
    LedgerDeps {
  readonly clock: Clock
  readonly logger: FastifyBaseLogger
  /** @default everybody is answered */
  readonly authentication?: Authentication | undefined
}

export function createTrackingServer(deps: TrackingServerDeps): Promise<HttpServer> {
  return createHttpServer({
    ...deps,
    observer: deps.metrics,
    // As large as 1000 metrics, params and tags of a batch may be together.
    bodyLimit: deps.bodyLimit ?? 16 << 20,
    // An artifact of some gigabytes takes its time; headers do not.
    requestTimeoutMs: deps.requestTimeoutMs ?? 24 * 60 * 60 * 1000,
    headersTimeoutMs: deps.headersTimeoutMs ?? 30_000,
    routes: [
      ...experimentRoutes(deps),
      ...runRoutes(deps),
      ...chartRoutes(deps),
      ...loggedModelRoutes(deps),
      ...artifactRoutes(deps),
      ...modelRoutes(deps),
      ...versionRoutes(deps),
      ...ledgerRoutes(deps),
      ...webhookRoutes(deps),
      ...operationRoutes(deps),
    ],
    errors: restDialect,
    describe: () => ({ title: 'modelwright tracking server', version: deps.version, schemas: ENTITY_SCHEMAS }),
  })
}
