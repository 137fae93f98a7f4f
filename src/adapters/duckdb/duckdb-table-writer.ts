import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { abandonedPartials, outputError, type Processes, partialPath } from '../../core/index.ts'
import type { TableWriter } from '../../data/index.ts'
import { outputFormatOf } from './source-files.ts'
import { writeParquet } from './write-parquet.ts'
import { writeText } from './write-text.ts'

export interface DuckdbTableWriterDeps {
  readonly processes: Processes
}

/** Writes beside the place and renames, so that a reader never sees half a file; removes what killed writers of it left. */
export function createDuckdbTableWriter({ processes }: DuckdbTableWriterDeps): TableWriter {
  return {
    check: (path) => void outputFormatOf(path),
    async write(path, table, { delimiter = ',' } = {}) {
      const format = outputFormatOf(path)
      const file = resolve(path)
      const partial = partialPath(file, processes)
      try {
        const folder = dirname(file)
        await mkdir(folder, { recursive: true })
        for (const name of abandonedPartials(file, await readdir(folder).catch(() => []), processes)) {
          await rm(join(folder, name), { force: true }).catch(() => {})
        }
        if (format === 'parquet') await writeParquet(partial, table)
        else await writeText(partial, table, { format, gzip: /\.gz$/i.test(path), delimiter })
        await rename(partial, file)
      } catch (error) {
        throw outputError(error, file)
      } finally {
        await rm(partial, { force: true }).catch(() => {})
      }
    },
  }
}
