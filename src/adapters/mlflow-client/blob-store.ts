// Blobs behind the artifact proxy of a tracking server. It replaces what is there and knows no etags: docs/adr says what that leaves.
import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import {
  artifactExists,
  artifactNotFound,
  type BlobFolder,
  type BlobInfo,
  type BlobStore,
} from '../../artifacts/index.ts'
import { AppError, isAppError, validateRelativePath } from '../../core/index.ts'
import { isUrl } from '../../track/index.ts'
import { items, text, whole } from './answers.ts'
import { part } from './api.ts'
import type { Wire } from './wire.ts'
import { unreadable } from './wire-error.ts'

const PROXY = '/api/2.0/mlflow-artifacts/artifacts'
const WHAT = 'artifact path'

/** Folders below which nothing more is looked for. */
const DEEPEST = 64

/** @throws NAME_INVALID */
function checkKey(key: string): string {
  if (!isUrl(key) && !key.startsWith('/')) return validateRelativePath(key, WHAT)
  throw new AppError(
    'NAME_INVALID',
    `the artifacts at ${JSON.stringify(key.slice(0, 200))} are not behind the tracking server`,
    {
      fix: 'Use a server that serves artifacts (mlflow server --artifacts-destination …), and an experiment that was made on it',
    },
  )
}

const parentOf = (key: string): string => key.slice(0, Math.max(0, key.lastIndexOf('/')))

const at = (key: string): string => `${PROXY}/${checkKey(key).split('/').map(part).join('/')}`
const missing = (error: unknown): boolean => isAppError(error, 'RESOURCE_DOES_NOT_EXIST', 'NOT_IMPLEMENTED')

export function createRemoteBlobStore(wire: Wire): BlobStore {
  async function listFolder(prefix: string): Promise<BlobFolder> {
    if (prefix !== '') checkKey(prefix)
    const query = prefix === '' ? {} : { path: prefix }
    const answer = await wire.call({ method: 'GET', path: PROXY, query, again: true }).catch((error: unknown) => {
      if (isAppError(error, 'RESOURCE_DOES_NOT_EXIST')) return {}
      throw error
    })
    const folders: string[] = []
    const blobs: BlobInfo[] = []
    for (const file of items(answer, 'files')) {
      const name = text(file, 'path').split('/').at(-1)!
      if (file['is_dir'] === true) folders.push(name)
      else blobs.push({ key: prefix === '' ? name : `${prefix}/${name}`, size: whole(file, 'file_size') })
    }
    return { folders: folders.toSorted(), blobs: blobs.toSorted((a, b) => (a.key < b.key ? -1 : 1)) }
  }

  async function find(key: string) {
    checkKey(key)
    const blob = (await listFolder(parentOf(key))).blobs.find((one) => one.key === key)
    return blob && { size: blob.size, etag: `"${blob.size}"` }
  }

  async function* everyBlob(prefix: string, depth = 0): AsyncGenerator<BlobInfo> {
    if (depth > DEEPEST) throw unreadable(PROXY, `it has folders ${DEEPEST} deep`)
    const { folders, blobs } = await listFolder(prefix)
    yield* blobs
    for (const name of folders) yield* everyBlob(prefix === '' ? name : `${prefix}/${name}`, depth + 1)
  }

  async function remove(key: string): Promise<void> {
    await wire.call({ method: 'DELETE', path: at(key), again: true })
  }

  return {
    location: `${wire.shown}${PROXY}`,

    async put(key, bytes, { replace = false } = {}) {
      const path = at(key)
      // A server of MLflow's does not read If-None-Match: between the look and the write another may write.
      if (!replace && (await find(key)) !== undefined) throw artifactExists(key)
      const hash = createHash('sha256')
      async function* hashed(): AsyncGenerator<Uint8Array> {
        for await (const chunk of bytes) {
          hash.update(chunk)
          yield chunk
        }
      }
      // Bytes that come as they are made cannot come again.
      const answer = await wire.transfer({
        method: 'PUT',
        path,
        again: false,
        headers: { 'content-type': 'application/octet-stream', ...(!replace && { 'if-none-match': '*' }) },
        stream: hashed,
      })
      answer.resume()
      return hash.digest('hex')
    },

    async *get(key, range) {
      const path = at(key)
      const { start = 0, end } = range ?? {}
      if (end !== undefined && end <= start) return
      const headers = range && { range: `bytes=${start}-${end === undefined ? '' : end - 1}` }
      const answer = await wire
        .transfer({ method: 'GET', path, again: true, headers: headers ?? {} })
        .catch((error: unknown) => {
          if (missing(error)) throw artifactNotFound(key)
          // A range from the end on has nothing.
          if (isAppError(error, 'RANGE_INVALID')) return undefined
          throw error
        })
      if (answer === undefined) return
      yield* received(answer, answer.statusCode === 206 ? undefined : { start, end }, key)
    },

    find,
    listFolder,

    async list(prefix) {
      const found = await Array.fromAsync(everyBlob(prefix))
      return found.toSorted((a, b) => (a.key < b.key ? -1 : 1))
    },

    unfinished: async () => [],

    async delete(key) {
      checkKey(key)
      const there = (await listFolder(parentOf(key))) as BlobFolder
      const name = key.slice(key.lastIndexOf('/') + 1)
      if (there.folders.includes(name) || there.blobs.some((one) => one.key === key)) await remove(key)
    },
  }
}

/** A server without ranges sends all of it: what was not asked for is left out. */
async function* received(
  answer: IncomingMessage,
  wanted: { readonly start: number; readonly end: number | undefined } | undefined,
  key: string,
): AsyncGenerator<Uint8Array> {
  let at = 0
  try {
    for await (const chunk of answer as AsyncIterable<Uint8Array>) {
      const from = Math.max(0, (wanted?.start ?? 0) - at)
      const to = Math.min(chunk.length, (wanted?.end ?? Infinity) - at)
      at += chunk.length
      if (from < to) yield chunk.subarray(from, to)
      if (wanted?.end !== undefined && at >= wanted.end) return
    }
  } catch (error) {
    throw new AppError('TRACKING_UNREACHABLE', 'the artifact was cut off on its way', {
      where: key,
      fix: 'Ask for it again',
      cause: error,
    })
  } finally {
    answer.destroy()
  }
}
