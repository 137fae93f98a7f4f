// One place where an error becomes a response: never a stack, and in the words of its route's dialect.
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { AppError, isAppError } from '../../core/index.ts'
import type { ErrorDialect } from './error-dialect.ts'

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

/** The error a client may see: an unforeseen one becomes INTERNAL and keeps its cause for the log. */
function asAppError(error: unknown, request: FastifyRequest): AppError {
  if (isAppError(error)) return error
  const { statusCode = 500 } = error as FastifyError
  return statusCode < 500
    ? refusalOf(error as FastifyError, request)
    : new AppError('INTERNAL', 'the server failed', { cause: error })
}

/** A bug keeps its stack; what the server refuses because of its load or its disk is a line. */
function logFailure(error: AppError, request: FastifyRequest): void {
  const { code, message, cause } = error
  if (code === 'INTERNAL') request.log.error({ reqId: request.id, err: cause ?? error, code }, message)
  else
    request.log.warn({ reqId: request.id, code, reason: (cause as NodeJS.ErrnoException | undefined)?.code }, message)
}

/** Sends `error` as `dialect` says it, with the headers that it asks for. */
export function replyError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  dialect: ErrorDialect,
): FastifyReply {
  const known = asAppError(error, request)
  if (known.status >= 500) logFailure(known, request)
  // The rest of a body that is not wanted is not read.
  if (
    (known.code === 'BODY_TOO_LARGE' || known.code === 'OVERLOADED' || known.status === 401) &&
    request.raw.complete === false
  ) {
    reply.header('connection', 'close')
  }
  const { retryAfterSeconds, allowed } = known.details
  if (Array.isArray(allowed)) reply.header('allow', allowed.join(', '))
  const { status, body } = dialect.reply(known)
  if (status === 401) reply.header('www-authenticate', 'Basic realm="mlflow"')
  if (status === 503) reply.header('retry-after', String(retryAfterSeconds ?? 1))
  return reply.code(status).send(body)
}
