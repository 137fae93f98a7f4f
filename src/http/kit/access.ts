// Who may ask a route: every route has an answer, and it is decided before the handler is called.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AppError } from '../../core/index.ts'
import { type Credentials, credentialsOf } from './credentials.ts'

/** What a route takes: nothing, to see, to change, or to rule. */
export type Access = 'public' | 'read' | 'write' | 'admin'

/** What a route is about, so that rights to it alone can be asked for. */
export interface Resource {
  readonly kind: 'experiment' | 'model'
  /** The experiment's id, or the model's name. */
  readonly id: string
}

/** Who asks. */
export interface Principal {
  readonly name: string
}

/** What is asked for. */
export interface Demand {
  readonly access: Exclude<Access, 'public'>
  /** Each must be allowed; none: the role decides. */
  readonly resources: readonly Resource[]
}

export interface Caller {
  readonly credentials: Credentials
  /** The address that it came from. */
  readonly address: string
}

export interface Authentication {
  /** @throws UNAUTHENTICATED */
  identify(caller: Caller): Promise<Principal>
  /** @throws PERMISSION_DENIED */
  authorize(principal: Principal, demand: Demand): Promise<void>
}

/** What a request is about; it is not validated yet. */
export type Grants = (request: FastifyRequest) => readonly Resource[] | Promise<readonly Resource[]>

declare module 'fastify' {
  interface FastifyContextConfig {
    /** @default 'read' of GET and HEAD, else 'write' */
    access?: Access | undefined
    grants?: Grants | undefined
  }
}

const ANONYMOUS: Principal = { name: 'anonymous' }

const principals = new WeakMap<FastifyRequest, Principal>()

/** Who asks; 'anonymous' where nobody has to say. */
export function principalOf(request: FastifyRequest): Principal {
  return principals.get(request) ?? ANONYMOUS
}

export function accessOf(method: string, access?: Access): Access {
  return access ?? (method === 'GET' || method === 'HEAD' ? 'read' : 'write')
}

/** A page elsewhere can make a browser send what it knows of us, keys too. */
function refuseOtherSites({ headers }: FastifyRequest, access: Access): void {
  if (access === 'read' || headers['sec-fetch-site'] !== 'cross-site') return
  throw new AppError('PERMISSION_DENIED', 'a page of another site may not change anything here', {
    fix: 'Send the request from a program, or from a page of this server',
  })
}

/** Asks who it is before a body is read, and what they may as soon as it is known what the request is about. */
export function registerAccess(app: FastifyInstance, authentication: Authentication): void {
  app.addHook('onRequest', async (request) => {
    if (request.is404) return
    const { access: said, grants } = request.routeOptions.config
    const access = accessOf(request.method, said)
    if (access === 'public') return
    refuseOtherSites(request, access)
    const credentials = credentialsOf(request.headers.authorization)
    const principal = await authentication.identify({ credentials, address: request.socket.remoteAddress ?? '' })
    principals.set(request, principal)
    if (grants === undefined) await authentication.authorize(principal, { access, resources: [] })
  })
  app.addHook('preValidation', async (request) => {
    const { access: said, grants } = request.routeOptions.config
    const access = accessOf(request.method, said)
    if (request.is404 || access === 'public' || grants === undefined) return
    await authentication.authorize(principalOf(request), { access, resources: await grants(request) })
  })
}
