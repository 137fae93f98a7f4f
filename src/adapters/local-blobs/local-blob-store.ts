// Blobs as files of a local folder, in MLflow's layout.

import type { Stats } from 'node:fs'
import { mkdir, open, readdir, realpath, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import {
  artifactExists,
  artifactNotFound,
  type BlobInfo,
  type BlobStore,
  type ByteRange,
} from '../../artifacts/index.ts'
import { AppError, validateRelativePath } from '../../core/index.ts'
import { STAGING, sweepStaging, writeWhole } from './exclusive-write.ts'

function systemCode(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? ''
}

function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP', 'ENAMETOOLONG'].includes(systemCode(error))
}

/** What is not there, not yet or no longer, is empty. */
async function unlessMissing<T>(reading: Promise<T>, empty: T): Promise<T> {
  return reading.catch((error: unknown) => {
    if (isMissing(error)) return empty
    throw error
  })
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path)).size
}

/** System errors of a write, in our codes. */
function writeError(error: unknown, path: string): unknown {
  const code = systemCode(error)
  if (['ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'EISDIR'].includes(code)) {
    return artifactExists(path, error)
  }
  // Node says ENOENT where it should make folders on a disk that is mounted read-only.
  return ['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOSPC', 'EDQUOT'].includes(code) ? unwritable(error) : error
}

function unwritable(error: unknown): AppError {
  return new AppError('STORE_UNWRITABLE', `the artifact folder cannot be written (${systemCode(error)})`, {
    fix: 'Give this user write permission and space there, or set MODELWRIGHT_ARTIFACTS to another place',
    cause: error,
  })
}

/** The real place of `path`, or of its nearest ancestor that exists. */
async function nearestReal(path: string): Promise<string> {
  for (let at = path; ; at = dirname(at)) {
    try {
      return await realpath(at)
    } catch (error) {
      if (!['ENOENT', 'ENOTDIR'].includes(systemCode(error)) || dirname(at) === at) throw error
    }
  }
}

/** What lies below a folder, by key; links are left out, so nothing outside is ever listed or followed. */
async function collect(folder: string, below: string, found: BlobInfo[]): Promise<BlobInfo[]> {
  for (const entry of await unlessMissing(readdir(folder, { withFileTypes: true }), [])) {
    const key = below === '' ? entry.name : `${below}/${entry.name}`
    const path = join(folder, entry.name)
    if (entry.isDirectory() && key !== STAGING) await collect(path, key, found)
    const size = entry.isFile() ? await unlessMissing<number | undefined>(sizeOf(path), undefined) : undefined
    if (size !== undefined) found.push({ key, size })
  }
  return found
}

const byKey = (a: BlobInfo, b: BlobInfo): number => (a.key < b.key ? -1 : 1)

/** A model is one piece mostly: the many small ones of a stream leave a server that reloads models with scattered memory. */
const PIECE_BYTES = 4 * 2 ** 20

async function* piecesOf(path: string, { start, end = Infinity }: ByteRange): AsyncGenerator<Uint8Array> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    for (let at = start; at < Math.min(size, end); ) {
      const piece = new Uint8Array(Math.min(PIECE_BYTES, size - at, end - at))
      const { bytesRead } = await file.read(piece, 0, piece.length, at)
      if (bytesRead === 0) return
      at += bytesRead
      yield bytesRead === piece.length ? piece : piece.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}

/** Opens the store; the folder is made at the first write. Sweeps what killed writers left there. */
export function createLocalBlobStore(root: string): BlobStore {
  const base = resolve(root)
  sweepStaging(base)

  /** @throws NAME_INVALID if the path, or a symbolic link on it, leads out of the root */
  async function locate(path: string): Promise<string> {
    validateRelativePath(path, 'artifact path')
    const target = join(base, path)
    const [real, realBase] = await Promise.all([nearestReal(target), nearestReal(base)])
    const inside = real === realBase || real.startsWith(`${realBase}${sep}`)
    if (inside && path.split('/')[0] !== STAGING) return target
    throw new AppError('NAME_INVALID', `invalid artifact path ${JSON.stringify(path)}: it leads out of the store`, {
      fix: 'Use a path inside the store, and no symbolic link that leaves it',
    })
  }

  const writing = async <T>(key: string, work: (target: string) => Promise<T>): Promise<T> => {
    const target = await locate(key)
    await mkdir(base, { recursive: true }).catch((error: unknown) => {
      throw unwritable(error)
    })
    return work(target).catch((error: unknown) => {
      throw writeError(error, key)
    })
  }

  return {
    location: base,
    put: (key, bytes, { replace = false } = {}) =>
      writing(key, (target) => writeWhole(base, bytes, { target, replace })),
    async *get(key, range = { start: 0 }) {
      const target = await locate(key)
      try {
        yield* piecesOf(target, range)
      } catch (error) {
        throw isMissing(error) ? artifactNotFound(key) : error
      }
    },
    async find(key) {
      const found = await unlessMissing<Stats | undefined>(stat(await locate(key)), undefined)
      if (found === undefined || !found.isFile()) return undefined
      return { size: found.size, etag: `${found.size.toString(36)}-${found.ino.toString(36)}-${found.mtimeMs}` }
    },
    async listFolder(prefix) {
      const folder = prefix === '' ? base : await locate(prefix)
      const entries = await unlessMissing(readdir(folder, { withFileTypes: true }), [])
      const below = (name: string): string => (prefix === '' ? name : `${prefix}/${name}`)
      const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name)
      const sizes = await Promise.all(files.map((name) => unlessMissing<number>(sizeOf(join(folder, name)), -1)))
      return {
        folders: entries
          .filter((entry) => entry.isDirectory() && below(entry.name) !== STAGING)
          .map(({ name }) => name)
          .sort(),
        blobs: files
          .map((name, i) => ({ key: below(name), size: sizes[i]! }))
          .filter(({ size }) => size >= 0)
          .sort(byKey),
      }
    },
    async list(prefix) {
      const folder = prefix === '' ? base : await locate(prefix)
      const found = await collect(folder, prefix, [])
      return found.sort(byKey)
    },
    async unfinished() {
      const names = await readdir(join(base, STAGING)).catch(() => [])
      return names.map((name) => `${STAGING}/${name}`)
    },
    delete: (key) => writing(key, (target) => rm(target, { recursive: true, force: true })),
  }
}
