// An endpoint of MLflow's REST API: one description, answered under both prefixes.
import { type TSchema, Type } from 'typebox'
import { type Access, type AnyRoute, answer, json, type Resource, route } from '../kit/index.ts'
import type { Message } from './message.ts'
import { restDialect } from './rest-dialect.ts'

export interface Endpoint<T> {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** After `/api/2.0/mlflow/`; `:id` is a parameter, and a field of the message. */
  readonly path: string
  /** Unique in the document. */
  readonly id: string
  readonly summary: string
  readonly tag: string
  readonly asks: Message<T>
  /** Of its answer. */
  readonly answers: TSchema
  /** @default '2.0' */
  readonly version?: '2.0' | '3.0'
  /** @default 'read' of GET, else 'write' */
  readonly access?: Access
  /** What the request is about; rights to that alone suffice. @default the role decides */
  grants?(asked: T): readonly Resource[] | Promise<readonly Resource[]>
  /** What it gives is the answer's body. */
  handle(asked: T): unknown
}

const PROBLEM = json(restDialect.problem)

/** What any endpoint may answer besides. */
export const REFUSALS = {
  404: answer('There is no such thing.', PROBLEM),
  409: answer('It changed meanwhile.', PROBLEM),
  503: answer('The store cannot be written just now.', PROBLEM),
}

interface Sent {
  readonly query: unknown
  readonly body: unknown
  readonly params: unknown
}

/** A list in an address is the same key many times, or once. */
export function queryOf(query: unknown, { schema }: Message<unknown>): Record<string, unknown> {
  const lists = Object.entries(schema.properties).filter(([, field]) => 'items' in field)
  const sent: Record<string, unknown> = { ...(query as object) }
  for (const [name] of lists) if (typeof sent[name] === 'string') sent[name] = [sent[name]]
  return sent
}

/** The documented route, and the one that MLflow's own pages ask. */
export function endpoint<T>({ method, path, id, summary, tag, asks, answers, ...rest }: Endpoint<T>): AnyRoute[] {
  const { version = '2.0', access, grants, handle } = rest
  const inPath = new Set([...path.matchAll(/:(\w+)/g)].map(([, name]) => name!))
  const fields = Object.entries(asks.schema.properties)
  const schemaOf = (wanted: (name: string) => boolean) =>
    Type.Object(Object.fromEntries(fields.filter(([name]) => wanted(name))))
  const asked = schemaOf((name) => !inPath.has(name))
  const read = ({ query, body, params }: Sent): T => {
    const sent = method === 'GET' ? queryOf(query, asks) : (body ?? {})
    return asks.read(inPath.size === 0 ? sent : { ...sent, ...(params as object) }, '')
  }
  const at = (prefix: string): string => `/${prefix}/${version}/mlflow/${path}`
  const guard = { access, grants: grants && (async (request: Sent) => grants(read(request))) }
  return [
    route({
      ...guard,
      method,
      url: at('api'),
      id,
      summary,
      tags: [tag],
      errors: restDialect,
      validates: 'handler',
      ...(inPath.size > 0 && { params: schemaOf((name) => inPath.has(name)) }),
      ...(method === 'GET' ? { query: asked } : { body: json(asked) }),
      answers: { 200: answer('Done.', json(answers)), ...REFUSALS },
      handler: async (request) => handle(read(request)),
    }),
    {
      ...guard,
      method,
      url: at('ajax-api'),
      hidden: "the same, where MLflow's own pages ask for it",
      handler: async (request) => handle(read(request)),
    },
  ]
}
