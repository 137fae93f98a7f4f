// Appends whole lines to this process's segment of the hour. A failed write leaves no trace: what it wrote is cut off again.
import { randomBytes } from 'node:crypto'
import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../core/index.ts'
import { hourFolder } from './segment-files.ts'

/** Writes some of the bytes from `offset` on and returns how many. */
export type Write = (fd: number, bytes: Uint8Array, offset: number) => number

export interface SegmentWriter {
  /** One write for all lines. It blocks for as long as the copy into the page cache takes (tens of microseconds): cheaper than a trip through the thread pool. @throws PREDICTION_LOG_FAILED */
  append(lines: string, timestamp: number): void
  /** Path of the open segment, if there is one. */
  path(): string | undefined
  /** Closes the open segment and returns its path. */
  close(): string | undefined
}

export interface SegmentWriterOptions {
  /** Absolute folder of the kind, such as `<root>/predictions`. */
  readonly folder: string
  readonly write: Write
  /** The hour has rolled: `path` is complete. */
  readonly onClosed: (path: string) => void
}

export function createSegmentWriter({ folder, write, onClosed }: SegmentWriterOptions): SegmentWriter {
  let open: { fd: number; path: string; hour: string; size: number } | undefined
  /** The tail of a failed write could not be cut off: the next line starts on a line of its own. */
  let torn = false

  const close = (): string | undefined => {
    if (open === undefined) return undefined
    const { fd, path } = open
    open = undefined
    torn = false
    closeSync(fd)
    return path
  }

  const segmentOf = (timestamp: number) => {
    const hour = hourFolder(timestamp)
    if (open?.hour === hour) return open
    const complete = close()
    if (complete !== undefined) onClosed(complete)
    mkdirSync(join(folder, hour), { recursive: true })
    const path = join(folder, hour, `part-${process.pid}-${randomBytes(6).toString('hex')}.jsonl`)
    const fd = openSync(path, 'a')
    open = { fd, path, hour, size: fstatSync(fd).size }
    return open
  }

  const cutBack = (fd: number, size: number): void => {
    try {
      ftruncateSync(fd, size)
    } catch {
      torn = true
    }
  }

  return {
    append(lines, timestamp) {
      try {
        const segment = segmentOf(timestamp)
        const bytes = Buffer.from(torn ? `\n${lines}` : lines)
        try {
          for (let done = 0; done < bytes.length; ) done += write(segment.fd, bytes, done)
        } catch (error) {
          cutBack(segment.fd, segment.size)
          throw error
        }
        torn = false
        segment.size += bytes.length
      } catch (error) {
        const { code = 'unknown' } = error as NodeJS.ErrnoException
        throw new AppError('PREDICTION_LOG_FAILED', `the prediction log cannot be written (${code})`, {
          fix: 'Free space on its disk; predictions are answered again as soon as it can be written',
          cause: error,
        })
      }
    },
    path: () => open?.path,
    close,
  }
}
