// GET /health, /ready, /metrics and /version.
import type { FastifyInstance } from 'fastify'
import type { ModelServerDeps } from './model-server-deps.ts'

export function registerOperation(app: FastifyInstance, deps: ModelServerDeps, isDraining: () => boolean): void {
  const { models, log, metrics, version } = deps
  app.get('/health', async () => ({ status: 'healthy', model_loaded: models.current() !== undefined }))
  app.get('/ready', async (_request, reply) => {
    const model = models.current()
    if (isDraining()) return reply.code(503).send({ status: 'not ready', reason: 'stopping' })
    if (model === undefined) return reply.code(503).send({ status: 'not ready', reason: 'no model is loaded yet' })
    const obstacle = log.obstacle()
    if (obstacle !== undefined) return reply.code(503).send({ status: 'not ready', reason: obstacle })
    return { status: 'ready', model: model.name, version: model.version }
  })
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.render()))
  app.get('/version', async (_request, reply) => reply.type('text/plain; charset=utf-8').send(version))
}
