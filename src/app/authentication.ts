// Keys, as the servers ask for them.
import { type ApiKey, type Keys, roleMay } from '../access/index.ts'
import { AppError } from '../core/index.ts'
import type { Authentication } from '../http/kit/index.ts'

export interface Identity {
  /** Undefined: there are no keys, and nobody is asked for one. */
  readonly authentication: Authentication | undefined
  /** The first key, made now: to be shown once. */
  readonly firstKey: string | undefined
}

/** A key stands for a bearer's token or for a password, of whatever user. */
function authenticationOf(keys: Keys): Authentication {
  const asked = new WeakMap<object, ApiKey>()
  return {
    async identify({ credentials }) {
      const key = await keys.identify(credentials.kind === 'bearer' ? credentials.token : credentials.password)
      if (key === undefined) {
        throw new AppError('UNAUTHENTICATED', 'You are not authenticated: the key is not known here', {
          fix: 'Make one with: modelwright keys add <name> --role editor',
        })
      }
      const principal = { name: key.name }
      asked.set(principal, key)
      return principal
    },
    async authorize(principal, { access }) {
      const role = asked.get(principal)?.role
      if (role !== undefined && roleMay(role, access)) return
      throw new AppError('PERMISSION_DENIED', `Permission denied: a ${role ?? 'stranger'} may not do this`, {
        fix: 'Ask an admin for a key of another role',
      })
    },
  }
}

/** Keys are asked for where there are any, or where `required`; then there is one. */
export async function openIdentity(keys: Keys, required: boolean): Promise<Identity> {
  const none = (await keys.list()).length === 0
  if (none && !required) return { authentication: undefined, firstKey: undefined }
  const firstKey = none ? (await keys.add({ name: 'admin', role: 'admin' })).secret : undefined
  return { authentication: authenticationOf(keys), firstKey }
}
