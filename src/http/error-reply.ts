// One place where an error becomes a response: a status, a body for people and machines, never a stack.
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { AppError, isAppError } from '../core/index.ts'
import { validationError } from '../serve/index.ts'

const FASTIFY_FIXES: Readonly<Record<string, string>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'Send fewer rows in one request',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'Send application/json',
  FST_ERR_CTP_EMPTY_TYPE: 'Send application/json',
}

/** A body that cannot be read as JSON, as FastAPI says it. */
export function invalidJson(): AppError {
  return validationError([{ loc: ['body'], msg: 'JSON decode error', type: 'json_invalid' }])
}

/** Whether the client's rows are at fault: what `input_errors_total` counts. */
export function isInputError(error: unknown): error is AppError {
  return isAppError(error, 'VALIDATION_FAILED', 'CATEGORY_UNKNOWN', 'MODEL_INPUT_INVALID')
}

/** The error a client may see: an unforeseen one becomes INTERNAL and keeps its cause for the log. */
function asAppError(error: unknown): AppError {
  return isAppError(error) ? error : new AppError('INTERNAL', 'the server failed', { cause: error })
}

/** Sends `error`: 422 as `{detail: [...]}`, everything else as `{error_code, message}`. */
export function replyError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { statusCode, code, message } = error as FastifyError
  if (!isAppError(error) && statusCode !== undefined && statusCode < 500) {
    const fix = FASTIFY_FIXES[code]
    return reply
      .code(statusCode)
      .send({ error_code: code, message: fix === undefined ? message : `${message}. ${fix}` })
  }
  const known = asAppError(error)
  if (known.status >= 500)
    request.log.error({ reqId: request.id, err: known.cause ?? known, code: known.code }, known.message)
  if (known.code === 'VALIDATION_FAILED') return reply.code(422).send({ detail: known.details['detail'] })
  const { retryAfterSeconds } = known.details
  if (known.status === 503) reply.header('retry-after', String(retryAfterSeconds ?? 1))
  return reply.code(known.status).send({ error_code: known.code, message: known.message })
}
