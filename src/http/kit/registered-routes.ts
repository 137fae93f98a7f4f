// What the server really answers: every route that Fastify was given, by whomever.
import type { FastifyInstance, RouteOptions } from 'fastify'
import { type Access, accessOf } from './access.ts'
import type { ErrorDialect } from './error-dialect.ts'
import type { Route } from './route.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What this one was made of. */
    route?: Route
    /** Why it is not in the document. */
    hidden?: string
  }
}

export interface RegisteredRoute {
  readonly method: string
  readonly url: string
  readonly access: Access
  readonly errors: ErrorDialect | undefined
  /** Why it is not in the document; undefined where it must be. */
  readonly hidden: string | undefined
}

/** Must come before the first route. What it gives is all that is registered by then. */
export function recordRoutes(app: FastifyInstance): () => readonly RegisteredRoute[] {
  const registered: RouteOptions[] = []
  app.addHook('onRoute', (options) => void registered.push(options))
  return () => registered.flatMap(asRegistered)
}

function asRegistered({ method, url, config = {} }: RouteOptions): RegisteredRoute[] {
  const { route, hidden, access } = config
  return [method].flat().map((one) => ({
    method: one,
    url,
    access: accessOf(one, access),
    errors: route?.errors,
    hidden,
  }))
}

/** The routes of a path, whatever their method; a parameter of a url stands for one part of it. */
export function routesAt(routes: readonly RegisteredRoute[], path: string): readonly RegisteredRoute[] {
  const parts = path.split('/')
  return routes.filter(({ url }) => {
    const pattern = url.split('/')
    return (
      pattern.length === parts.length &&
      pattern.every((part, i) => part === parts[i] || (part.startsWith(':') && parts[i] !== ''))
    )
  })
}
