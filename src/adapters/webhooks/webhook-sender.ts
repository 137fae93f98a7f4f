// POSTs to addresses that users name: nothing of this machine or its network may be reached by them.
import { lookup } from 'node:dns/promises'
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { AppError } from '../../core/index.ts'
import type { Answered, WebhookSender } from '../../events/index.ts'
import { isPublicAddress } from './public-address.ts'

export interface WebhookSenderOptions {
  /** Lets `http:` pass too. @default false */
  readonly allowHttp?: boolean
  /** Lets addresses of this machine and its network pass. @default false */
  readonly allowPrivate?: boolean
  /** Addresses of a name. @default the system's resolver */
  readonly resolve?: (host: string) => Promise<readonly string[]>
  /** For a whole request, in ms. @default 10000 */
  readonly timeoutMs?: number
  /** Of an answer; what is beyond is not read. @default 16384 */
  readonly maxBytes?: number
  /** Certificates to trust instead of the system's. */
  readonly ca?: string
}

interface Target {
  readonly url: URL
  readonly address: string
}

async function systemAddresses(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address)
}

function refused(problem: string, fix: string): AppError {
  return new AppError('INVALID_PARAMETER_VALUE', problem, { where: 'webhook url', fix })
}

function failed(why: string): AppError {
  return new AppError('WEBHOOK_FAILED', `the receiver of the webhook did not answer (${why})`, {
    fix: 'Check that it runs and that this machine reaches it',
  })
}

/** A short code, never a message: Node's may hold the url. */
function codeOf(error: unknown): string {
  const { code, name } = error as NodeJS.ErrnoException
  return code ?? name
}

async function readBounded(response: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes >= maxBytes) break
  }
  response.destroy()
  return Buffer.concat(chunks).subarray(0, maxBytes).toString()
}

/** The address that was checked, whatever its name means by now. */
function pinned(address: string): LookupFunction {
  const family = isIP(address)
  return (_host, options, callback) => {
    if (options.all) callback(null, [{ address, family }])
    else callback(null, address, family)
  }
}

export function createWebhookSender(options: WebhookSenderOptions = {}): WebhookSender {
  const { allowHttp = false, allowPrivate = false, resolve = systemAddresses, ca } = options
  const { timeoutMs = 10_000, maxBytes = 16_384 } = options

  const parse = (text: string): URL => {
    const url = URL.canParse(text) ? new URL(text) : undefined
    const schemes = allowHttp ? ['https:', 'http:'] : ['https:']
    if (url === undefined || !schemes.includes(url.protocol) || url.hostname === '') {
      const allowed = schemes.map((scheme) => scheme.slice(0, -1)).join(' or ')
      throw refused(
        `Invalid webhook URL: its scheme must be ${allowed}, and it must name a host`,
        `Send one that begins with ${schemes[0]}//`,
      )
    }
    if (url.username !== '' || url.password !== '') {
      throw refused('it holds a user or a password', 'Give the webhook a secret, and check the signature')
    }
    return url
  }

  const locate = async (text: string): Promise<Target> => {
    const url = parse(text)
    const host = url.hostname.replace(/^\[|\]$/g, '')
    const addresses = isIP(host) > 0 ? [host] : await resolve(host)
    const [address] = addresses
    if (address === undefined) throw failed('ENOTFOUND')
    // One that is not public beside one that is would let the sender of the answer choose.
    if (!allowPrivate && !addresses.every(isPublicAddress)) {
      throw refused(
        'its host does not lead to the public internet alone',
        'Name a public address, or set MODELWRIGHT_WEBHOOKS_ALLOW=private on the server',
      )
    }
    return { url, address }
  }

  const post = async ({ url, address }: Target, body: string, headers: Record<string, string>, signal: AbortSignal) => {
    const secure = url.protocol === 'https:'
    const agent = secure ? new HttpsAgent() : new HttpAgent()
    try {
      return await new Promise<Answered>((answered, fail) => {
        const asked = (secure ? httpsRequest : httpRequest)(
          url,
          { method: 'POST', agent, lookup: pinned(address), headers, signal, ...(ca !== undefined && { ca }) },
          (response) => {
            readBounded(response, maxBytes).then((text) => answered({ status: response.statusCode!, body: text }), fail)
          },
        )
        asked.on('error', fail)
        asked.end(body)
      })
    } finally {
      agent.destroy()
    }
  }

  const inTime = async <T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    const signal = AbortSignal.timeout(timeoutMs)
    const late = new Promise<never>((_, fail) => {
      signal.addEventListener('abort', () => fail(failed('TIMEOUT')), { once: true })
    })
    try {
      return await Promise.race([work(signal), late])
    } catch (error) {
      throw error instanceof AppError ? error : failed(codeOf(error))
    }
  }

  return {
    async check(url) {
      try {
        await inTime(() => locate(url))
      } catch (error) {
        if ((error as AppError).code !== 'WEBHOOK_FAILED') throw error
        throw refused('its host has no address', 'Check the name')
      }
    },
    send: (url, body, headers) =>
      inTime(async (signal) =>
        post(await locate(url), body, { ...headers, 'Content-Length': String(Buffer.byteLength(body)) }, signal),
      ),
  }
}
