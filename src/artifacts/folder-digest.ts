import { createHash, webcrypto } from 'node:crypto'
import { AppError } from '../core/index.ts'

/** Files of a folder by relative path with forward slashes. */
export type FolderFiles = ReadonlyMap<string, Uint8Array>

/** Name of the list of digests, in the format of `sha256sum`. */
export const DIGEST_LIST = 'SHA256SUMS'

/** One line `<sha256>  <path>` a file, sorted by path; the list of digests itself is left out. `sha256sum --check` reads it. */
export function digestLines(files: FolderFiles): string {
  return [...files.keys()]
    .filter((path) => path !== DIGEST_LIST)
    .sort()
    .map((path) => digestLine(sha256(files.get(path)!), path))
    .join('')
}

export function digestLine(digest: string, path: string): string {
  return `${digest}  ${path}\n`
}

/** sha256 (hex) of a folder: of its `digestLines`. Made on other threads: a server must answer meanwhile. */
export async function digestOfFolder(files: FolderFiles): Promise<string> {
  const paths = [...files.keys()].filter((path) => path !== DIGEST_LIST).sort()
  const lines = await Promise.all(paths.map(async (path) => digestLine(await sha256Apart(files.get(path)!), path)))
  return sha256(lines.join(''))
}

async function sha256Apart(bytes: Uint8Array): Promise<string> {
  return Buffer.from(await webcrypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)).toString('hex')
}

function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** What a list of digests says. @throws MODEL_INVALID */
export function digestsOf(list: Uint8Array): { readonly digest: string; readonly path: string }[] {
  return new TextDecoder()
    .decode(list)
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [, digest, path] = /^([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? []
      if (digest !== undefined && path !== undefined) return { digest, path }
      throw new AppError('MODEL_INVALID', 'the list of digests is damaged', { where: DIGEST_LIST })
    })
}

/** That the files are what their list of digests says, if they have one. @throws MODEL_INVALID, ARTIFACT_DIGEST */
export function checkDigests(files: FolderFiles): void {
  const list = files.get(DIGEST_LIST)
  if (list === undefined) return
  for (const { digest, path } of digestsOf(list)) {
    const bytes = files.get(path)
    if (bytes === undefined) throw new AppError('MODEL_INVALID', `the model folder has lost ${path}`)
    if (sha256(bytes) !== digest) {
      throw new AppError('ARTIFACT_DIGEST', `the bytes of ${path} differ from what was recorded`, {
        where: DIGEST_LIST,
        fix: 'Restore the folder, or register the model again',
      })
    }
  }
}
