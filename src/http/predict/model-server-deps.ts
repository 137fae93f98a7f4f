import type { FastifyBaseLogger } from 'fastify'
import type { Clock } from '../../core/index.ts'
import type { PredictionLog } from '../../predictions/index.ts'
import type { ModelFollower, PredictionService } from '../../serve/index.ts'
import type { ServerLimits } from '../kit/index.ts'
import type { ServingMetrics } from './serving-metrics.ts'

export interface ModelServerDeps extends ServerLimits {
  readonly models: ModelFollower
  readonly service: PredictionService
  readonly log: PredictionLog
  readonly metrics: ServingMetrics
  readonly clock: Clock
  readonly logger: FastifyBaseLogger
  /** Version of modelwright, for /version. */
  readonly version: string
}
