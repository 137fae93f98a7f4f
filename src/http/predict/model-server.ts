// The HTTP server of one model reference. Routes parse, call and map; drain is the way out.

import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import Fastify, { type FastifyInstance, type FastifyRequest, LogController } from 'fastify'
import { AppError, isAppError } from '../../core/index.ts'
import {
  answerClientError,
  createBodyBudget,
  isInputError,
  isLoopback,
  registerHostCheck,
  registerJsonBody,
  registerRequestLog,
  replyError,
} from '../kit/index.ts'
import { registerDocs } from './docs-routes.ts'
import { registerMlflowScoring } from './mlflow-routes.ts'
import type { ModelServerDeps } from './model-server-deps.ts'
import { registerOperation } from './operation-routes.ts'
import { registerPrediction } from './prediction-routes.ts'

export interface ListenOptions {
  /** @default '127.0.0.1' */
  readonly host?: string
  /** 0 = any free port. */
  readonly port: number
  /** Allows a host that other machines can reach, although there are no keys. @default false */
  readonly insecure?: boolean
  /** Names the server is asked by besides those of this machine. Giving one makes the check hold for any host. @default none */
  readonly allowedHosts?: readonly string[]
}

export interface DrainOptions {
  /** How long requests are still answered while /ready says 503, so that load balancers look away first. @default 5000 */
  readonly graceMs?: number
}

export interface ModelServer {
  readonly app: FastifyInstance
  /** Returns the address, such as `http://127.0.0.1:8000`. @throws INSECURE_BIND, ADDRESS_IN_USE */
  listen(options: ListenOptions): Promise<string>
  /** /ready answers 503, requests go on for the grace period, then open ones are finished, the models are closed and the log is flushed. Calling it again waits for the same end. */
  drain(options?: DrainOptions): Promise<void>
}

/** Unique across processes; nothing secret hangs on it. */
function createRequestIds(): () => string {
  const prefix = randomBytes(6).toString('base64url')
  let count = 0
  return () => `${prefix}-${(count++).toString(36)}`
}

const METHODS = ['GET', 'HEAD', 'POST'] as const

const REQUEST_ID = /^[\w.:-]{1,128}$/

export async function createModelServer(deps: ModelServerDeps): Promise<ModelServer> {
  const { models, log, metrics, logger, bodyLimit = 8 << 20, bodiesLimit = 128 << 20, requestTimeoutMs = 30_000 } = deps
  const nextRequestId = createRequestIds()
  let draining: Promise<void> | undefined

  const app: FastifyInstance = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit,
    requestTimeout: requestTimeoutMs,
    // Node takes the longer of the two limits for the whole request, and looks for what is over it only so often.
    http: {
      headersTimeout: requestTimeoutMs,
      connectionsCheckingInterval: requestTimeoutMs / 5,
      // Ours answers with a body.
      requireHostHeader: false,
    },
    clientErrorHandler: (error, socket) => {
      const status = answerClientError(error, socket)
      if (status !== undefined) metrics.requested(undefined, 'other', status)
    },
    keepAliveTimeout: 72_000,
    requestIdHeader: false,
    frameworkErrors: replyError,
    // What still arrives while it closes is answered, as everything before.
    return503OnClosing: false,
    genReqId: ({ headers }) => {
      const given = headers['x-request-id']
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : nextRequestId()
    },
  })
  const noSuchRoute = ({ url, method }: FastifyRequest): AppError => {
    const [path] = url.split('?', 1)
    const allowed = METHODS.filter((candidate) => app.hasRoute({ method: candidate, url: path! }))
    if (allowed.length === 0) return new AppError('ENDPOINT_NOT_FOUND', 'there is no such route', { fix: 'See /docs' })
    return new AppError('METHOD_NOT_ALLOWED', `the route does not answer ${method}`, {
      fix: `Send ${allowed.join(' or ')}`,
      details: { allowed },
    })
  }
  app.setErrorHandler((error, request, reply) => {
    if (isInputError(error)) metrics.inputError()
    // A body that is wrong for a route that is not there is not what the client must mend.
    return replyError(request.is404 && !isAppError(error) ? noSuchRoute(request) : error, request, reply)
  })
  app.setNotFoundHandler((request) => {
    throw noSuchRoute(request)
  })
  const hostCheck = registerHostCheck(app)
  registerRequestLog(app, metrics)
  const limits = { bodyLimit, budget: createBodyBudget(bodiesLimit) }
  registerJsonBody(app, limits)
  registerPrediction(app, deps)
  registerMlflowScoring(app, deps, limits)
  registerOperation(app, deps, () => draining !== undefined)
  await registerDocs(app, models)

  const stop = async (graceMs: number): Promise<void> => {
    // Every answer ends its connection from now on: a client that kept it would lose what it sends as it closes.
    app.server.maxRequestsPerSocket = 1
    await sleep(graceMs)
    try {
      await app.close()
      await models.close()
    } finally {
      await log.close()
    }
  }

  return {
    app,
    async listen({ host = '127.0.0.1', port, insecure = false, allowedHosts = [] }) {
      if (!insecure && !isLoopback(host)) {
        throw new AppError('INSECURE_BIND', `${host} can be reached from other machines and the server has no keys`, {
          fix: 'Listen on 127.0.0.1, or say --insecure if the network is yours alone',
        })
      }
      hostCheck.bind(host, allowedHosts)
      try {
        return await app.listen({ host, port })
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
        throw new AppError('ADDRESS_IN_USE', `port ${port} of ${host} is taken`, {
          fix: 'Choose another --port, or stop the process that listens there',
          cause: error,
        })
      }
    },
    drain: ({ graceMs = 5000 } = {}) => (draining ??= stop(graceMs)),
  }
}
