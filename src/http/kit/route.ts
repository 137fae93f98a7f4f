// A route is one object: what it is asked with, what it answers, how its errors read, and what it does. Fastify's validation and the OpenAPI document are made of it.
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Static, TObject, TSchema } from 'typebox'
import type { Access, Grants } from './access.ts'
import type { Answers, Content, Contents, JSON_TYPE } from './content.ts'
import type { ErrorDialect } from './error-dialect.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

interface Asked {
  readonly method: Method
  /** As Fastify has it: `/runs/:id`. */
  readonly url: string
  /** Who may ask it where there are keys. @default 'read' of GET, else 'write' */
  readonly access?: Access | undefined
  /** What a request is about; rights to that alone suffice. @default the role decides */
  readonly grants?: Grants | undefined
}

/** A route with its schemas: `P` of the parameters in the url, `Q` of the query, `H` of the headers, `B` of the body. */
export interface RouteOf<P, Q, H, B, V> extends Asked {
  /** Unique in the document: what generated clients call it. */
  readonly id: string
  readonly summary: string
  readonly tags: readonly string[]
  readonly errors: ErrorDialect
  /** Who refuses what does not fit the schemas: Fastify before the handler is called, or the handler itself, which gets the body as it came; its schemas are then what the document says of it. @default 'schema' */
  readonly validates?: V
  readonly params?: P
  readonly query?: Q
  /** Names in lower case. */
  readonly headers?: H
  /** Of the media types besides JSON the handler gets the text. */
  readonly body?: B
  /** The handler gets the body of any media type as a stream that it must read, of whatever length. @default false */
  readonly streams?: boolean
  /** Besides what any route may answer: the refusals of `errors` and of the server. */
  readonly answers: Answers
  handler(
    request: FastifyRequest<{ Params: Input<P, V>; Querystring: Input<Q, V>; Headers: Input<H, V>; Body: Body<B, V> }>,
    reply: FastifyReply,
  ): unknown
}

type Input<S, V> = V extends 'handler' ? unknown : S extends TSchema ? Static<S> : unknown
type Body<B, V> = B extends { readonly [JSON_TYPE]: Content<infer S> } ? Input<S, V> : unknown

export type Route = RouteOf<TObject, TObject, TObject, Contents, 'schema' | 'handler'>

/** A route that is not in the document. */
export interface HiddenRoute extends Asked {
  /** Why no client has business there. */
  readonly hidden: string
  handler(request: FastifyRequest, reply: FastifyReply): unknown
}

export type AnyRoute = Route | HiddenRoute

/** A route whose handler is typed by its schemas. */
export function route<
  const P extends TObject | undefined = undefined,
  const Q extends TObject | undefined = undefined,
  const H extends TObject | undefined = undefined,
  const B extends Contents | undefined = undefined,
  const V extends 'schema' | 'handler' = 'schema',
>(spec: RouteOf<P, Q, H, B, V>): Route {
  return spec as unknown as Route
}

export function isHidden(one: AnyRoute): one is HiddenRoute {
  return 'hidden' in one
}
