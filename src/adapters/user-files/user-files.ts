// The user's own files: configs, model folders, what `ship` writes.
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppError, outputError, validateRelativePath } from '../../core/index.ts'
import type { UserFiles } from '../../workflows/index.ts'

const missing = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')

export function createUserFiles(): UserFiles {
  return {
    async read(path) {
      try {
        return await readFile(path)
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException
        throw new AppError('DATA_NOT_FOUND', `cannot read '${path}' (${code})`, {
          fix: missing(error) ? 'Check the path' : 'Check that it is a file this user may read',
          cause: error,
        })
      }
    },
    async readFolder(path) {
      if (!(await stat(path).catch(() => undefined))?.isDirectory()) return undefined
      const entries = await readdir(path, { recursive: true, withFileTypes: true })
      const files = new Map<string, Uint8Array>()
      for (const entry of entries) {
        if (!entry.isFile()) continue
        const full = join(entry.parentPath, entry.name)
        files.set(full.slice(join(path, '/').length), await readFile(full))
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
      for (const [name, content] of files) await writeWhole(join(path, name), content)
    },
  }
}

/** The file appears with all of its content, or not at all. */
async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`
  try {
    await mkdir(dirname(path), { recursive: true })
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
