import { artifactExists, artifactNotFound } from '../../artifacts/index.ts'
import { AppError } from '../../core/index.ts'

/** What the SDK throws, as far as it is read here. */
interface ServiceError {
  readonly name?: string
  readonly message?: string
  readonly code?: string
  readonly $metadata?: { readonly httpStatusCode?: number }
}

export interface Asked {
  /** As the bucket has it. */
  readonly bucket: string
  /** As our callers know it. */
  readonly key: string
  readonly writes: boolean
}

const statusOf = (error: ServiceError): number | undefined => error.$metadata?.httpStatusCode

/** Which bytes were asked for that are beyond the end. */
export const isBeyondEnd = (error: unknown): boolean => statusOf(error as ServiceError) === 416

/** Whether a store does not know how to write only where nothing is. */
export const knowsNoCondition = (error: unknown): boolean => statusOf(error as ServiceError) === 501

export const isMissing = (error: unknown): boolean =>
  statusOf(error as ServiceError) === 404 && (error as ServiceError).name !== 'NoSuchBucket'

/** An error of the SDK in our codes. */
export function fromS3Error(cause: unknown, { bucket, key, writes }: Asked): AppError {
  const error = cause as ServiceError
  const status = statusOf(error)
  // 409: another write of the same key is just being finished, or undone.
  if (status === 412 || (status === 409 && error.name === 'ConditionalRequestConflict'))
    return artifactExists(key, cause)
  if (error.name === 'KeyTooLongError') {
    return new AppError(
      'NAME_INVALID',
      `invalid artifact path ${JSON.stringify(key)}: the store takes no name so long`,
      {
        fix: 'Use a shorter path',
        cause,
      },
    )
  }
  if (isMissing(error) && !writes) return artifactNotFound(key)
  const said = [error.name, error.message].filter((part) => part && part !== 'UnknownError').join(': ') || error.code
  return new AppError(
    writes && status === 403 ? 'STORE_UNWRITABLE' : 'ARTIFACTS_UNREACHABLE',
    `the object store of the artifacts ${status === undefined ? 'did not answer' : `refused (${status})`}: ${said}`,
    {
      where: `s3://${bucket}`,
      fix:
        status === undefined
          ? 'See that AWS_ENDPOINT_URL, AWS_REGION and the credentials of AWS are set, and that the store runs'
          : 'See that the bucket exists and that the credentials may list it and read, write and delete in it',
      cause,
    },
  )
}
