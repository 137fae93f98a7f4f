export { createS3BlobStore } from './s3-blob-store.ts'
export { isS3Url } from './s3-place.ts'
