// Artifacts as files of a local folder, in MLflow's layout.
import { mkdir, readdir, readFile, realpath, rm, stat } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import type { ArtifactInfo, ArtifactStore } from '../../artifacts/index.ts'
import { AppError, validateRelativePath } from '../../core/index.ts'
import { STAGING, sweepStaging, writeFileAtomic, writeFolderAtomic } from './atomic-write.ts'

function systemCode(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? ''
}

function notFound(path: string): AppError {
  return new AppError('ARTIFACT_NOT_FOUND', `no artifact at ${JSON.stringify(path)}`, {
    fix: 'List the artifacts of the run to see which exist',
  })
}

/** System errors of a read, in our codes. */
function readError(error: unknown, path: string): unknown {
  return ['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP', 'ENAMETOOLONG'].includes(systemCode(error)) ? notFound(path) : error
}

/** System errors of a write, in our codes. */
function writeError(error: unknown, path: string): unknown {
  const code = systemCode(error)
  if (['ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'EISDIR'].includes(code)) {
    return new AppError('RESOURCE_ALREADY_EXISTS', `an artifact is already at ${JSON.stringify(path)}`, {
      fix: 'Choose another path, or delete the artifact first',
      cause: error,
    })
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

/** Opens the store; the folder is made at the first write. Sweeps what killed writers left there. */
export function createLocalArtifactStore(root: string): ArtifactStore {
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

  /** What is directly below a folder, by name; links are left out, so nothing outside is ever listed or followed. */
  async function entries(folder: string): Promise<ArtifactInfo[]> {
    const found = await readdir(folder, { withFileTypes: true })
    const infos = found
      .filter((entry) => entry.isFile() || entry.isDirectory())
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(async (entry): Promise<ArtifactInfo> => {
        const full = join(folder, entry.name)
        const path = relative(base, full).split(sep).join('/')
        return entry.isDirectory()
          ? { path, isDirectory: true }
          : { path, isDirectory: false, size: (await stat(full)).size }
      })
    return Promise.all(infos)
  }

  /** Sizes of all files below a folder, by path relative to the root. */
  async function sizes(folder: string, found: Map<string, number>): Promise<Map<string, number>> {
    for (const { path, isDirectory, size = 0 } of await entries(folder)) {
      if (isDirectory) await sizes(join(base, path), found)
      else found.set(path, size)
    }
    return found
  }

  async function readAll(folder: string, maxBytes: number): Promise<Map<string, Uint8Array>> {
    const found = await sizes(folder, new Map())
    if (found.values().reduce((sum, size) => sum + size, 0) > maxBytes) {
      throw new AppError('MODEL_TOO_COSTLY', `the folder has more than ${(maxBytes / 2 ** 20).toFixed(0)} MiB`, {
        where: relative(base, folder),
        fix: 'Take out what does not belong there, or raise limits.model_mb in the config',
      })
    }
    const files = new Map<string, Uint8Array>()
    for (const path of found.keys()) {
      const full = join(base, path)
      files.set(relative(folder, full).split(sep).join('/'), await readFile(full))
    }
    return files
  }

  const reading = async <T>(path: string, work: (target: string) => Promise<T>): Promise<T> => {
    const target = await locate(path)
    return work(target).catch((error: unknown) => {
      throw readError(error, path)
    })
  }
  const writing = async (path: string, work: (target: string) => Promise<void>): Promise<void> => {
    const target = await locate(path)
    await mkdir(base, { recursive: true }).catch((error: unknown) => {
      throw unwritable(error)
    })
    await work(target).catch((error: unknown) => {
      throw writeError(error, path)
    })
  }

  return {
    location: base,
    async putFolder(path, files) {
      for (const file of files.keys()) validateRelativePath(file, 'artifact path')
      await writing(path, (target) => writeFolderAtomic(base, target, files))
    },
    put: (path, bytes) => writing(path, (target) => writeFileAtomic(base, target, bytes)),
    get: (path) => reading(path, async (target) => new Uint8Array(await readFile(target))),
    getFolder: (path, { maxBytes = Infinity } = {}) => reading(path, (target) => readAll(target, maxBytes)),
    list: (path) => reading(path, entries),
    async roots() {
      // Before the first write there is nothing.
      const found = await readdir(base, { withFileTypes: true }).catch(() => [])
      return found.filter((entry) => entry.isDirectory() && entry.name !== STAGING).map(({ name }) => name)
    },
    async unfinished() {
      const names = await readdir(join(base, STAGING)).catch(() => [])
      return names.map((name) => `${STAGING}/${name}`)
    },
    delete: (path) => writing(path, (target) => rm(target, { recursive: true, force: true })),
  }
}
