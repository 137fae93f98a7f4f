// An artifact as an answer: whole or a part of it, and never as a page of ours.
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { artifactNotFound, type BlobStore } from '../../artifacts/index.ts'
import { AppError } from '../../core/index.ts'

interface Part {
  readonly start: number
  readonly end: number
}

const RANGE = /^bytes=(\d*)-(\d*)$/

/** Undefined for the whole: also where several ranges are asked for, which nobody needs. @throws RANGE_INVALID */
function partOf(header: string | undefined, size: number): Part | undefined {
  const [, first = '', last = ''] = RANGE.exec(header ?? '') ?? []
  if (first === '' && last === '') return undefined
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1)
  if (start < end) return { start, end }
  throw new AppError('RANGE_INVALID', `the artifact has ${size} bytes, none of which are in ${header}`, {
    fix: 'Ask for a range within it',
    details: { size },
  })
}

/** What browsers would draw or run as if it were ours comes as a file to keep. */
function fileName(key: string): string {
  return `attachment; filename*=UTF-8''${encodeURIComponent(key.slice(key.lastIndexOf('/') + 1))}`
}

/** @throws ARTIFACT_NOT_FOUND, RANGE_INVALID */
export async function replyArtifact(
  blobs: BlobStore,
  key: string,
  { headers }: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const found = await blobs.find(key)
  if (found === undefined) throw artifactNotFound(key)
  const etag = `"${found.etag}"`
  const same = headers['if-range'] === undefined || headers['if-range'] === etag
  const part = same ? partOf(headers.range, found.size) : undefined
  const { start, end } = part ?? { start: 0, end: found.size }
  if (part !== undefined) reply.code(206).header('content-range', `bytes ${start}-${end - 1}/${found.size}`)
  return reply
    .headers({
      'accept-ranges': 'bytes',
      etag,
      'content-length': end - start,
      'content-disposition': fileName(key),
      'content-security-policy': "default-src 'none'; sandbox",
    })
    .type('application/octet-stream')
    .send(Readable.from(blobs.get(key, { start, end }), { objectMode: false }))
}
