import { AppError, validateRelativePath } from '../../core/index.ts'

export interface S3Place {
  readonly bucket: string
  /** Of every key: '' or a path that ends with `/`. */
  readonly prefix: string
}

export const isS3Url = (text: string): boolean => text.startsWith('s3://')

const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/

/** `s3://bucket` or `s3://bucket/prefix`. @throws USAGE */
export function parseS3Url(url: string): S3Place {
  const [bucket = '', ...parts] = url.slice('s3://'.length).split('/')
  const path = parts.join('/').replace(/\/$/, '')
  try {
    if (!BUCKET.test(bucket) || bucket.includes('..')) throw new Error('no such bucket can be')
    return { bucket, prefix: path === '' ? '' : `${validateRelativePath(path, 'prefix')}/` }
  } catch (cause) {
    throw new AppError('USAGE', `${JSON.stringify(url)} is no place in an object store`, {
      fix: 'Write s3://bucket/prefix; the endpoint is named by AWS_ENDPOINT_URL',
      cause,
    })
  }
}
