import { describe, expect, it } from 'vitest'
import { documentedRoutes } from '../../../test/fixtures/documented-routes.ts'
import { modelServer } from '../../../test/fixtures/model-server.ts'
import { CUSTOMER, servedModel } from '../../../test/fixtures/served-model.ts'

type Served = Awaited<ReturnType<typeof modelServer>>

// oxlint-disable-next-line typescript/no-explicit-any -- the shape is what the tests are about
const documentOf = async ({ get }: Served): Promise<any> => JSON.parse((await get('/openapi.json')).text)

describe('the document', () => {
  it('has every route that Fastify has and that is not hidden with a reason, and none besides', async () => {
    const { server } = await modelServer()
    const { documented, open, hidden } = await documentedRoutes(server)
    expect(documented).toEqual(open)
    expect(documented).toEqual(expect.arrayContaining(['POST /feedback', 'GET /ping', 'GET /version']))
    expect(hidden).toEqual(expect.arrayContaining(['GET /', 'GET /docs', 'GET /docs/json', 'GET /docs/static/{path}']))
    expect(hidden.filter((name) => !/^GET \/(docs(\/|$)|$)/.test(name))).toEqual([])
  })

  it('lacks a route that was planted past the kit, and the test above would tell', async () => {
    const { server } = await modelServer()
    server.app.get('/planted', () => 'here')
    const { documented, open } = await documentedRoutes(server)
    expect(open.filter((name) => !documented.includes(name))).toEqual(['GET /planted'])
  })

  it('names each operation once', async () => {
    const { paths } = await documentOf(await modelServer())
    const ids = Object.values<Record<string, { operationId: string }>>(paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    )
    expect(ids.length).toBeGreaterThan(8)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('takes its examples from the model folder alone', async () => {
    const served = await modelServer()
    expect(JSON.stringify(await documentOf(served))).toContain(JSON.stringify(CUSTOMER))
    await served.promote(await servedModel({ version: '2', change: { example: null } }))
    expect(JSON.stringify(await documentOf(served))).not.toContain('"example')
  })
})
