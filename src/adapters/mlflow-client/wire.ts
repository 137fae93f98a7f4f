// Requests to a tracking server: connections kept open, tried again where that is safe, answers of a bounded size.
import { type Agent, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { pipeline, Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../../core/index.ts'
import type { ServerAddress } from './server-address.ts'
import { unreadable, wireError } from './wire-error.ts'

export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below the server's address: `/api/2.0/mlflow/runs/get`; parts from outside are encoded. */
  readonly path: string
  readonly query?: Query
  readonly body?: unknown
  /** Doing it twice is the same as doing it once: it is sent again although the first may have arrived. */
  readonly again: boolean
}

export interface Transfer extends Omit<Call, 'body'> {
  readonly headers?: Readonly<Record<string, string>>
  /** Made anew for each try. */
  readonly stream?: () => AsyncIterable<Uint8Array> | Iterable<Uint8Array>
}

export interface Wire {
  readonly shown: string
  /** The JSON object of the answer. @throws TRACKING_UNREACHABLE, TRACKING_FAILED, and what the server says */
  call(call: Call): Promise<Readonly<Record<string, unknown>>>
  /** The answer as it begins; whoever gets it reads or destroys it. */
  transfer(transfer: Transfer): Promise<IncomingMessage>
  close(): void
}

export interface WireOptions {
  /** Milliseconds without a byte after which a request has failed. @default 120000 */
  readonly timeoutMs?: number | undefined
  /** Tries after the first. @default 5 */
  readonly retries?: number | undefined
  /** Of the first pause, which doubles. @default 200 */
  readonly pauseMs?: number | undefined
}

const ANSWER_BYTES = 512 * 2 ** 20
const ERROR_BYTES = 64 * 2 ** 10
const LONGEST_PAUSE_MS = 30_000

const BUSY: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504])
/** Trying again does not help: the name or the certificate is wrong. */
const HOPELESS = /^(ENOTFOUND|ERR_TLS_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/
/** Nothing has reached the server. */
const UNSENT: ReadonlySet<string> = new Set(['ECONNREFUSED', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])

const queryText = (query: Query = {}): string => {
  const pairs = Object.entries(query).flatMap(([key, value]) =>
    value === undefined
      ? []
      : (Array.isArray(value) ? value : [value]).map((one): [string, string] => [key, String(one)]),
  )
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`
}

/** JSON has no words for what is no number; protocol buffers have. */
const toJson = (body: unknown): string =>
  JSON.stringify(body, (_, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  )

export function createWire(address: ServerAddress, options: WireOptions = {}): Wire {
  const { timeoutMs = 120_000, retries = 5, pauseMs = 200 } = options
  const secure = address.base.protocol === 'https:'
  const agent: Agent = secure
    ? new HttpsAgent({ keepAlive: true, rejectUnauthorized: !address.insecureTls })
    : new HttpAgent({ keepAlive: true })

  const unreachable = (error: unknown, what: string): AppError => {
    const reason = (error as NodeJS.ErrnoException).code ?? (error as Error).message
    return new AppError('TRACKING_UNREACHABLE', `the tracking server at ${address.shown} did not answer: ${reason}`, {
      where: what,
      fix: 'Check its address, and that it is running',
      cause: error,
    })
  }

  function once({ method, path, query, stream, headers }: Transfer): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const { base, authorization } = address
      const request = (secure ? httpsRequest : httpRequest)(
        {
          agent,
          method,
          hostname: base.hostname.replace(/^\[|\]$/g, ''),
          port: base.port,
          path: `${base.pathname.replace(/\/$/, '')}${path}${queryText(query)}`,
          headers: { ...headers, 'user-agent': 'modelwright', ...(authorization !== undefined && { authorization }) },
        },
        resolve,
      )
      request.setTimeout(timeoutMs, () => request.destroy(new Error(`no byte in ${timeoutMs / 1000} s`)))
      request.on('error', reject)
      if (stream === undefined) request.end()
      else pipeline(Readable.from(stream(), { objectMode: false }), request, (error) => error && reject(error))
    })
  }

  async function transfer(asked: Transfer): Promise<IncomingMessage> {
    const what = `${asked.method} ${asked.path}`
    for (let tried = 0; ; tried++) {
      let failed: AppError
      let retry: boolean
      let wanted = 0
      try {
        const answer = await once(asked)
        const status = answer.statusCode ?? 0
        if (status >= 200 && status < 300) return answer
        const body = await textOf(answer, ERROR_BYTES, what).catch(() => '')
        if (status >= 300 && status < 400) throw unreadable(what, `it leads elsewhere (${status})`)
        failed = wireError(status, body, what)
        retry = status === 429 || (asked.again && BUSY.has(status))
        wanted = Number(answer.headers['retry-after'] ?? 0) * 1000 || 0
      } catch (error) {
        // What the bytes' own source says is no fault of the wire.
        if (error instanceof AppError) throw error
        failed = unreachable(error, what)
        const { code = '' } = error as NodeJS.ErrnoException
        retry = !HOPELESS.test(code) && (asked.again || UNSENT.has(code))
      }
      if (!retry || tried >= retries) throw failed
      const pause = Math.min(Math.max(pauseMs * 2 ** tried, wanted), LONGEST_PAUSE_MS)
      await sleep(pause * (0.5 + Math.random() / 2))
    }
  }

  return {
    shown: address.shown,
    transfer,
    async call({ body, ...asked }) {
      const what = `${asked.method} ${asked.path}`
      const bytes = body === undefined ? undefined : new TextEncoder().encode(toJson(body))
      const answer = await transfer({
        ...asked,
        headers: {
          accept: 'application/json',
          ...(bytes && { 'content-type': 'application/json', 'content-length': String(bytes.length) }),
        },
        ...(bytes && { stream: () => [bytes] }),
      })
      const text = await textOf(answer, ANSWER_BYTES, what)
      if (text.trim() === '') return {}
      let parsed: unknown
      try {
        parsed = JSON.parse(text)
      } catch {
        throw unreadable(what, 'it is no JSON')
      }
      if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
        return parsed as Record<string, unknown>
      throw unreadable(what, 'it is no object')
    },
    close: () => agent.destroy(),
  }
}

async function textOf(answer: IncomingMessage, most: number, what: string): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of answer as AsyncIterable<Uint8Array>) {
    bytes += chunk.length
    if (bytes > most) {
      answer.destroy()
      throw unreadable(what, `it has more than ${most / 2 ** 20} MiB`)
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}
