import { createKeys } from '../access/index.ts'
import { userName } from '../adapters/git/index.ts'
import { createLogger, systemTicker } from '../adapters/system/index.ts'
import { createWebhookSender } from '../adapters/webhooks/index.ts'
import { AppError } from '../core/index.ts'
import type { ModelServer } from '../http/predict/index.ts'
import { createDeliveries, createWebhooks } from '../workflows/events/index.ts'
import { openIdentity } from './authentication.ts'
import { type OpenStoresOptions, openStores } from './project-stores.ts'
import { VERSION } from './version.ts'

export interface ServeTrackingOptions extends Omit<OpenStoresOptions, 'serves' | 'createStore'> {
  /** @default 5000; 0 = any free port */
  readonly port?: number
  /** @default '127.0.0.1' */
  readonly host?: string
  /** Allows a host that other machines can reach, although there are no keys. @default false */
  readonly insecure?: boolean
  /** Names the server is asked by, besides those of this machine. @default none */
  readonly allowedHosts?: readonly string[]
  /** Asks for keys even if there are none yet: one of an admin is made. @default false */
  readonly auth?: boolean
  /** Gets that first key, which is not to be found again. @default nobody */
  readonly showFirstKey?: (key: string) => void
  /** Level of the JSON log on standard error. @default 'info' */
  readonly logLevel?: string
}

const WEBHOOKS_ALLOW = 'MODELWRIGHT_WEBHOOKS_ALLOW'

/** Where webhooks may lead besides https and the public internet: `http`, `private`, or both with a comma between. @throws USAGE */
function allowedWebhooks(env: Readonly<Record<string, string | undefined>>) {
  const allowed = (env[WEBHOOKS_ALLOW] ?? '').split(',').filter((word) => word !== '')
  const unknown = allowed.find((word) => word !== 'http' && word !== 'private')
  if (unknown !== undefined) {
    throw new AppError('USAGE', `${JSON.stringify(unknown)} is nothing that webhooks can be allowed`, {
      where: WEBHOOKS_ALLOW,
      fix: 'Use http, private, or http,private',
    })
  }
  return { allowHttp: allowed.includes('http'), allowPrivate: allowed.includes('private') }
}

export interface RunningTrackingServer {
  readonly address: string
  /** Where runs and models are kept, for people. */
  readonly store: string
  /** Requests go on for the grace period, open ones are finished, then the store is closed. */
  readonly drain: ModelServer['drain']
}

/** Answers MLflow's REST API over the project's store. @throws INSECURE_BIND, ADDRESS_IN_USE, STORE_LOCKED, STORE_INVALID, STORE_UNWRITABLE */
export async function serveTracking(options: ServeTrackingOptions = {}): Promise<RunningTrackingServer> {
  const { port = 5000, host, insecure, allowedHosts = [], logLevel = 'info', ...rest } = options
  const { auth = false, showFirstKey, ...project } = rest
  const sender = createWebhookSender(allowedWebhooks(options.env ?? process.env))
  const { ports, clock, close } = openStores({ ...project, serves: true })
  try {
    await ports.store.open()
    const { authentication, firstKey } = await openIdentity(createKeys({ ...ports, clock }), auth)
    if (firstKey !== undefined) showFirstKey?.(firstKey)
    const { createTrackingMetrics, createTrackingServer } = await import('../http/mlflow/index.ts')
    const logger = await createLogger(logLevel)
    const { webhooks } = ports
    const deliveries = createDeliveries({ webhooks, sender, clock, warn: (message) => logger.warn(message) })
    const server = await createTrackingServer({
      ...ports,
      webhookRegistry: createWebhooks({ webhooks, sender, clock }),
      clock,
      authentication,
      logger,
      metrics: createTrackingMetrics(),
      version: VERSION,
      user: userName(),
    })
    const address = await server.listen({ port, host, insecure, allowedHosts })
    deliveries.start(systemTicker)
    const store = ports.store.place()
    logger.info({ address, store }, 'serving')
    let draining: Promise<void> | undefined
    const stop = async (graceMs: number): Promise<void> => {
      await server
        .close(graceMs)
        .finally(() => deliveries.stop())
        .finally(close)
    }
    return { address, store, drain: ({ graceMs = 5000 } = {}) => (draining ??= stop(graceMs)) }
  } catch (error) {
    await close()
    throw error
  }
}
