import { isUtf8 } from 'node:buffer'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AppError } from '../core/index.ts'
import { invalidJson } from './error-reply.ts'

/** Reads JSON bodies: strict UTF-8, 422 json_invalid otherwise. Keys such as `__proto__` are harmless here: only named own columns are ever read, and nothing is merged. */
export function registerJsonBody(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (!isUtf8(body)) return done(unreadable(request))
    let value: unknown
    try {
      value = JSON.parse(body.toString('utf8'))
    } catch {
      return done(unreadable(request))
    }
    done(null, value)
  })
}

function unreadable({ headers }: FastifyRequest): AppError {
  const encoding = headers['content-encoding']
  if (encoding === undefined) return invalidJson()
  return new AppError('MEDIA_TYPE_UNSUPPORTED', `the body is encoded (${encoding})`, { fix: 'Send it as plain JSON' })
}
