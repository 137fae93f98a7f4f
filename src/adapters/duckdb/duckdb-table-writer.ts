import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { TableWriter } from '../../data/index.ts'
import { formatOf } from './source-files.ts'
import { writeParquet } from './write-parquet.ts'
import { writeText } from './write-text.ts'

/** Writes beside the place and renames, so that a reader never sees half a file. */
export function createDuckdbTableWriter(): TableWriter {
  return {
    async write(path, table) {
      const format = formatOf(path)
      const file = resolve(path)
      await mkdir(dirname(file), { recursive: true })
      const partial = `${file}.${randomUUID()}.partial`
      try {
        if (format === 'parquet') await writeParquet(partial, table)
        else await writeText(partial, table, format, /\.gz$/i.test(path))
        await rename(partial, file)
      } finally {
        await rm(partial, { force: true })
      }
    },
  }
}
