import { createLogger, systemClock, systemTicker } from '../adapters/system/index.ts'
import type { ModelServer } from '../http/predict/index.ts'
import { createModelFollower, createPredictionService, type LoadedModel } from '../serve/index.ts'
import type { Project } from '../workflows/index.ts'
import type { FollowRequest } from '../workflows/serving/index.ts'
import { VERSION } from './version.ts'

export interface ServeModelOptions extends FollowRequest {
  /** @default 8000; 0 = any free port */
  readonly port?: number
  /** @default '127.0.0.1' */
  readonly host?: string
  /** Allows a host that other machines can reach, although there are no keys. @default false */
  readonly insecure?: boolean
  /** Names the server is asked by, besides those of this machine and of `serving.allowed_hosts`. @default none */
  readonly allowedHosts?: readonly string[]
  /** Level of the JSON log on standard error. @default 'info' */
  readonly logLevel?: string
}

export interface RunningServer {
  readonly address: string
  readonly server: ModelServer
  /** The model that answers now. */
  current(): LoadedModel
}

/** Loads a model, follows its reference and answers over HTTP. End it with `server.drain()`. @throws RESOURCE_DOES_NOT_EXIST, INSECURE_BIND, ADDRESS_IN_USE */
export async function serveModel(project: Project, options: ServeModelOptions): Promise<RunningServer> {
  const { port = 8000, host, insecure, allowedHosts = [], logLevel = 'info', serving } = options
  const { log } = project.predictions
  // Where answers are kept is known before any is given, also for a model that came from no store.
  const { folder: store } = project
  // Loaded here alone: most commands do not serve, and start faster without it.
  const { createModelServer, createServingMetrics } = await import('../http/predict/index.ts')
  const logger = await createLogger(logLevel)
  const metrics = createServingMetrics(logger)
  const service = createPredictionService({ log, clock: systemClock, observer: metrics })
  const models = createModelFollower({
    source: project.models.follow(options),
    ticker: systemTicker,
    observer: metrics,
    settled: (model) => service.settled(model),
  })
  await models.start()
  const server = await createModelServer({
    models,
    service,
    log,
    metrics,
    clock: systemClock,
    logger,
    version: VERSION,
    ...(serving?.max_bodies_mb === undefined ? {} : { bodiesLimit: serving.max_bodies_mb << 20 }),
  })
  const address = await server.listen({
    port,
    host,
    insecure,
    allowedHosts: [...allowedHosts, ...(serving?.allowed_hosts ?? [])],
  })
  const { name, version, digest, scorer } = models.current()!
  logger.info({ address, store, model: name, version, digest, engine: scorer.engine }, 'serving')
  return { address, server, current: () => models.current()! }
}
