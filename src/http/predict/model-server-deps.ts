import type { FastifyBaseLogger } from 'fastify'
import type { Clock } from '../../core/index.ts'
import type { PredictionLog } from '../../predictions/index.ts'
import type { ModelFollower, PredictionService } from '../../serve/index.ts'
import type { ServingMetrics } from './serving-metrics.ts'

export interface ModelServerDeps {
  readonly models: ModelFollower
  readonly service: PredictionService
  readonly log: PredictionLog
  readonly metrics: ServingMetrics
  readonly clock: Clock
  readonly logger: FastifyBaseLogger
  /** Version of modelwright, for /version. */
  readonly version: string
  /** Bytes of a request's body. @default 8 MiB */
  readonly bodyLimit?: number
  /** Bytes of all bodies that are on their way at once, but for the first 16 KiB of each; more are refused for the moment. @default 128 MiB */
  readonly bodiesLimit?: number
  /** Milliseconds a client may take to send its request. @default 30000 */
  readonly requestTimeoutMs?: number
}
