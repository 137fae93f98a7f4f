// MLflow's scoring protocol: POST /invocations and GET /ping.
import type { FastifyInstance } from 'fastify'
import { AppError } from '../../core/index.ts'
import type { LoadedModel, Prediction } from '../../serve/index.ts'
import type { BodyLimits } from '../kit/index.ts'
import { isInputError, registerTextBody, replyError } from '../kit/index.ts'
import { notUtf8, parseCsvRecords, parseInvocation } from './invocation.ts'
import type { ModelServerDeps } from './model-server-deps.ts'
import { servedModel } from './prediction-routes.ts'

/** What Python's `mlflow.pyfunc` answers for an ONNX model: a record of the graph's outputs. */
function pythonRecord(model: LoadedModel, { outcome }: Prediction): Record<string, unknown> {
  const { label, probability, fields } = outcome
  if (model.task === 'regression') return { prediction: label }
  if (model.task === 'binary') return { label, probability }
  const byClass = Object.entries(fields['probabilities'] as Record<string, number>)
  return { label, ...Object.fromEntries(byClass.map(([name, p]) => [`probability_${name}`, p])) }
}

export function registerMlflowScoring(app: FastifyInstance, deps: ModelServerDeps, limits: BodyLimits): void {
  const { models, service, metrics } = deps
  app.get('/ping', async (_request, reply) => reply.code(models.current() === undefined ? 503 : 200).send('\n'))

  app.register(async (scope) => {
    scope.setErrorHandler((error, request, reply) => {
      if (!isInputError(error)) return replyError(error, request, reply)
      metrics.inputError()
      return replyError(new AppError('BAD_REQUEST', error.message), request, reply)
    })
    registerTextBody(scope, 'text/csv', limits, (text) => {
      if (text === undefined) throw notUtf8()
      return text
    })
    scope.post('/invocations', async (request) => {
      const started = performance.now()
      const model = servedModel(models)
      const { body } = request
      const rows = typeof body === 'string' ? parseCsvRecords(body, model.inputs) : parseInvocation(body, model.inputs)
      const predictions = await service.predictMany(model, rows, request.id)
      metrics.answered((performance.now() - started) / 1000)
      return { predictions: predictions.map((prediction) => pythonRecord(model, prediction)) }
    })
  })
}
