import type { FastifyInstance } from 'fastify'

/** Counts what was answered; `route` is undefined for a path that no route has. */
export interface RequestCounter {
  requested(route: string | undefined, method: string, status: number): void
}

/**
 * Echoes the request's id, counts the answer, and logs refusals and failures as one line of JSON without bodies. What was answered is
 * logged at debug only: a line each costs more than a tenth of the throughput, and a prediction's row, with the
 * request's id, is in the prediction log already.
 */
export function registerRequestLog(app: FastifyInstance, counter: RequestCounter): void {
  app.setChildLoggerFactory((logger) => logger)
  const everything = ['debug', 'trace'].includes(app.log.level)
  app.addHook('onSend', (request, reply, payload, done) => {
    reply.header('x-request-id', request.id)
    reply.header('x-content-type-options', 'nosniff')
    counter.requested(request.routeOptions.url, request.method, reply.statusCode)
    const refused = reply.statusCode >= 400
    if (refused || everything) {
      request.log[refused ? 'info' : 'debug'](
        {
          reqId: request.id,
          method: request.method,
          route: request.routeOptions.url ?? null,
          status: reply.statusCode,
          ms: Math.round(reply.elapsedTime * 1000) / 1000,
        },
        'answered',
      )
    }
    done(null, payload)
  })
}
