// GET /openapi.json, and the page of /docs, which works without the internet.
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance, FastifyPluginCallback } from 'fastify'
import { ANY_OBJECT, answer, json } from './content.ts'
import type { ErrorDialect } from './error-dialect.ts'
import type { OpenApiDocument } from './openapi-document.ts'
import { type Route, route } from './route.ts'

/** Scripts from here alone, and no frame around the page: it can send requests. Swagger UI sets styles in its markup. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

type Document = () => OpenApiDocument

export function documentRoute(document: Document, errors: ErrorDialect): Route {
  return route({
    method: 'GET',
    url: '/openapi.json',
    id: 'openapi',
    summary: 'This document.',
    tags: ['operation'],
    errors,
    answers: { 200: answer('OpenAPI 3.1.', json(ANY_OBJECT)) },
    handler: () => document(),
  })
}

/** Swagger UI asks for the plugin that collects the schemas of a server, and of it for the document alone: ours stands in. */
function standIn(document: Document): FastifyPluginCallback {
  const plugin: FastifyPluginCallback = (app, _options, done) => {
    app.decorate('swagger', document)
    done()
  }
  return Object.assign(plugin, {
    [Symbol.for('skip-override')]: true,
    [Symbol.for('plugin-meta')]: { name: '@fastify/swagger' },
  })
}

export async function registerDocsPages(app: FastifyInstance, document: Document): Promise<void> {
  await app.register(async (scope) => {
    scope.addHook('onRoute', (options) => {
      options.config = { ...options.config, hidden: 'a page for people, and what it loads' }
    })
    scope.addHook('onSend', (_request, reply, payload, done) => {
      reply.header('content-security-policy', CONTENT_SECURITY_POLICY)
      reply.header('x-frame-options', 'DENY')
      reply.header('referrer-policy', 'no-referrer')
      done(null, payload)
    })
    await scope.register(standIn(document))
    await scope.register(swaggerUi, {
      routePrefix: '/docs',
      // Without the bar on top: it offers to explore other servers.
      uiConfig: { layout: 'BaseLayout' },
      theme: { title: 'modelwright' },
      transformSpecification: document,
      transformSpecificationClone: false,
    })
  })
}
