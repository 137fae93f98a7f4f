// GET /openapi.json and the interactive /docs, which work without the internet.
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import type { ModelFollower } from '../serve/index.ts'
import { openApiDocument } from './openapi-document.ts'

export async function registerDocs(app: FastifyInstance, models: ModelFollower): Promise<void> {
  const document = () => openApiDocument(models.current()) as Record<string, unknown>
  await app.register(swagger, { mode: 'static', specification: { document: document() as never } })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    // Without the bar on top: it offers to explore other servers.
    uiConfig: { layout: 'BaseLayout' },
    theme: { title: 'modelwright' },
    transformSpecification: document,
    transformSpecificationClone: false,
  })
  app.get('/openapi.json', async () => document())
}
