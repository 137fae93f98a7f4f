// What an Authorization header says: Basic user and password, or a bearer's key.
import { AppError } from '../../core/index.ts'

export type Credentials =
  | { readonly kind: 'basic'; readonly user: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string }

/** More is no key of anybody: it is not decoded. */
const MAX_LENGTH = 8192
const HEADER = /^(basic|bearer) +([\w.~+/=-]+) *$/i

function unauthenticated(problem: string): AppError {
  return new AppError('UNAUTHENTICATED', problem, {
    fix: 'Set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN with a key',
  })
}

/** @throws UNAUTHENTICATED if there are none, or none of a kind that is known */
export function credentialsOf(authorization: string | undefined): Credentials {
  if (authorization === undefined) throw unauthenticated('You are not authenticated: the request has no key')
  const [, scheme, value] = authorization.length > MAX_LENGTH ? [] : (HEADER.exec(authorization) ?? [])
  if (scheme === undefined || value === undefined) {
    throw unauthenticated('the Authorization header is neither Basic nor Bearer')
  }
  if (scheme.toLowerCase() === 'bearer') return { kind: 'bearer', token: value }
  const text = Buffer.from(value, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  if (colon < 0) throw unauthenticated('the Authorization header has no user and password')
  return { kind: 'basic', user: text.slice(0, colon), password: text.slice(colon + 1) }
}
