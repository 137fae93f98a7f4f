import { createHash } from 'node:crypto'

/** Files of a folder by relative path with forward slashes. */
export type FolderFiles = ReadonlyMap<string, Uint8Array>

/** Name of the list of digests, in the format of `sha256sum`. */
export const DIGEST_LIST = 'SHA256SUMS'

/** One line `<sha256>  <path>` a file, sorted by path; the list of digests itself is left out. `sha256sum --check` reads it. */
export function digestLines(files: FolderFiles): string {
  return [...files.keys()]
    .filter((path) => path !== DIGEST_LIST)
    .sort()
    .map((path) => `${sha256(files.get(path)!)}  ${path}\n`)
    .join('')
}

/** sha256 (hex) of a folder: of the sorted lines `<sha256>  <path>` of all its files but the list of digests itself. */
export function digestOfFolder(files: FolderFiles): string {
  return sha256(digestLines(files))
}

export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex')
}
