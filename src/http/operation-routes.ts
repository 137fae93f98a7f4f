// GET /health, /ready, /metrics and /version.
import type { FastifyInstance } from 'fastify'
import type { ModelServerDeps } from './model-server-deps.ts'

export function registerOperation(app: FastifyInstance, deps: ModelServerDeps, isDraining: () => boolean): void {
  const { models, metrics, version } = deps
  app.get('/health', async () => ({ status: 'healthy', model_loaded: models.current() !== undefined }))
  app.get('/ready', async (_request, reply) => {
    const model = models.current()
    if (model !== undefined && !isDraining()) return { status: 'ready', model: model.name, version: model.version }
    return reply.code(503).send({ status: 'not ready', reason: isDraining() ? 'stopping' : 'no model is loaded yet' })
  })
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.render()))
  app.get('/version', async (_request, reply) => reply.type('text/plain; charset=utf-8').send(version))
}
