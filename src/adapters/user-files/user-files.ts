// The user's own files: configs, model folders, what `ship` writes.
import { mkdir, open, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import {
  AppError,
  abandonedPartials,
  outputError,
  type Processes,
  partialPath,
  validateRelativePath,
} from '../../core/index.ts'
import type { UserFiles } from '../../workflows/ports/index.ts'

const missing = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')

/** Node reads no larger file in one go. */
const MAX_FILE_BYTES = 2 ** 31 - 1

function notRegular(path: string): AppError {
  return new AppError('DATA_NOT_FOUND', `'${path}' is not a regular file`, {
    fix: 'Copy what it gives to a file first, and name that',
  })
}

function tooLarge(path: string, maxBytes: number): AppError {
  return new AppError('MODEL_TOO_COSTLY', `'${path}' has more than ${(maxBytes / 2 ** 20).toFixed(0)} MiB`, {
    fix: 'Give a smaller model, or raise limits.model_mb in the config',
  })
}

export interface UserFilesDeps {
  readonly processes: Processes
}

export function createUserFiles({ processes }: UserFilesDeps): UserFiles {
  return {
    async read(path, { maxBytes = MAX_FILE_BYTES } = {}) {
      try {
        const found = await stat(path)
        // A pipe or a device never ends.
        if (found.isDirectory()) throw Object.assign(new Error(path), { code: 'EISDIR' })
        if (!found.isFile()) throw notRegular(path)
        if (found.size > maxBytes) throw tooLarge(path, maxBytes)
        return await readFile(path)
      } catch (error) {
        if (error instanceof AppError) throw error
        const { code } = error as NodeJS.ErrnoException
        throw new AppError('DATA_NOT_FOUND', `cannot read '${path}' (${code})`, {
          fix: missing(error) ? 'Check the path' : 'Check that it is a file this user may read',
          cause: error,
        })
      }
    },
    async readFolder(path, { names, maxBytes }) {
      if (!(await stat(path).catch(() => undefined))?.isDirectory()) return undefined
      const root = await realpath(path)
      const files = new Map<string, Uint8Array>()
      let left = maxBytes
      for (const name of names) {
        const full = await realpath(join(root, validateRelativePath(name))).catch(() => undefined)
        if (full === undefined || !full.startsWith(root + sep)) continue
        const { size } = await stat(full)
        left -= size
        if (left < 0) throw tooLarge(path, maxBytes)
        files.set(name, await this.read(full, { maxBytes: size }))
      }
      return files
    },
    async writeFolder(path, files, { overwrite }) {
      const names = [...files.keys()].map((name) => validateRelativePath(name))
      const existing: string[] = []
      for (const name of names) if (await stat(join(path, name)).catch(() => undefined)) existing.push(name)
      if (existing.length > 0 && !overwrite) {
        throw new AppError(
          'RESOURCE_ALREADY_EXISTS',
          `${existing.length} files are there already: ${existing.slice(0, 5).join(', ')}`,
          {
            where: path,
            fix: 'Choose another --out, or replace them with --overwrite',
          },
        )
      }
      for (const [name, content] of files) await writeWhole(join(path, name), content, processes)
    },
  }
}

/** The file appears with all of its content, or not at all; what a killed process left of it goes. */
async function writeWhole(path: string, content: string | Uint8Array, processes: Processes): Promise<void> {
  const temporary = partialPath(path, processes)
  try {
    const folder = dirname(path)
    await mkdir(folder, { recursive: true })
    for (const name of abandonedPartials(path, await readdir(folder).catch(() => []), processes)) {
      await rm(join(folder, name), { force: true }).catch(() => {})
    }
    const file = await open(temporary, 'w')
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {})
    throw outputError(error, path)
  }
}
