import type { FastifyInstance } from 'fastify'

/** Echoes the request's id, and logs each answer as one line of JSON without bodies. An answered prediction is logged at debug only: its row, with the request's id, is in the prediction log already. */
export function registerRequestLog(app: FastifyInstance): void {
  app.setChildLoggerFactory((logger) => logger)
  app.addHook('onSend', (request, reply, payload, done) => {
    reply.header('x-request-id', request.id)
    const quiet = reply.statusCode < 400 && request.method === 'POST'
    const { log } = request
    if (!quiet || log.level === 'debug' || log.level === 'trace') {
      log[quiet ? 'debug' : 'info'](
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
