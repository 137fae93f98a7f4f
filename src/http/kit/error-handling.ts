// Every error of a server ends here, those of paths without a route too.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AppError, isAppError } from '../../core/index.ts'
import type { ErrorDialect } from './error-dialect.ts'
import { replyError } from './error-reply.ts'
import { isInputError } from './input-error.ts'
import { type RegisteredRoute, routesAt } from './registered-routes.ts'

export interface ErrorHandling {
  readonly routes: () => readonly RegisteredRoute[]
  /** Of what no route has. */
  readonly fallback: ErrorDialect
  /** A request did not fit its route. */
  inputError(): void
}

const pathOf = ({ url }: FastifyRequest): string => url.split('?', 1)[0]!

function noSuchRoute(request: FastifyRequest, routes: readonly RegisteredRoute[]): AppError {
  const allowed = [...new Set(routesAt(routes, pathOf(request)).map(({ method }) => method))].toSorted()
  if (allowed.length === 0) return new AppError('ENDPOINT_NOT_FOUND', 'there is no such route', { fix: 'See /docs' })
  return new AppError('METHOD_NOT_ALLOWED', `the route does not answer ${request.method}`, {
    fix: `Send ${allowed.join(' or ')}`,
    details: { allowed },
  })
}

/** The dialect of a request's route; if it has none, of the path's other methods, or of where the path stands. */
export function dialectOf(
  request: FastifyRequest,
  { routes, fallback }: Pick<ErrorHandling, 'routes' | 'fallback'>,
): ErrorDialect {
  const own = request.routeOptions.config.route?.errors
  if (own !== undefined) return own
  const path = pathOf(request)
  const beside = routesAt(routes(), path).find(({ errors }) => errors !== undefined)
  const around = routes().find(({ errors }) => errors?.under?.some((start) => path.startsWith(start)))
  return (beside ?? around)?.errors ?? fallback
}

export function registerErrorHandling(app: FastifyInstance, handling: ErrorHandling): void {
  app.setErrorHandler((error, request, reply) => {
    if (isInputError(error)) handling.inputError()
    // A body that is wrong for a route that is not there is not what the client must mend.
    const told = request.is404 && !isAppError(error) ? noSuchRoute(request, handling.routes()) : error
    return replyError(told, request, reply, dialectOf(request, handling))
  })
  app.setNotFoundHandler((request) => {
    throw noSuchRoute(request, handling.routes())
  })
}
