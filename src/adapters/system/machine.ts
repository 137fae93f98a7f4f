import { statfs } from 'node:fs/promises'
import type { Machine } from '../../workflows/index.ts'

/** The machine this process runs on; `folder` is where the store is. */
export function createMachine(folder: string): Machine {
  return {
    node: process.versions.node,
    async freeBytes() {
      const { bavail, bsize } = await statfs(folder)
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
