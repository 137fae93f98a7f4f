// Folders of blobs: their files first, last the manifest that names each with its digest. One without it is unfinished.
import { AppError, validateRelativePath } from '../core/index.ts'
import type { BlobStore } from './blob-store.ts'
import { checkDigests, DIGEST_LIST, digestLine, type FolderFiles } from './folder-digest.ts'

/** MLflow knows a model by it: a model folder that is half written is none to anybody. */
const LAST_FILE = 'MLmodel'

/**
 * Writes a new folder; a list of digests among the files gives way to the manifest. What a failed write has put is taken
 * back. Of several writers of one folder at most one wins. @throws NAME_INVALID, RESOURCE_ALREADY_EXISTS, STORE_UNWRITABLE
 */
export async function writeFolder(blobs: BlobStore, folder: string, files: FolderFiles): Promise<void> {
  for (const path of files.keys()) validateRelativePath(path, 'artifact path')
  if ((await blobs.list(folder)).length > 0) throw artifactExists(folder)
  // One order for everybody: the writer that holds the last of the names that two want can always go on.
  const paths = [...files.keys()].filter((path) => path !== DIGEST_LIST && path !== LAST_FILE).sort()
  if (files.has(LAST_FILE)) paths.push(LAST_FILE)
  const written: string[] = []
  const put = async (path: string, bytes: Uint8Array): Promise<string> => {
    const digest = await blobs.put(`${folder}/${path}`, [bytes])
    written.push(`${folder}/${path}`)
    return digest
  }
  try {
    const lines = new Map<string, string>()
    for (const path of paths) lines.set(path, digestLine(await put(path, files.get(path)!), path))
    const manifest = [...lines.keys()].sort().map((path) => lines.get(path)!)
    await put(DIGEST_LIST, new TextEncoder().encode(manifest.join('')))
  } catch (error) {
    // Its own blobs alone: the others are those of the writer that won.
    for (const key of written) await blobs.delete(key).catch(() => {})
    throw error
  }
}

/**
 * Every file of a folder, by its path there. One without a manifest was logged by others, or by 0.1.0. `checked`: a digest of
 * the whole folder is known, and the caller looks at it.
 * @throws ARTIFACT_NOT_FOUND, MODEL_TOO_COSTLY when they have more than `maxBytes` together, ARTIFACT_DIGEST and MODEL_INVALID where they are not what the manifest says
 */
export async function readFolder(
  blobs: BlobStore,
  folder: string,
  { maxBytes = Infinity, checked = false }: { readonly maxBytes?: number; readonly checked?: boolean } = {},
): Promise<FolderFiles> {
  const found = await blobs.list(folder)
  if (found.length === 0) throw artifactNotFound(folder)
  if (found.reduce((sum, { size }) => sum + size, 0) > maxBytes) {
    throw new AppError('MODEL_TOO_COSTLY', `the folder has more than ${(maxBytes / 2 ** 20).toFixed(0)} MiB`, {
      where: folder,
      fix: 'Take out what does not belong there, or raise limits.model_mb in the config',
    })
  }
  const files = new Map<string, Uint8Array>()
  for (const { key } of found) files.set(key.slice(folder.length + 1), await wholeBlob(blobs, key))
  if (!checked) checkDigests(files)
  return files
}

/** @throws ARTIFACT_NOT_FOUND */
export async function wholeBlob(blobs: BlobStore, key: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of blobs.get(key)) chunks.push(chunk)
  if (chunks.length === 1) return chunks[0]!
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

export function artifactNotFound(path: string): AppError {
  return new AppError('ARTIFACT_NOT_FOUND', `no artifact at ${JSON.stringify(path)}`, {
    fix: 'List the artifacts of the run to see which exist',
  })
}

export function artifactExists(path: string, cause?: unknown): AppError {
  return new AppError('RESOURCE_ALREADY_EXISTS', `an artifact is already at ${JSON.stringify(path)}`, {
    fix: 'Choose another path, or delete the artifact first',
    cause,
  })
}
