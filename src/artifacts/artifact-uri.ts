// Where artifacts are, outside and inside: what lies in our own store is `mlflow-artifacts:/…` on the wire and a relative path within.
import { AppError, validateRelativePath } from '../core/index.ts'

const OURS = /^mlflow-artifacts:(?:\/\/[^/]*)?\/+/i
const SCHEME = /^([a-z][a-z0-9+.-]*):/i
/** Of a store that we do not read: kept as it came. */
const FOREIGN: ReadonlySet<string> = new Set(
  's3 gs wasbs wasb abfss abfs adl hdfs viewfs dbfs ftp sftp http https r2 b2 uc hf runs models'.split(' '),
)

/** What the client is told of a path of ours, or a place elsewhere as it is. */
export function toArtifactUri(inside: string): string {
  return SCHEME.test(inside) || inside.startsWith('/') ? inside : `mlflow-artifacts:/${inside}`
}

/** The path in our store, or a place elsewhere as it came. @throws NAME_INVALID for a place of the server's own disk, or one that leads out of a folder */
export function fromArtifactUri(uri: string, what: string): string {
  if (OURS.test(uri)) return validateRelativePath(uri.replace(OURS, '').replace(/\/+$/, ''), what)
  return checkArtifactPlace(uri.replace(/\/+$/, ''), what)
}

/** A path in our store, or a place elsewhere, as it is. @throws NAME_INVALID */
export function checkArtifactPlace(uri: string, what: string): string {
  const scheme = SCHEME.exec(uri)?.[1]?.toLowerCase()
  if (scheme === undefined && !uri.startsWith('/')) return validateRelativePath(uri, what)
  if (scheme === undefined || !FOREIGN.has(scheme) || leadsAway(uri)) {
    throw new AppError('NAME_INVALID', `Invalid ${what}: '${uri.slice(0, 200)}'.`, {
      fix: 'Name a path on this server (mlflow-artifacts:/, runs:/ or models:/), or a place such as s3://bucket/path',
    })
  }
  return uri
}

/** Whether a reader that resolves it would land somewhere else. */
function leadsAway(uri: string): boolean {
  let text = uri
  // Several times encoded is still the same path to somebody.
  for (let i = 0; i < 5; i++) {
    if (/(^|[/\\:])\.\.([/\\?#]|$)/.test(text) || /[#\\\0]/.test(text)) return true
    try {
      const decoded = decodeURIComponent(text)
      if (decoded === text) return false
      text = decoded
    } catch {
      return true
    }
  }
  return true
}
