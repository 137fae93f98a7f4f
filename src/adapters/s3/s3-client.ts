// The client of S3, which is installed by whoever wants it, and where it finds its store.
import type { S3, S3ClientConfig } from '@aws-sdk/client-s3'
import { AppError } from '../../core/index.ts'

export type Environment = Readonly<Record<string, string | undefined>>

async function loadSdk(): Promise<typeof import('@aws-sdk/client-s3')> {
  try {
    return await import('@aws-sdk/client-s3')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
    throw new AppError(
      'PACKAGE_UNAVAILABLE',
      'artifacts in S3 need the package @aws-sdk/client-s3, which is not installed',
      {
        fix: 'Install it beside modelwright: npm i @aws-sdk/client-s3',
        cause: error,
      },
    )
  }
}

/** What the SDK itself would not find; it reads profiles, and the roles of machines, on its own. */
function configOf(env: Environment): S3ClientConfig {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = env
  const endpoint = env['AWS_ENDPOINT_URL_S3'] ?? env['AWS_ENDPOINT_URL'] ?? env['MLFLOW_S3_ENDPOINT_URL']
  const region = env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION']
  return {
    maxAttempts: 5,
    requestHandler: { connectionTimeout: 10_000, socketTimeout: 60_000 },
    ...(accessKeyId && secretAccessKey
      ? { credentials: { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) } }
      : {}),
    // Stores besides Amazon's have no host a bucket, no regions, and not all checksums.
    ...(endpoint === undefined
      ? region === undefined
        ? {}
        : { region }
      : { endpoint, forcePathStyle: true, region: region ?? 'us-east-1', requestChecksumCalculation: 'WHEN_REQUIRED' }),
  }
}

/** @throws PACKAGE_UNAVAILABLE */
export async function openS3(env: Environment): Promise<S3> {
  const { S3 } = await loadSdk()
  return new S3(configOf(env))
}
