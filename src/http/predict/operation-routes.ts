// What those who run the server ask: GET /health, /ready, /metrics and /version.
import { ANY_OBJECT, type AnyRoute, answer, detailDialect, json, route, text } from '../kit/index.ts'
import type { ModelServerDeps } from './model-server-deps.ts'

const operation = { tags: ['operation'], errors: detailDialect } as const

export function operationRoutes(deps: ModelServerDeps, isDraining: () => boolean): AnyRoute[] {
  const { models, log, metrics, version } = deps
  return [
    route({
      ...operation,
      method: 'GET',
      url: '/health',
      access: 'public',
      id: 'health',
      summary: 'Whether the process lives.',
      answers: { 200: answer('It does.', json(ANY_OBJECT)) },
      handler: () => ({ status: 'healthy', model_loaded: models.current() !== undefined }),
    }),
    route({
      ...operation,
      method: 'GET',
      url: '/ready',
      access: 'public',
      id: 'ready',
      summary: 'Whether requests are welcome.',
      answers: {
        200: answer('They are.', json(ANY_OBJECT)),
        503: answer('No model yet, a log that cannot be written, or stopping.', json(ANY_OBJECT)),
      },
      handler(_request, reply) {
        const refuse = (reason: string) => reply.code(503).send({ status: 'not ready', reason })
        const model = models.current()
        if (isDraining()) return refuse('stopping')
        if (model === undefined) return refuse('no model is loaded yet')
        const obstacle = log.obstacle()
        if (obstacle !== undefined) return refuse(obstacle)
        return { status: 'ready', model: model.name, version: model.version }
      },
    }),
    route({
      ...operation,
      method: 'GET',
      url: '/metrics',
      id: 'metrics',
      summary: 'Prometheus metrics.',
      answers: { 200: answer('Text exposition format.', text()) },
      handler: async (_request, reply) => reply.type(metrics.contentType).send(await metrics.render()),
    }),
    route({
      ...operation,
      method: 'GET',
      url: '/version',
      access: 'public',
      id: 'version',
      summary: 'Version of modelwright.',
      answers: { 200: answer('Such as 0.1.0.', text()) },
      handler: (_request, reply) => reply.type('text/plain; charset=utf-8').send(version),
    }),
    {
      method: 'GET',
      url: '/',
      access: 'public',
      hidden: 'leads people to /docs',
      handler: (_request, reply) => reply.redirect('/docs'),
    },
  ]
}
