import { isUtf8 } from 'node:buffer'
import type { FastifyInstance } from 'fastify'
import { invalidJson } from './error-reply.ts'

/** Reads JSON bodies: strict UTF-8, 422 json_invalid otherwise. Keys such as `__proto__` are harmless here: only named own columns are ever read, and nothing is merged. */
export function registerJsonBody(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    if (!isUtf8(body)) return done(invalidJson())
    let value: unknown
    try {
      value = JSON.parse(body.toString('utf8'))
    } catch {
      return done(invalidJson())
    }
    done(null, value)
  })
}
