import type { FastifyInstance } from 'fastify'
import { AppError } from '../../core/index.ts'
import type { HostCheck } from './host-check.ts'
import { isLoopback } from './is-loopback.ts'

export interface ListenOptions {
  /** @default '127.0.0.1' */
  readonly host?: string | undefined
  /** 0 = any free port. */
  readonly port: number
  /** Allows a host that other machines can reach, although there are no keys. @default whether there are */
  readonly insecure?: boolean | undefined
  /** Names the server is asked by besides those of this machine. Giving one makes the check hold for any host. @default none */
  readonly allowedHosts?: readonly string[]
}

/** @throws INSECURE_BIND, ADDRESS_IN_USE */
export async function listen(
  app: FastifyInstance,
  hostCheck: HostCheck,
  { host = '127.0.0.1', port, insecure = false, allowedHosts = [] }: ListenOptions,
): Promise<string> {
  if (!insecure && !isLoopback(host)) {
    throw new AppError('INSECURE_BIND', `${host} can be reached from other machines and the server has no keys`, {
      fix: 'Listen on 127.0.0.1, or say --insecure if the network is yours alone',
    })
  }
  hostCheck.bind(host, allowedHosts)
  try {
    return await app.listen({ host, port })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    throw new AppError('ADDRESS_IN_USE', `port ${port} of ${host} is taken`, {
      fix: 'Choose another --port, or stop the process that listens there',
      cause: error,
    })
  }
}
