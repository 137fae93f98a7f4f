import type { FastifyInstance } from 'fastify'
import { JSON_TYPE } from './content.ts'
import { notUtf8 } from './input-error.ts'
import { registerTextBody } from './json-body.ts'
import { type AnyRoute, isHidden, type Route } from './route.ts'
import type { BodyLimits } from './text-body.ts'

function schemasOf({ validates, params, query: querystring, headers, body }: Route) {
  if (validates === 'handler') return {}
  const schemas = { params, querystring, headers, body: body?.[JSON_TYPE]?.schema }
  return Object.fromEntries(Object.entries(schemas).filter(([, schema]) => schema !== undefined))
}

function add(app: FastifyInstance, route: Route): void {
  const { method, url, handler, access, grants } = route
  app.route({ method, url, handler, schema: schemasOf(route), config: { route, access, grants } })
}

/** What a route reads besides JSON, it alone reads. */
function addWithTexts(app: FastifyInstance, route: Route, mediaTypes: readonly string[], limits: BodyLimits): void {
  app.register(async (scope) => {
    for (const mediaType of mediaTypes) {
      registerTextBody(scope, mediaType, limits, (text) => {
        if (text === undefined) throw notUtf8()
        return text
      })
    }
    add(scope, route)
  })
}

/** Nothing is collected: who handles it reads it, at the pace that it can. */
function addWithStream(app: FastifyInstance, route: Route): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, body, done) => done(null, body))
    add(scope, route)
  })
}

export function registerRoutes(app: FastifyInstance, routes: readonly AnyRoute[], limits: BodyLimits): void {
  for (const route of routes) {
    if (isHidden(route)) {
      const { hidden, access, grants, ...plain } = route
      app.route({ ...plain, config: { hidden, access, grants } })
      continue
    }
    if (route.streams === true) {
      addWithStream(app, route)
      continue
    }
    const texts = Object.keys(route.body ?? {}).filter((mediaType) => mediaType !== JSON_TYPE)
    if (texts.length === 0) add(app, route)
    else addWithTexts(app, route, texts, limits)
  }
}
