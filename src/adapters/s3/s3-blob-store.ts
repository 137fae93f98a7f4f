// Blobs as objects of a bucket of any store that speaks S3, in MLflow's layout.
import type { ListObjectsV2CommandOutput, S3 } from '@aws-sdk/client-s3'
import {
  artifactExists,
  artifactNotFound,
  type BlobInfo,
  type BlobStore,
  type ByteRange,
} from '../../artifacts/index.ts'
import { validateRelativePath } from '../../core/index.ts'
import { inPieces } from './pieces.ts'
import { type Environment, openS3 } from './s3-client.ts'
import { fromS3Error, isBeyondEnd, isMissing } from './s3-error.ts'
import { parseS3Url } from './s3-place.ts'
import { uploadBlob } from './s3-upload.ts'

/** As those of local files. */
const PIECE_BYTES = 4 << 20
/** Keys of one request that deletes. */
const DELETED_AT_ONCE = 1000
/** A download whose connection ends goes on where it was; so often without a byte, then it fails. */
const RESUMES = 3

const byKey = (a: BlobInfo, b: BlobInfo): number => (a.key < b.key ? -1 : 1)

/** Whether a name that others gave an object is one that can be asked for here. */
function canBeNamed(key: string): boolean {
  try {
    return validateRelativePath(key) !== ''
  } catch {
    return false
  }
}

/** @param url `s3://bucket/prefix`. Nothing is loaded or asked before it is used. @throws USAGE */
export function createS3BlobStore(url: string, env: Environment): BlobStore {
  const { bucket: Bucket, prefix: root } = parseS3Url(url)
  let opened: Promise<S3> | undefined
  const open = (): Promise<S3> => (opened ??= openS3(env))

  const keyOf = (key: string): string => root + validateRelativePath(key, 'artifact path')
  const folderOf = (prefix: string): string => (prefix === '' ? root : `${keyOf(prefix)}/`)
  const translated = (key: string, writes: boolean) => (error: unknown) =>
    fromS3Error(error, { bucket: Bucket, key, writes })
  const failing =
    (key: string, writes: boolean) =>
    (error: unknown): never => {
      throw translated(key, writes)(error)
    }

  async function* pagesBelow(prefix: string, Delimiter?: string): AsyncGenerator<ListObjectsV2CommandOutput> {
    const Prefix = folderOf(prefix)
    const s3 = await open()
    for (let ContinuationToken: string | undefined; ; ) {
      const page: ListObjectsV2CommandOutput = await s3
        .listObjectsV2({ Bucket, Prefix, Delimiter, ContinuationToken })
        .catch(failing(prefix, true))
      yield page
      if (page.IsTruncated !== true || page.NextContinuationToken === undefined) return
      ContinuationToken = page.NextContinuationToken
    }
  }

  const blobsOf = ({ Contents = [] }: ListObjectsV2CommandOutput): BlobInfo[] =>
    Contents.map(({ Key = '', Size = 0 }) => ({ key: Key.slice(root.length), size: Size })).filter(({ key }) =>
      canBeNamed(key),
    )

  async function find(key: string): Promise<{ readonly size: number; readonly etag: string } | undefined> {
    const Key = keyOf(key)
    try {
      const { ContentLength = 0, ETag = '' } = await (await open()).headObject({ Bucket, Key })
      return { size: ContentLength, etag: ETag.replaceAll('"', '') }
    } catch (error) {
      if (isMissing(error)) return undefined
      throw translated(key, false)(error)
    }
  }

  /** Bytes from `start` on, of the object that has `etag`; its end, or what ended it early. */
  async function* download(key: string, { start, end }: ByteRange): AsyncGenerator<Uint8Array> {
    const Key = keyOf(key)
    const s3 = await open()
    const last = end ?? Infinity
    let at = start
    let etag: string | undefined
    let failed = 0
    while (at < last) {
      const Range = at === 0 && end === undefined ? undefined : `bytes=${at}-${end === undefined ? '' : end - 1}`
      const got = await s3.getObject({ Bucket, Key, Range, IfMatch: etag }).catch((error: unknown) => {
        if (isBeyondEnd(error)) return undefined
        throw isMissing(error) ? artifactNotFound(key) : translated(key, false)(error)
      })
      if (got?.Body === undefined) return
      etag = got.ETag
      const stop = at + (got.ContentLength ?? 0)
      try {
        for await (const chunk of got.Body as AsyncIterable<Uint8Array>) {
          at += chunk.length
          failed = 0
          yield chunk
        }
      } catch (error) {
        if (++failed > RESUMES) throw translated(key, false)(error)
        continue
      }
      if (at >= stop) return
    }
  }

  async function deleteKeys(keys: readonly string[], key: string): Promise<void> {
    const s3 = await open()
    const Objects = keys.map((Key) => ({ Key }))
    const { Errors = [] } = await s3
      .deleteObjects({ Bucket, Delete: { Objects, Quiet: true } })
      .catch(failing(key, true))
    const [first] = Errors
    if (first !== undefined) {
      const error = { name: first.Code, message: first.Message, $metadata: { httpStatusCode: 403 } }
      throw translated(key, true)(error)
    }
  }

  return {
    location: `s3://${Bucket}/${root}`.replace(/\/$/, ''),
    async put(key, bytes, { replace = false } = {}) {
      const Key = keyOf(key)
      // Also for stores that know no condition, and lest much is sent for nothing.
      if (!replace && (await find(key)) !== undefined) throw artifactExists(key)
      const upload = { s3: await open(), target: { Bucket, Key }, once: !replace, translate: translated(key, true) }
      return uploadBlob(upload, bytes)
    },
    get: (key, range = { start: 0 }) => inPieces(download(key, range), PIECE_BYTES),
    find,
    async listFolder(prefix) {
      const skipped = folderOf(prefix).length
      const folders = new Set<string>()
      const blobs: BlobInfo[] = []
      for await (const page of pagesBelow(prefix, '/')) {
        for (const { Prefix = '' } of page.CommonPrefixes ?? []) {
          const name = Prefix.slice(skipped, -1)
          if (canBeNamed(name)) folders.add(name)
        }
        blobs.push(...blobsOf(page))
      }
      return { folders: [...folders].sort(), blobs: blobs.sort(byKey) }
    },
    async list(prefix) {
      const found: BlobInfo[] = []
      for await (const page of pagesBelow(prefix)) found.push(...blobsOf(page))
      return found.sort(byKey)
    },
    async unfinished() {
      const s3 = await open()
      const found: string[] = []
      for (let KeyMarker: string | undefined, UploadIdMarker: string | undefined; ; ) {
        const page = await s3
          .listMultipartUploads({ Bucket, Prefix: root, KeyMarker, UploadIdMarker })
          .catch(failing('', true))
        for (const { Key, UploadId } of page.Uploads ?? [])
          found.push(`${Key!.slice(root.length)} (upload ${UploadId})`)
        if (page.IsTruncated !== true) return found
        KeyMarker = page.NextKeyMarker
        UploadIdMarker = page.NextUploadIdMarker
      }
    },
    async delete(key) {
      const keys = [keyOf(key)]
      for await (const { Contents = [] } of pagesBelow(key)) {
        for (const { Key = '' } of Contents) {
          keys.push(Key)
          if (keys.length === DELETED_AT_ONCE) await deleteKeys(keys.splice(0), key)
        }
      }
      if (keys.length > 0) await deleteKeys(keys, key)
    },
  }
}
