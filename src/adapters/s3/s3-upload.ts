// Writing a blob of any length in constant memory: what is longer than a part goes in parts, and has its name when the last is there.
import { createHash } from 'node:crypto'
import type { CompletedPart, S3 } from '@aws-sdk/client-s3'
import { AppError } from '../../core/index.ts'
import { inPieces } from './pieces.ts'
import { knowsNoCondition } from './s3-error.ts'

/** Bytes. Some stores want parts of one length. */
const PART_BYTES = 16 << 20
/** Of one blob on their way at once: what one upload has in memory is one part more. */
const PARTS_AT_ONCE = 3
/** Of S3. */
const MOST_PARTS = 10_000

export interface S3Target {
  readonly Bucket: string
  readonly Key: string
}

export interface UploadOptions {
  /** Fails with status 412 where a blob has the key already. */
  readonly once: boolean
  /** Turns what the store says into errors of ours; what the bytes' source throws is nobody's to change. */
  translate(error: unknown): Error
}

export interface Upload extends UploadOptions {
  readonly s3: S3
  readonly target: S3Target
}

/** Gives the sha256 (hex) of the bytes. */
export async function uploadBlob(
  upload: Upload,
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<string> {
  const hash = createHash('sha256')
  async function* hashed(): AsyncGenerator<Uint8Array> {
    for await (const piece of inPieces(bytes, PART_BYTES)) {
      hash.update(piece)
      yield piece
    }
  }
  const pieces = hashed()
  const first = await pieces.next()
  if (first.done === true || first.value.length < PART_BYTES) await putWhole(upload, first.value ?? new Uint8Array())
  else await putParts(upload, first.value, pieces)
  return hash.digest('hex')
}

/** @param write writes under the condition. Stores that know none take it without: then who wants the key first has looked whether it is free, and of two who look at once the later wins */
async function conditionally(
  { once, translate }: UploadOptions,
  write: (condition: { IfNoneMatch?: string }) => Promise<unknown>,
) {
  try {
    await write(once ? { IfNoneMatch: '*' } : {}).catch((error: unknown) => {
      if (once && knowsNoCondition(error)) return write({})
      throw error
    })
  } catch (error) {
    throw translate(error)
  }
}

async function putWhole(upload: Upload, Body: Uint8Array): Promise<void> {
  await conditionally(upload, (condition) => upload.s3.putObject({ ...upload.target, ...condition, Body }))
}

async function putParts(upload: Upload, first: Uint8Array, rest: AsyncGenerator<Uint8Array>): Promise<void> {
  const { s3, target, translate } = upload
  const refused = (error: unknown): never => {
    throw translate(error)
  }
  const { UploadId } = await s3.createMultipartUpload(target).catch(refused)
  const parts: CompletedPart[] = []
  const flying = new Set<Promise<void>>()
  const send = (PartNumber: number, Body: Uint8Array): void => {
    if (PartNumber > MOST_PARTS) throw tooLarge(target.Key)
    const sent = async (): Promise<void> => {
      const { ETag } = await s3.uploadPart({ ...target, UploadId, PartNumber, Body }).catch(refused)
      parts[PartNumber - 1] = { ETag, PartNumber }
      flying.delete(sending)
    }
    const sending = sent()
    flying.add(sending)
    // It is awaited below, after the source has given more: until then nobody else hears of a failure.
    sending.catch(() => {})
  }
  try {
    let number = 1
    send(number, first)
    for await (const piece of rest) {
      send(++number, piece)
      if (flying.size >= PARTS_AT_ONCE) await Promise.race(flying)
    }
    await Promise.all(flying)
    const MultipartUpload = { Parts: parts }
    await conditionally(upload, (condition) =>
      s3.completeMultipartUpload({ ...target, ...condition, UploadId, MultipartUpload }),
    )
  } catch (error) {
    await Promise.allSettled(flying)
    // What cannot be taken back now is named by `unfinished`, and swept by the bucket's own rule if it has one.
    await s3.abortMultipartUpload({ ...target, UploadId }).catch(() => {})
    throw error
  }
}

function tooLarge(key: string): AppError {
  return new AppError('STORE_UNWRITABLE', `the artifact has more than ${(PART_BYTES * MOST_PARTS) / 2 ** 30} GiB`, {
    where: key,
    fix: 'Write it as several files',
  })
}
