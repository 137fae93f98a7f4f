// Writing a file so that a reader, or whoever starts after a power cut, sees all of it or nothing, and of two writers one wins.
import { createHash, randomBytes } from 'node:crypto'
import { constants, readdirSync, rmSync, statSync } from 'node:fs'
import { copyFile, link, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Unfinished writes lie here, each in a folder of its own, on the same file system as their goal. */
export const STAGING = '.incoming'

/** Older leftovers belong to nobody: no file takes an hour to write. */
const ABANDONED_MS = 60 * 60 * 1000

export type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

export interface WriteOptions {
  /** Where it is finished, and then has its name. */
  readonly target: string
  /** Otherwise it fails with EEXIST where something has the name already. */
  readonly replace: boolean
}

/** Gives the sha256 (hex) of the bytes. */
export async function writeWhole(root: string, bytes: Chunks, { target, replace }: WriteOptions): Promise<string> {
  const place = join(root, STAGING, randomBytes(12).toString('hex'))
  try {
    await mkdir(place, { recursive: true })
    const staged = join(place, 'bytes')
    const digest = await writeSynced(staged, bytes)
    const firstMade = await mkdir(dirname(target), { recursive: true })
    await (replace ? rename(staged, target) : giveName(staged, target))
    await syncUpTo(dirname(firstMade ?? target), target)
    return digest
  } finally {
    await rm(place, { recursive: true, force: true })
  }
}

async function writeSynced(path: string, bytes: Chunks): Promise<string> {
  const hash = createHash('sha256')
  const file = await open(path, 'wx')
  try {
    for await (const chunk of bytes) {
      hash.update(chunk)
      await file.writeFile(chunk)
    }
    await file.sync()
  } finally {
    await file.close()
  }
  return hash.digest('hex')
}

/** A rename would replace what is there. */
async function giveName(staged: string, target: string): Promise<void> {
  try {
    await link(staged, target)
  } catch (error) {
    // Some file systems have no links. A copy is as exclusive; a reader may see it grow, but what needs it is written later.
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    await copyFile(staged, target, constants.COPYFILE_EXCL)
    await syncPath(target)
  }
}

/** Makes the names of a file and of the new folders above it last; without that the file goes again. */
async function syncUpTo(highest: string, target: string): Promise<void> {
  try {
    for (let folder = dirname(target); ; folder = dirname(folder)) {
      await syncPath(folder)
      if (folder === highest) break
    }
  } catch (error) {
    await rm(target, { force: true })
    throw error
  }
}

async function syncPath(path: string): Promise<void> {
  const opened = await open(path, 'r')
  try {
    await opened.sync()
  } finally {
    await opened.close()
  }
}

/** Removes what killed writers left behind. Never fails: a store that cannot be swept can still be read. */
export function sweepStaging(root: string): void {
  const staging = join(root, STAGING)
  try {
    for (const name of readdirSync(staging)) {
      const path = join(staging, name)
      if (Date.now() - statSync(path).mtimeMs > ABANDONED_MS) rmSync(path, { recursive: true, force: true })
    }
  } catch {
    // No staging folder yet, a read-only mount, or another process sweeps too.
  }
}
