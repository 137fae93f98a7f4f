// Where artifacts are kept: a folder, or a bucket.
import { createLocalBlobStore } from '../adapters/local-blobs/index.ts'
import { createS3BlobStore, isS3Url } from '../adapters/s3/index.ts'
import type { BlobStore } from '../artifacts/index.ts'
import { AppError } from '../core/index.ts'
import { isUrl } from '../track/index.ts'

/** @param place absolute folder, or `s3://bucket/prefix`. @throws USAGE */
export function openBlobs(place: string, env: Readonly<Record<string, string | undefined>>): BlobStore {
  if (isS3Url(place)) return createS3BlobStore(place, env)
  if (!isUrl(place)) return createLocalBlobStore(place)
  throw new AppError('USAGE', `artifacts cannot be kept at ${JSON.stringify(place)}`, {
    where: 'MODELWRIGHT_ARTIFACTS',
    fix: 'Name a folder, or s3://bucket/prefix',
  })
}
