import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Machine } from '../../workflows/ports/index.ts'

/** The folder, or where it would be made. */
function nearestExisting(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearestExisting(dirname(folder))
}

/** The machine this process runs on. */
export function createMachine(): Machine {
  return {
    node: process.versions.node,
    async freeBytes(folder) {
      const { bavail, bsize } = await statfs(nearestExisting(folder))
      return bavail * bsize
    },
    hasPackage(name) {
      try {
        import.meta.resolve(name)
        return true
      } catch {
        return false
      }
    },
  }
}
