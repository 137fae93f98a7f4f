// Appends to one open segment at a time and starts a new one when the hour rolls or when the file is no longer where it was. A batch is in the file whole or not at all: on failure what it wrote is cut off again.
import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { AppError, type ProcessOwner } from '../../core/index.ts'
import { hourFolder, segmentName } from './segment-files.ts'
import { ownedStem } from './segment-owner.ts'

/** Writes some of the bytes from `offset` on and returns how many. */
export type Write = (fd: number, bytes: Uint8Array, offset: number) => number

export interface SegmentWriter {
  /** One write for all lines. It blocks for as long as the copy into the page cache takes (tens of microseconds): cheaper than a trip through the thread pool. @throws PREDICTION_LOG_FAILED */
  append(lines: string, timestamp: number): void
  /** Writes so many bytes where the next batch would go, and takes them back. @throws PREDICTION_LOG_FAILED */
  probe(bytes: number): void
  /** Closes the open segment and returns its path. */
  close(): string | undefined
}

export interface SegmentWriterOptions {
  /** Absolute folder of the kind, such as `<root>/predictions`. */
  readonly folder: string
  readonly owner: ProcessOwner
  /** Schema version of the rows. */
  readonly version: number
  readonly write: Write
  /** The hour has rolled: `path` is complete. */
  readonly onClosed: (path: string) => void
}

interface OpenSegment {
  readonly fd: number
  readonly path: string
  readonly hour: string
  readonly inode: number
  readonly device: number
  size: number
}

/** Customers' data: for the owner's eyes. */
const FILE_MODE = 0o600
const FOLDER_MODE = 0o700

/** Times a batch is written again because its file was taken away meanwhile. */
const ATTEMPTS = 5

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

function failure(error: unknown): AppError {
  const { code = 'unknown' } = error as NodeJS.ErrnoException
  return new AppError('PREDICTION_LOG_FAILED', `the prediction log cannot be written (${code})`, {
    fix: `${FULL.has(code) ? 'Free space on its disk' : 'Give the server a folder it may write to'}; predictions are answered again as soon as it can be written`,
    cause: error,
  })
}

export function createSegmentWriter({ folder, owner, version, write, onClosed }: SegmentWriterOptions): SegmentWriter {
  let open: OpenSegment | undefined
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

  const segmentOf = (timestamp: number): OpenSegment => {
    const hour = hourFolder(timestamp)
    if (open?.hour === hour) return open
    const complete = close()
    if (complete !== undefined) onClosed(complete)
    mkdirSync(join(folder, hour), { recursive: true, mode: FOLDER_MODE })
    const path = join(folder, hour, segmentName(ownedStem(owner), version))
    const fd = openSync(path, 'a', FILE_MODE)
    const { ino, dev, size } = fstatSync(fd)
    open = { fd, path, hour, inode: ino, device: dev, size }
    return open
  }

  /** Whether the path still names the file that is written: it may have been deleted, moved or replaced. */
  const isInPlace = ({ path, inode, device }: OpenSegment): boolean => {
    const now = statSync(path, { throwIfNoEntry: false })
    return now !== undefined && now.ino === inode && now.dev === device
  }

  const cutBack = (fd: number, size: number): void => {
    try {
      ftruncateSync(fd, size)
    } catch {
      torn = true
    }
  }

  const writeAll = (fd: number, size: number, bytes: Uint8Array): void => {
    try {
      for (let done = 0; done < bytes.length; ) done += write(fd, bytes, done)
    } catch (error) {
      cutBack(fd, size)
      throw error
    }
  }

  /** False if the file was taken away: what was written may be lost, and nothing of it stays in a file that was moved. */
  const tryAppend = (lines: string, timestamp: number): boolean => {
    const segment = segmentOf(timestamp)
    const bytes = Buffer.from(torn ? `\n${lines}` : lines)
    writeAll(segment.fd, segment.size, bytes)
    torn = false
    // After the write and before the answer: whoever takes the file away later finds the batch in it.
    if (isInPlace(segment)) {
      segment.size += bytes.length
      return true
    }
    cutBack(segment.fd, segment.size)
    close()
    return false
  }

  const probeFile = (bytes: Uint8Array): void => {
    mkdirSync(folder, { recursive: true, mode: FOLDER_MODE })
    const path = join(folder, `.${ownedStem(owner)}.tmp`)
    const fd = openSync(path, 'wx', FILE_MODE)
    try {
      for (let done = 0; done < bytes.length; ) done += write(fd, bytes, done)
    } finally {
      closeSync(fd)
      rmSync(path, { force: true })
    }
  }

  return {
    append(lines, timestamp) {
      try {
        for (let attempt = 0; attempt < ATTEMPTS; attempt++) if (tryAppend(lines, timestamp)) return
      } catch (error) {
        throw failure(error)
      }
      throw failure({ code: 'its file is taken away again and again' })
    },
    probe(length) {
      // Empty lines, which no reader minds if a kill leaves them.
      const bytes = Buffer.alloc(length, '\n')
      try {
        if (open === undefined || !isInPlace(open)) return probeFile(bytes)
        writeAll(open.fd, open.size, bytes)
        cutBack(open.fd, open.size)
      } catch (error) {
        throw failure(error)
      }
    },
    close,
  }
}
