// The text of a request's body: collected within bounds, then decoded as UTF-8 and nothing else.
import { isUtf8 } from 'node:buffer'
import type { FastifyRequest } from 'fastify'
import { AppError } from '../../core/index.ts'
import type { BodyBudget } from './body-budget.ts'

export interface BodyLimits {
  /** Bytes of one body. */
  readonly bodyLimit: number
  readonly budget: BodyBudget
}

function tooLarge(limit: number): AppError {
  return new AppError('BODY_TOO_LARGE', `the body has more than ${limit} bytes`, {
    fix: 'Send fewer rows in one request',
  })
}

/** Calls `done` once, with the whole body or with why there is none. @throws nothing; `done` gets BODY_TOO_LARGE, OVERLOADED or BAD_REQUEST */
export function collectBody(
  raw: FastifyRequest['raw'],
  { bodyLimit, budget }: BodyLimits,
  done: (error: AppError | null, body?: Buffer) => void,
): void {
  const declared = Number(raw.headers['content-length'])
  if (declared > bodyLimit) return done(tooLarge(bodyLimit))
  const share = budget.open()
  const chunks: Buffer[] = []
  let length = 0

  const finish = (error: AppError | null): void => {
    raw.off('data', take)
    raw.off('end', end)
    raw.off('error', fail)
    raw.off('close', fail)
    const body = error === null ? Buffer.concat(chunks, length) : undefined
    chunks.length = 0
    share.close()
    done(error, body)
  }
  const take = (chunk: Buffer): void => {
    length += chunk.length
    if (length > bodyLimit) return finish(tooLarge(bodyLimit))
    if (!share.take(chunk.length)) {
      return finish(
        new AppError('OVERLOADED', 'too many large bodies are on their way', {
          fix: 'Try again later, or send fewer rows in one request',
          details: { retryAfterSeconds: 1 },
        }),
      )
    }
    chunks.push(chunk)
  }
  const end = (): void => finish(null)
  const fail = (): void => finish(new AppError('BAD_REQUEST', 'the body was cut off'))

  raw.on('data', take)
  raw.on('end', end)
  raw.on('error', fail)
  raw.on('close', fail)
}

const CHARSET = /;\s*charset\s*=\s*"?([^\s;"]+)/i

/** @throws MEDIA_TYPE_UNSUPPORTED for another encoding or charset; undefined for bytes that are no UTF-8 */
export function decodeBody({ headers }: FastifyRequest, body: Buffer): string | undefined {
  const encoding = headers['content-encoding']
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw new AppError('MEDIA_TYPE_UNSUPPORTED', `the body is encoded (${encoding})`, { fix: 'Send it as it is' })
  }
  const charset = CHARSET.exec(headers['content-type'] ?? '')?.[1]?.toLowerCase()
  if (charset !== undefined && !['utf-8', 'utf8', 'us-ascii'].includes(charset)) {
    throw new AppError('MEDIA_TYPE_UNSUPPORTED', `the charset of the body is ${charset}`, { fix: 'Send it as UTF-8' })
  }
  if (!isUtf8(body)) return undefined
  const marked = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf
  return body.toString('utf8', marked ? 3 : 0)
}
