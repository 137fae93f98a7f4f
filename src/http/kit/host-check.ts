// A page on the internet can make its own name point to 127.0.0.1 and read what answers there (DNS rebinding): on a loopback bind, only names of this machine are answered.
import type { FastifyInstance } from 'fastify'
import { AppError } from '../../core/index.ts'
import { isLoopback } from './is-loopback.ts'

export interface HostCheck {
  /** From now on `host` is what the server listens on; `more` are names that it is asked by besides. */
  bind(host: string, more: readonly string[]): void
}

const HOST = /^(\[[0-9a-f:.]+\]|[^:[\]\s]+)(?::\d{1,5})?$/i

/** The name of a Host header without its port, as `isLoopback` reads it. */
function nameOf(header: string): string | undefined {
  const name = HOST.exec(header)?.[1]
  return name?.replace(/^\[|\]$|\.$/g, '').toLowerCase()
}

/** Any port is right: a tunnel may have another one than the server. @throws HOST_REFUSED, and BAD_REQUEST where HTTP/1.1 has no Host */
export function registerHostCheck(app: FastifyInstance): HostCheck {
  let allowed: ReadonlySet<string> | undefined
  app.addHook('onRequest', (request, _reply, done) => {
    const { host } = request.raw.headers
    if (host === undefined) {
      const old = request.raw.httpVersionMajor === 1 && request.raw.httpVersionMinor === 0
      return old ? done() : done(new AppError('BAD_REQUEST', 'there is no Host header'))
    }
    if (allowed === undefined) return done()
    const name = nameOf(host)
    if (name !== undefined && (isLoopback(name) || allowed.has(name))) return done()
    done(
      new AppError('HOST_REFUSED', 'the server is not asked by this name', {
        fix: 'Ask it as localhost, or start it with --allow-host and the name',
      }),
    )
  })
  return {
    bind(host, more) {
      if (isLoopback(host) || more.length > 0) {
        allowed = new Set([host, ...more].map((name) => name.replace(/^\[|\]$|\.$/g, '').toLowerCase()))
      }
    },
  }
}
