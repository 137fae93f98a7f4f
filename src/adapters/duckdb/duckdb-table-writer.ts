import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { outputError } from '../../core/index.ts'
import type { TableWriter } from '../../data/index.ts'
import { outputFormatOf } from './source-files.ts'
import { writeParquet } from './write-parquet.ts'
import { writeText } from './write-text.ts'

/** Writes beside the place and renames, so that a reader never sees half a file. */
export function createDuckdbTableWriter(): TableWriter {
  return {
    check: (path) => void outputFormatOf(path),
    async write(path, table, { delimiter = ',' } = {}) {
      const format = outputFormatOf(path)
      const file = resolve(path)
      const partial = `${file}.${randomUUID()}.partial`
      try {
        await mkdir(dirname(file), { recursive: true })
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
