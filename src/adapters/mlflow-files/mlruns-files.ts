// Files of an mlruns folder: a value, or a meta.yaml. Links are not followed, and none is larger than it may be.
import { lstat, readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { AppError, readYaml } from '../../core/index.ts'

const MAX_BYTES = 256 * 2 ** 20

export type Meta = Readonly<Record<string, unknown>>

/** Names of the folders in it; none of one that is missing. */
export async function foldersIn(folder: string): Promise<readonly string[]> {
  const found = await readdir(folder, { withFileTypes: true }).catch(() => [])
  return found.flatMap((one) => (one.isDirectory() ? [one.name] : [])).toSorted()
}

/** @throws STORE_INVALID */
export async function textIn(path: string): Promise<string> {
  const { size } = await lstat(path)
  if (size <= MAX_BYTES) return readFile(path, 'utf8')
  throw new AppError('STORE_INVALID', `it has more than ${MAX_BYTES / 2 ** 20} MiB`, {
    where: path,
    fix: 'Check that it is a file of MLflow',
  })
}

/** The files below a folder, by their path there: keys with slashes are folders. */
export async function filesBelow(folder: string): Promise<ReadonlyMap<string, string>> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = new Map<string, string>()
  for (const file of found) {
    if (!file.isFile()) continue
    const path = join(file.parentPath, file.name)
    files.set(path.slice(folder.length + 1).replaceAll('\\', '/'), path)
  }
  return files
}

/** A file a key. */
export async function pairsIn(folder: string): Promise<Record<string, string>> {
  const pairs: [string, string][] = []
  for (const [key, path] of await filesBelow(folder)) pairs.push([key, await textIn(path)])
  return Object.fromEntries(pairs)
}

/** `meta.yaml` of a folder; undefined where there is none. @throws STORE_INVALID */
export async function metaIn(folder: string): Promise<Meta | undefined> {
  const path = join(folder, 'meta.yaml')
  const info = await lstat(path).catch(() => undefined)
  if (info?.isFile() !== true) return undefined
  const { value } = readYaml(await textIn(path), { file: path, code: 'STORE_INVALID' })
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Meta
  throw new AppError('STORE_INVALID', 'it holds no keys', { where: path, fix: `Restore ${basename(path)} of MLflow` })
}

export function metaText(meta: Meta, key: string): string {
  const value = meta[key]
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

export function metaNumber(meta: Meta, key: string): number {
  const value = Number(meta[key] ?? 0)
  return Number.isFinite(value) ? value : 0
}
