// The OpenAPI 3.1 document, made of the routes that the server registers.
import type { TObject, TSchema } from 'typebox'
import { accessOf } from './access.ts'
import { type Answer, type Answers, answer, type Contents, json } from './content.ts'
import type { ErrorDialect } from './error-dialect.ts'
import { type AnyRoute, isHidden, type Route } from './route.ts'

/** What only the running server knows of itself. */
export interface ServerDescription {
  readonly title: string
  readonly version: string
  /** What routes name by `ref`. */
  readonly schemas: Readonly<Record<string, TSchema>>
}

export type OpenApiDocument = Readonly<Record<string, unknown>>

/** What any request may meet before its route is asked. */
const anyRefusals = ({ problem }: ErrorDialect): Answers => ({
  400: answer('The request is not HTTP, or has no Host.', json(problem)),
  403: answer('The server listens on this machine alone and is not asked by one of its names.', json(problem)),
  431: answer('The headers are too large.', json(problem)),
})

const keyRefusals = ({ problem }: ErrorDialect): Answers => ({
  401: answer('There is no key or password that is known here.', json(problem)),
  403: answer('The key or its user may not; or the server is not asked by one of its names.', json(problem)),
})

/** Either is right. */
const SECURITY = [{ basic: [] }, { bearer: [] }]
const SECURITY_SCHEMES = {
  basic: { type: 'http', scheme: 'basic', description: 'User and password, or any user and a key as its password.' },
  bearer: { type: 'http', scheme: 'bearer', description: 'A key.' },
}

const bodyRefusals = ({ problem }: ErrorDialect): Answers => ({
  408: answer('The request took too long to arrive.', json(problem)),
  413: answer('The body is too large.', json(problem)),
  415: answer('The body is of another media type, charset or encoding.', json(problem)),
})

const isGuarded = ({ method, access }: Route): boolean => accessOf(method, access) !== 'public'

function answersOf(route: Route, secured: boolean): Answers {
  const { errors, params, query, headers, body, answers } = route
  return {
    ...anyRefusals(errors),
    ...(secured && isGuarded(route) ? keyRefusals(errors) : {}),
    ...(body === undefined ? {} : bodyRefusals(errors)),
    ...((params ?? query ?? headers ?? body) === undefined ? {} : errors.misfit),
    ...answers,
  }
}

const mapped = <A, B>(record: Readonly<Record<string, A>>, to: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, to(value)]))

function contentOf(contents: Contents): object {
  return mapped(contents, ({ schema, example }) => {
    const shown = example?.()
    return shown === undefined ? { schema } : { schema, example: shown }
  })
}

const responseOf = ({ description, content }: Answer): object =>
  content === undefined ? { description } : { description, content: contentOf(content) }

function parametersOf(place: 'path' | 'query' | 'header', schema: TObject | undefined): object[] {
  const { properties = {}, required = [] } = schema ?? {}
  return Object.entries(properties).map(([name, one]) => ({
    // All that is left of an address.
    name: name === '*' ? 'path' : name,
    in: place,
    required: place === 'path' || (required as readonly string[]).includes(name),
    schema: one,
  }))
}

function operationOf(route: Route, secured: boolean): object {
  const { id, summary, tags, params, query, headers, body } = route
  const parameters = [
    ...parametersOf('path', params),
    ...parametersOf('query', query),
    ...parametersOf('header', headers),
  ]
  return {
    operationId: id,
    summary,
    tags,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: { required: true, content: contentOf(body) } }),
    ...(secured ? { security: isGuarded(route) ? SECURITY : [] } : {}),
    responses: mapped(answersOf(route, secured), responseOf),
  }
}

/** `/runs/:id` as OpenAPI writes it: `/runs/{id}`. */
export const documentedPath = (url: string): string => url.replaceAll(/:(\w+)/g, '{$1}').replace(/\*$/, '{path}')

export function openApiDocument(
  routes: readonly AnyRoute[],
  { title, version, schemas }: ServerDescription,
  /** Whether keys are asked for. */
  secured: boolean,
): OpenApiDocument {
  const documented = routes.filter((route): route is Route => !isHidden(route))
  const paths: Record<string, Record<string, object>> = {}
  for (const route of documented) {
    const path = (paths[documentedPath(route.url)] ??= {})
    path[route.method.toLowerCase()] = operationOf(route, secured)
  }
  const named = Object.assign({}, schemas, ...documented.map(({ errors }) => errors.schemas))
  return {
    openapi: '3.1.0',
    info: { title, version },
    paths,
    components: { schemas: named, ...(secured ? { securitySchemes: SECURITY_SCHEMES } : {}) },
  }
}
