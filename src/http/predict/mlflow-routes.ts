// MLflow's scoring protocol: POST /invocations and GET /ping.
import { Type } from 'typebox'
import type { LoadedModel, Prediction } from '../../serve/index.ts'
import { ANY_OBJECT, type AnyRoute, answer, json, mlflowDialect, ref, route, text } from '../kit/index.ts'
import { parseCsvRecords, parseInvocation } from './invocation.ts'
import type { ModelServerDeps } from './model-server-deps.ts'
import { UNAVAILABLE } from './prediction-routes.ts'
import { exampleOf, servedModel } from './served-model.ts'
import { timed } from './timed.ts'

const errors = mlflowDialect({
  misfit: 'BAD_REQUEST',
  description: 'The body does not fit the model, or the request is not HTTP.',
})

/** What Python's `mlflow.pyfunc` answers for an ONNX model: a record of the graph's outputs. */
function pythonRecord(model: LoadedModel, { outcome }: Prediction): Record<string, unknown> {
  const { label, probability, fields } = outcome
  if (model.task === 'regression') return { prediction: label }
  if (model.task === 'binary') return { label, probability }
  const byClass = Object.entries(fields['probabilities'] as Record<string, number>)
  return { label, ...Object.fromEntries(byClass.map(([name, p]) => [`probability_${name}`, p])) }
}

export function mlflowRoutes({ models, service, metrics }: ModelServerDeps): AnyRoute[] {
  return [
    route({
      method: 'POST',
      url: '/invocations',
      access: 'read',
      id: 'invocations',
      summary: "MLflow's scoring protocol. Any number is right for a numeric column, whatever pandas' type of it.",
      tags: ['prediction'],
      errors,
      validates: 'handler',
      body: {
        ...json(ref('Invocation'), () => {
          const one = exampleOf(models)
          return one && { dataframe_records: [one] }
        }),
        ...text(
          'text/csv',
          'A header that names each column once, and at least one row; an empty cell is a missing value.',
        ),
      },
      answers: {
        200: answer('Answered.', json(Type.Object({ predictions: Type.Array(ANY_OBJECT) }))),
        ...UNAVAILABLE,
      },
      handler: timed(metrics, async ({ body, id }) => {
        const model = servedModel(models)
        const { inputs } = model
        const rows = typeof body === 'string' ? parseCsvRecords(body, inputs) : parseInvocation(body, inputs)
        const predictions = await service.predictMany(model, rows, id)
        return { predictions: predictions.map((prediction) => pythonRecord(model, prediction)) }
      }),
    }),
    route({
      method: 'GET',
      url: '/ping',
      access: 'public',
      id: 'ping',
      summary: "MLflow's question whether a model answers.",
      tags: ['operation'],
      errors,
      answers: { 200: answer('It does.', text()), 503: answer('No model yet.', text()) },
      handler: (_request, reply) => reply.code(models.current() === undefined ? 503 : 200).send('\n'),
    }),
  ]
}
