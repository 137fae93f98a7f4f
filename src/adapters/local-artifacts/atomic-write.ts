// Writing so that a reader, or whoever starts after a power cut, sees all of it or nothing.
import { randomBytes } from 'node:crypto'
import { readdirSync, rmSync, statSync } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Unfinished writes lie here, on the same file system as their goal. */
export const STAGING = '.incoming'

/** Older leftovers belong to nobody: no write takes an hour between two files. */
const ABANDONED_MS = 60 * 60 * 1000

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx')
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Makes the names in a folder last. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** Builds something in a staging place, then gives it its name; the place is gone afterwards, come what may. */
async function stage(root: string, target: string, build: (place: string) => Promise<void>): Promise<void> {
  const place = join(root, STAGING, randomBytes(12).toString('hex'))
  try {
    await mkdir(dirname(place), { recursive: true })
    await build(place)
    const firstMade = await mkdir(dirname(target), { recursive: true })
    await rename(place, target)
    const highest = dirname(firstMade ?? target)
    for (let folder = dirname(target); ; folder = dirname(folder)) {
      await syncFolder(folder)
      if (folder === highest) break
    }
  } finally {
    await rm(place, { recursive: true, force: true })
  }
}

export function writeFileAtomic(root: string, target: string, bytes: Uint8Array): Promise<void> {
  return stage(root, target, (place) => writeSynced(place, bytes))
}

/** @param files by path relative to the folder, validated. Fails with ENOTEMPTY or EEXIST if the folder has files already. */
export function writeFolderAtomic(root: string, target: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  return stage(root, target, async (place) => {
    const folders = new Set([place])
    await mkdir(place)
    for (const [path, bytes] of files) {
      const file = join(place, path)
      for (let folder = dirname(file); !folders.has(folder); folder = dirname(folder)) folders.add(folder)
      await mkdir(dirname(file), { recursive: true })
      await writeSynced(file, bytes)
    }
    for (const folder of folders) await syncFolder(folder)
  })
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
