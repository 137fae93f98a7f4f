import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { AppError } from '../../../core/index.ts'
import { shownPath } from '../source-files.ts'

const CHUNK = 2 ** 20

/** The bytes of a file, unpacked where its name ends in .gz; `seen` gets each chunk as it is on disk. @throws DATA_UNREADABLE */
export async function* textBytes(file: string, seen?: (chunk: Buffer) => void): AsyncGenerator<Buffer> {
  const stream = createReadStream(file, { highWaterMark: CHUNK })
  if (seen !== undefined) stream.on('data', (chunk) => seen(chunk as Buffer))
  const unpacked = /\.gz$/i.test(file) ? createGunzip({ chunkSize: CHUNK }) : undefined
  try {
    if (unpacked !== undefined) {
      stream.on('error', (error) => unpacked.destroy(error))
      stream.pipe(unpacked)
    }
    for await (const chunk of unpacked ?? stream) yield chunk as Buffer
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('DATA_UNREADABLE', `cannot be read: ${(error as Error).message}`, {
      where: shownPath(file),
      fix: 'Check that it is complete and that you may read it',
      cause: error,
    })
  } finally {
    unpacked?.destroy()
    stream.destroy()
  }
}
