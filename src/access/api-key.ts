// A key: 256 random bits, shown once. What is kept of it cannot be turned back.
import { createHash, randomBytes } from 'node:crypto'
import { AppError } from '../core/index.ts'
import type { Role } from './role.ts'

export interface ApiKey {
  /** Its last characters, which tell it from others and open nothing. */
  readonly keyId: string
  /** Whose it is: what histories say. */
  readonly name: string
  readonly role: Role
  /** Milliseconds since the epoch. */
  readonly createdAt: number
}

const FORM = /^mw_[\w-]{43}_[\w-]{8}$/
const NAME = /^[\w.@+-][\w.@+ -]{0,99}$/

/** A slow hash is for what people think of: nobody guesses 256 bits. Undefined for what is no key at all. */
export function digestOf(secret: string): string | undefined {
  return FORM.test(secret) ? createHash('sha256').update(secret).digest('hex') : undefined
}

/** `secret` is not to be found again. */
export function newSecret(): { readonly secret: string; readonly keyId: string; readonly digest: string } {
  const id = randomBytes(6).toString('base64url')
  const secret = `mw_${randomBytes(32).toString('base64url')}_${id}`
  return { secret, keyId: id, digest: digestOf(secret)! }
}

/** @throws NAME_INVALID */
export function checkKeyName(name: string): string {
  if (NAME.test(name)) return name
  throw new AppError('NAME_INVALID', `${JSON.stringify(name.slice(0, 120))} cannot name a key`, {
    fix: 'Use 1 to 100 letters, digits, spaces and . _ @ + -, such as the name of its owner',
  })
}
