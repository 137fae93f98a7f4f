// What a model has learned from, kept beside its folder and not in it: an image that serves the model has no use for it.
import { readFolder } from '../../artifacts/index.ts'
import { AppError, isAppError } from '../../core/index.ts'
import type { LearnedRows } from '../../data/index.ts'
import type { ModelVersion } from '../../registry/index.ts'
import type { ProjectDeps } from '../ports/index.ts'

const ABOUT = 'learned-rows.json'
const FINGERPRINTS = 'learned-rows.u32'

/** Beside the model's own folder. */
export function learnedRowsFolder(source: string): string {
  return `${source}-rows`
}

/** The files of the folder. */
export function learnedRowsFiles({ columns, fingerprints }: LearnedRows): ReadonlyMap<string, Uint8Array> {
  const bytes = new Uint8Array(4 * fingerprints.length)
  const view = new DataView(bytes.buffer)
  fingerprints.forEach((value, i) => view.setUint32(4 * i, value, true))
  const about = new TextEncoder().encode(`${JSON.stringify({ columns, rows: fingerprints.length })}\n`)
  return new Map([
    [ABOUT, about],
    [FINGERPRINTS, bytes],
  ])
}

/** Undefined where nobody knows: the model came from elsewhere, or was trained before its rows were kept. @throws ARTIFACT_DIGEST for files that do not belong together */
export async function readLearnedRows(
  { blobs }: Pick<ProjectDeps, 'blobs'>,
  { name, version, source }: ModelVersion,
): Promise<LearnedRows | undefined> {
  const damaged = (cause?: unknown): AppError =>
    new AppError('ARTIFACT_DIGEST', `what ${name} version ${version} has learned from is damaged`, {
      where: learnedRowsFolder(source),
      fix: 'Restore the folder from a backup, or delete it: then nobody knows which rows the version has seen',
      cause,
    })
  const files = await readFolder(blobs, learnedRowsFolder(source)).catch((error: unknown) => {
    if (isAppError(error, 'ARTIFACT_NOT_FOUND')) return undefined
    throw isAppError(error, 'ARTIFACT_DIGEST', 'MODEL_INVALID') ? damaged(error) : error
  })
  if (files === undefined) return undefined
  const bytes = files.get(FINGERPRINTS)
  const about = parseAbout(files.get(ABOUT))
  if (bytes === undefined || about === undefined || bytes.length !== 4 * about.rows) throw damaged()
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  return {
    columns: about.columns,
    fingerprints: Uint32Array.from({ length: about.rows }, (_, i) => view.getUint32(4 * i, true)),
  }
}

function parseAbout(
  bytes: Uint8Array | undefined,
): { readonly columns: readonly string[]; readonly rows: number } | undefined {
  try {
    const { columns, rows } = JSON.parse(new TextDecoder().decode(bytes)) as { columns?: unknown; rows?: unknown }
    const isSound = Array.isArray(columns) && columns.every((name) => typeof name === 'string')
    return isSound && typeof rows === 'number' ? { columns, rows } : undefined
  } catch {
    return undefined
  }
}
