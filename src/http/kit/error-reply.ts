// One place where an error becomes a response: a status, a body for people and machines, never a stack.
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { AppError, isAppError, validationError } from '../../core/index.ts'

/** What Fastify itself refuses, in our words. */
function refusalOf({ code, message }: FastifyError, { headers }: FastifyRequest): AppError {
  switch (code) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
    case 'FST_ERR_CTP_EMPTY_TYPE':
      return new AppError('MEDIA_TYPE_UNSUPPORTED', contentTypeProblem(headers['content-type']), {
        fix: 'Send application/json (curl -H "content-type: application/json")',
      })
    default:
      return new AppError('BAD_REQUEST', message)
  }
}

/** What is wrong is the header: the body was not looked at. */
function contentTypeProblem(contentType: string | undefined): string {
  return contentType === undefined ? 'there is no Content-Type' : `the Content-Type is ${contentType.slice(0, 80)}`
}

/** A body that cannot be read as JSON, as FastAPI says it. */
export function invalidJson(): AppError {
  return validationError([{ loc: ['body'], msg: 'JSON decode error', type: 'json_invalid' }])
}

/** Whether the client's rows are at fault: what `input_errors_total` counts. */
export function isInputError(error: unknown): error is AppError {
  return isAppError(error, 'VALIDATION_FAILED', 'MODEL_INPUT_INVALID')
}

/** The error a client may see: an unforeseen one becomes INTERNAL and keeps its cause for the log. */
function asAppError(error: unknown, request: FastifyRequest): AppError {
  if (isAppError(error)) return error
  const { statusCode = 500 } = error as FastifyError
  return statusCode < 500
    ? refusalOf(error as FastifyError, request)
    : new AppError('INTERNAL', 'the server failed', { cause: error })
}

/** What a client reads of every error but a misfit of its body. */
export function problemOf({ code, message }: AppError): { error_code: string; message: string } {
  return { error_code: code, message }
}

/** A bug keeps its stack; what the server refuses because of its load or its disk is a line. */
function logFailure(error: AppError, request: FastifyRequest): void {
  const { code, message, cause } = error
  if (code === 'INTERNAL') request.log.error({ reqId: request.id, err: cause ?? error, code }, message)
  else
    request.log.warn({ reqId: request.id, code, reason: (cause as NodeJS.ErrnoException | undefined)?.code }, message)
}

/** Sends `error`: 422 as `{detail: [...]}`, everything else as `{error_code, message}`. */
export function replyError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = asAppError(error, request)
  if (known.status >= 500) logFailure(known, request)
  // The rest of a body that is not wanted is not read.
  if ((known.code === 'BODY_TOO_LARGE' || known.code === 'OVERLOADED') && request.raw.complete === false) {
    reply.header('connection', 'close')
  }
  if (known.code === 'VALIDATION_FAILED') return reply.code(422).send({ detail: known.details['detail'] })
  const { retryAfterSeconds, allowed } = known.details
  if (Array.isArray(allowed)) reply.header('allow', allowed.join(', '))
  if (known.status === 503) reply.header('retry-after', String(retryAfterSeconds ?? 1))
  return reply.code(known.status).send(problemOf(known))
}
