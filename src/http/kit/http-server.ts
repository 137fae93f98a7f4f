// A server of ours: bounded, on this machine unless told otherwise, with routes that are all of one kind.
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { type Authentication, registerAccess } from './access.ts'
import { createBodyBudget } from './body-budget.ts'
import { answerClientError } from './client-error.ts'
import { documentRoute, registerDocsPages } from './docs-pages.ts'
import type { ErrorDialect } from './error-dialect.ts'
import { dialectOf, registerErrorHandling } from './error-handling.ts'
import { replyError } from './error-reply.ts'
import { registerHostCheck } from './host-check.ts'
import { registerJsonBody } from './json-body.ts'
import { type ListenOptions, listen } from './listen.ts'
import { type OpenApiDocument, openApiDocument, type ServerDescription } from './openapi-document.ts'
import { registerRoutes } from './register-routes.ts'
import { type RegisteredRoute, recordRoutes } from './registered-routes.ts'
import { type RequestCounter, registerRequestLog } from './request-log.ts'
import type { AnyRoute } from './route.ts'
import { registerSchemaValidation } from './schema-validation.ts'

export interface ServerLimits {
  /** Bytes of a request's body. @default 8 MiB */
  readonly bodyLimit?: number | undefined
  /** Bytes of all bodies that are on their way at once, but for the first 16 KiB of each; more are refused for the moment. @default 128 MiB */
  readonly bodiesLimit?: number | undefined
  /** Milliseconds a client may take to send its request. @default 30000 */
  readonly requestTimeoutMs?: number | undefined
  /** The same of its headers alone. @default as requestTimeoutMs */
  readonly headersTimeoutMs?: number | undefined
}

export interface RequestObserver extends RequestCounter {
  /** A request did not fit its route. */
  inputError(): void
}

export interface HttpServerOptions extends ServerLimits {
  readonly routes: readonly AnyRoute[]
  /** The dialect of what no route has, and of what is no HTTP. */
  readonly errors: ErrorDialect
  /** Asked each time that the document is. */
  readonly describe: () => ServerDescription
  readonly observer: RequestObserver
  readonly logger: FastifyBaseLogger
  /** @default everybody is answered, on this machine alone */
  readonly authentication?: Authentication | undefined
}

export interface HttpServer {
  readonly app: FastifyInstance
  /** All that is answered, by whatever it was registered. */
  registered(): readonly RegisteredRoute[]
  /** Returns the address, such as `http://127.0.0.1:8000`. @throws INSECURE_BIND, ADDRESS_IN_USE */
  listen(options: ListenOptions): Promise<string>
  /** Answers for so long, each answer ending its connection, then finishes what is open. */
  close(graceMs: number): Promise<void>
}

/** Unique across processes; nothing secret hangs on it. */
function createRequestIds(): () => string {
  const prefix = randomBytes(6).toString('base64url')
  let count = 0
  return () => `${prefix}-${(count++).toString(36)}`
}

const REQUEST_ID = /^[\w.:-]{1,128}$/

export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { errors, observer, logger, describe, authentication } = options
  const { bodyLimit = 8 << 20, bodiesLimit = 128 << 20, requestTimeoutMs = 30_000 } = options
  const { headersTimeoutMs = requestTimeoutMs } = options
  const nextRequestId = createRequestIds()
  const app: FastifyInstance = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit,
    requestTimeout: requestTimeoutMs,
    // Node takes the longer of the two limits for the whole request, and looks for what is over it only so often.
    http: {
      headersTimeout: headersTimeoutMs,
      connectionsCheckingInterval: headersTimeoutMs / 5,
      // Ours answers with a body.
      requireHostHeader: false,
    },
    clientErrorHandler: (error, socket) => {
      const status = answerClientError(error, socket, errors)
      if (status !== undefined) observer.requested(undefined, 'other', status)
    },
    keepAliveTimeout: 72_000,
    requestIdHeader: false,
    frameworkErrors: (error, request, reply) => replyError(error, request, reply, dialectOf(request, handling)),
    // What still arrives while it closes is answered, as everything before.
    return503OnClosing: false,
    genReqId: ({ headers }) => {
      const given = headers['x-request-id']
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : nextRequestId()
    },
  })
  const handling = { routes: recordRoutes(app), fallback: errors, inputError: () => observer.inputError() }
  registerErrorHandling(app, handling)
  const hostCheck = registerHostCheck(app)
  registerRequestLog(app, observer)
  if (authentication !== undefined) registerAccess(app, authentication)
  registerSchemaValidation(app)
  const limits = { bodyLimit, budget: createBodyBudget(bodiesLimit) }
  registerJsonBody(app, limits)
  const document = (): OpenApiDocument => openApiDocument(routes, describe(), authentication !== undefined)
  const routes: readonly AnyRoute[] = [...options.routes, documentRoute(document, errors)]
  registerRoutes(app, routes, limits)
  await registerDocsPages(app, document)

  return {
    app,
    registered: handling.routes,
    listen: (to) => listen(app, hostCheck, { ...to, insecure: to.insecure === true || authentication !== undefined }),
    async close(graceMs) {
      // Every answer ends its connection from now on: a client that kept it would lose what it sends as it closes.
      app.server.maxRequestsPerSocket = 1
      await sleep(graceMs)
      await app.close()
    },
  }
}
