// What clients and operators ask of the server itself.
import { Type } from 'typebox'
import { type AnyRoute, answer, json, route, text } from '../kit/index.ts'
import { restDialect } from './rest-dialect.ts'
import type { TrackingMetrics } from './tracking-metrics.ts'

const operation = { method: 'GET', tags: ['operation'], errors: restDialect } as const

export interface OperationDeps {
  /** Version of modelwright. */
  readonly version: string
  readonly metrics: TrackingMetrics
}

/** What MLflow's clients are told: the wire that is spoken, not whose server speaks it. */
const WIRE_VERSION = '3.17.2'

export function operationRoutes({ version, metrics }: OperationDeps): AnyRoute[] {
  const info = { store_type: 'SqlStore', workspaces_enabled: false, modelwright: version }
  return [
    route({
      ...operation,
      url: '/health',
      access: 'public',
      id: 'health',
      summary: 'Whether the process lives.',
      answers: { 200: answer('OK', text()) },
      handler: (_request, reply) => reply.type('text/plain; charset=utf-8').send('OK'),
    }),
    route({
      ...operation,
      url: '/version',
      access: 'public',
      id: 'version',
      summary: 'Version of the wire that is spoken.',
      answers: { 200: answer('Such as 3.17.2.', text()) },
      handler: (_request, reply) => reply.type('text/plain; charset=utf-8').send(WIRE_VERSION),
    }),
    route({
      ...operation,
      url: '/api/3.0/mlflow/server-info',
      id: 'serverInfo',
      summary: 'What kind of server it is.',
      answers: {
        200: answer(
          'Done.',
          json(
            Type.Object({ store_type: Type.String(), workspaces_enabled: Type.Boolean(), modelwright: Type.String() }),
          ),
        ),
      },
      handler: () => info,
    }),
    route({
      ...operation,
      url: '/metrics',
      id: 'metrics',
      summary: 'Prometheus metrics.',
      answers: { 200: answer('Text exposition format.', text()) },
      handler: async (_request, reply) => reply.type(metrics.contentType).send(await metrics.render()),
    }),
    {
      method: 'GET',
      url: '/ajax-api/3.0/mlflow/server-info',
      hidden: "the same, where MLflow's own pages ask for it",
      handler: () => info,
    },
    {
      method: 'GET',
      url: '/',
      access: 'public',
      hidden: 'leads people to /docs',
      handler: (_request, reply) => reply.redirect('/docs'),
    },
  ]
}
