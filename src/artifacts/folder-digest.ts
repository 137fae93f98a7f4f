import { createHash, webcrypto } from 'node:crypto'

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

/** sha256 (hex) of a folder: of its `digestLines`. Made on other threads: a server must answer meanwhile. */
export async function digestOfFolder(files: FolderFiles): Promise<string> {
  const paths = [...files.keys()].filter((path) => path !== DIGEST_LIST).sort()
  const lines = await Promise.all(paths.map(async (path) => `${await sha256Apart(files.get(path)!)}  ${path}\n`))
  return sha256(lines.join(''))
}

async function sha256Apart(bytes: Uint8Array): Promise<string> {
  return Buffer.from(await webcrypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)).toString('hex')
}

export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex')
}
