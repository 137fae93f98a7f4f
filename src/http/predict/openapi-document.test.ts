import { describe, expect, it } from 'vitest'
import { modelServer } from '../../../test/fixtures/model-server.ts'
import { CUSTOMER, servedModel } from '../../../test/fixtures/served-model.ts'
import { openApiDocument } from './openapi-document.ts'

/** Routes that a person looks at; a client has no business there. */
const PAGES = /^GET \/(docs(\/.*)?)?$/

/** `GET /health` and so on, out of the tree that Fastify prints: four columns a level. */
function routesOf(tree: string): string[] {
  const path: string[] = []
  return tree.split('\n').flatMap((line) => {
    const found = /^(.*)[└├]── (.*) \(([A-Z, ]+)\)$/.exec(line)
    if (found === null) return []
    const depth = found[1]!.length / 4
    path.splice(depth, Infinity, found[2]!)
    const url = `/${path.join('/')}`.replaceAll(/\/+/g, '/')
    return found[3]!
      .split(', ')
      .filter((method) => method !== 'HEAD')
      .map((method) => `${method} ${url}`)
  })
}

// oxlint-disable-next-line typescript/no-explicit-any -- the shape is what the tests are about
const schemasOf = async (options = {}): Promise<any> =>
  (openApiDocument(await servedModel(options)) as { components: { schemas: object } }).components.schemas

const labelOf = async (classes: readonly (string | number)[]) =>
  (await schemasOf({ classes })).Feedback.anyOf.map(
    (one: { properties: { label: unknown } }) => one.properties.label,
  )[0]

describe('the document', () => {
  it('has every route of the server but its pages, and none that is not there', async () => {
    const { server, get } = await modelServer()
    await server.app.ready()
    const routes = routesOf(server.app.printRoutes({ commonPrefix: false }))
    expect(routes).toEqual(expect.arrayContaining(['POST /predict/batch', 'GET /ping', 'GET /docs/json']))
    const { paths } = JSON.parse((await get('/openapi.json')).text) as { paths: Record<string, object> }
    const documented = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(documented.toSorted()).toEqual(routes.filter((route) => !PAGES.test(route)).toSorted())
  })

  it('bounds lists, texts and integers as the parsers do', async () => {
    const { scorer } = await servedModel()
    const schemas = await schemasOf({ change: { scorer: { ...scorer, takesFractions: false } } })
    expect(schemas.Records.anyOf[0]).toMatchObject({ minItems: 1, maxItems: 10_000 })
    expect(schemas.Feedbacks.anyOf[1]).toMatchObject({ minItems: 1, maxItems: 10_000 })
    expect(schemas.Record.properties.tenure).toEqual({ type: 'integer', minimum: 0, maximum: 1000 })
    const text = new RegExp((await schemasOf()).Record.properties.contract_type.pattern, 'u')
    expect(['One year', '', 'é𝒳'].map((value) => text.test(value))).toEqual([true, true, true])
    expect(text.test('a\u0000')).toBe(false)
  })

  it('says which labels /feedback takes', async () => {
    expect(await labelOf(['a', 'b', 'c'])).toEqual({ enum: ['a', 'b', 'c'] })
    expect((await labelOf(['No', 'Yes'])).enum).toEqual(expect.arrayContaining(['No', 'Yes', true, false, 0, 1, 'yes']))
    expect((await labelOf([0, 1, 2])).enum).toEqual([0, 1, 2, '0', '1', '2'])
    expect((await labelOf([])).anyOf[0]).toEqual({ type: 'number' })
  })

  it('takes its examples from the model folder alone', async () => {
    const one = openApiDocument(await servedModel())
    expect(JSON.stringify(one)).toContain(JSON.stringify(CUSTOMER))
    const none = JSON.stringify(openApiDocument(await servedModel({ change: { example: null } })))
    expect(none).not.toContain('"example')
  })
})
