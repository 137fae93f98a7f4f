import type { FastifyInstance } from 'fastify'
import { invalidJson } from './input-error.ts'
import { type BodyLimits, collectBody, decodeBody } from './text-body.ts'

/** Reads JSON bodies: strict UTF-8 with or without a byte order mark, 422 json_invalid otherwise. Keys such as `__proto__` are harmless here: only named own columns are ever read, and nothing is merged. */
export function registerJsonBody(app: FastifyInstance, limits: BodyLimits): void {
  app.removeAllContentTypeParsers()
  registerTextBody(app, 'application/json', limits, (text) => {
    if (text === undefined) throw invalidJson()
    try {
      return JSON.parse(text) as unknown
    } catch {
      throw invalidJson()
    }
  })
}

/** Reads bodies of one media type; `parse` gets undefined for bytes that are no UTF-8, and what it throws is answered. */
export function registerTextBody(
  app: FastifyInstance,
  mediaType: string,
  limits: BodyLimits,
  parse: (text: string | undefined) => unknown,
): void {
  app.addContentTypeParser(mediaType, (request, raw, done) => {
    collectBody(raw, limits, (error, body) => {
      if (error !== null) return done(error)
      let value: unknown
      try {
        value = parse(decodeBody(request, body!))
      } catch (problem) {
        return done(problem as Error)
      }
      done(null, value)
    })
  })
}
