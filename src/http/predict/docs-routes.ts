// GET /openapi.json and the interactive /docs, which work without the internet.
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import type { ModelFollower } from '../../serve/index.ts'
import { openApiDocument } from './openapi-document.ts'

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

export async function registerDocs(app: FastifyInstance, models: ModelFollower): Promise<void> {
  const document = () => openApiDocument(models.current()) as Record<string, unknown>
  await app.register(swagger, { mode: 'static', specification: { document: document() as never } })
  await app.register(async (scope) => {
    scope.addHook('onSend', (_request, reply, payload, done) => {
      reply.header('content-security-policy', CONTENT_SECURITY_POLICY)
      reply.header('x-frame-options', 'DENY')
      reply.header('referrer-policy', 'no-referrer')
      done(null, payload)
    })
    await scope.register(swaggerUi, {
      routePrefix: '/docs',
      // Without the bar on top: it offers to explore other servers.
      uiConfig: { layout: 'BaseLayout' },
      theme: { title: 'modelwright' },
      transformSpecification: document,
      transformSpecificationClone: false,
    })
  })
  app.get('/openapi.json', async () => document())
  app.get('/', { schema: { hide: true } }, (_request, reply) => reply.redirect('/docs'))
}
