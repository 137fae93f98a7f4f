// A copy of the store and its artifacts, made while others go on working; and the way back.
import { createHash } from 'node:crypto'
import { pipeline, Readable } from 'node:stream'
import { createGunzip, createGzip } from 'node:zlib'
import { artifactExists, type BlobStore, DIGEST_LIST, digestLine, digestsOf, wholeBlob } from '../../artifacts/index.ts'
import { AppError, isAppError } from '../../core/index.ts'
import type { DumpedRows, ProjectDeps } from '../ports/index.ts'

export type BackupDeps = Pick<ProjectDeps, 'dump' | 'blobs' | 'blobsAt' | 'reporter' | 'clock' | 'source'>

export interface BackupResult {
  /** Where the copy is. */
  readonly location: string
  readonly schemaVersion: number
  readonly artifacts: number
  /** Bytes of the artifacts. */
  readonly bytes: number
}

/** What a backup says of itself. */
interface BackupHeader {
  readonly modelwright: string
  readonly schema_version: number
  /** ISO 8601. */
  readonly created: string
}

const HEADER = 'backup.json'
const ROWS = 'store.jsonl.gz'
const ARTIFACTS = 'artifacts/'

const lineOf = (value: unknown): Uint8Array => new TextEncoder().encode(`${JSON.stringify(value)}\n`)

async function* compressed(rows: AsyncIterable<DumpedRows>): AsyncGenerator<Uint8Array> {
  async function* lines(): AsyncGenerator<Uint8Array> {
    for await (const page of rows) yield lineOf(page)
  }
  yield* pipeline(Readable.from(lines()), createGzip(), () => {})
}

/** One line at a time. @throws STORE_INVALID for what is no backup's */
async function* decompressed(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<DumpedRows> {
  const decoder = new TextDecoder()
  let open = ''
  try {
    for await (const chunk of pipeline(Readable.from(bytes), createGunzip(), () => {})) {
      const lines = (open + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n')
      open = lines.pop()!
      for (const line of lines) yield JSON.parse(line) as DumpedRows
    }
  } catch (error) {
    if (isAppError(error)) throw error
    throw damaged('its rows cannot be read', error)
  }
  if (open !== '') throw damaged('its rows end in the middle of a line')
}

function damaged(problem: string, cause?: unknown): AppError {
  return new AppError('STORE_INVALID', `the backup is damaged: ${problem}`, { fix: 'Use another backup', cause })
}

/**
 * Copies the store as of one moment and every artifact it knows then, to a folder or bucket that is empty. The list of
 * digests is written last: without it a backup is none. @throws RESOURCE_ALREADY_EXISTS, STORE_UNWRITABLE
 */
export async function backup(deps: BackupDeps, location: string): Promise<BackupResult> {
  const { dump, blobs, reporter, clock, source } = deps
  const target = deps.blobsAt(location)
  if ((await target.list('')).length > 0) {
    throw new AppError('RESOURCE_ALREADY_EXISTS', 'something is there already', {
      where: target.location,
      fix: 'Name a folder that is empty or not there yet',
    })
  }
  const lines: string[] = []
  const put = async (key: string, bytes: Parameters<BlobStore['put']>[1]): Promise<void> => {
    lines.push(digestLine(await target.put(key, bytes), key))
  }
  const header: BackupHeader = {
    modelwright: (await source.describe()).version,
    schema_version: await dump.schemaVersion(),
    created: new Date(clock.now()).toISOString(),
  }
  await put(HEADER, [lineOf(header)])
  reporter.progress('store', 0, 1)
  await put(ROWS, compressed(await dump.read()))
  reporter.progress('store', 1, 1)
  // After the rows: files are written before the row that names them, so each that a row names is there.
  const found = await blobs.list('')
  let bytes = 0
  for (const [i, { key, size }] of found.entries()) {
    reporter.progress('artifacts', i, found.length)
    await put(`${ARTIFACTS}${key}`, blobs.get(key)).catch((error: unknown) => {
      if (!isAppError(error, 'ARTIFACT_NOT_FOUND')) throw error
      reporter.warn(`${key} was deleted meanwhile`)
    })
    bytes += size
  }
  reporter.progress('artifacts', found.length, found.length)
  await target.put(DIGEST_LIST, [new TextEncoder().encode(lines.join(''))])
  return {
    location: target.location,
    schemaVersion: header.schema_version,
    artifacts: lines.length - 2,
    bytes,
  }
}

export type RestoreDeps = Pick<ProjectDeps, 'dump' | 'blobs' | 'blobsAt' | 'reporter'>

/**
 * Fills an empty store from a backup. Artifacts come first, each checked against its digest, then all rows at once: one that
 * is stopped half-way is begun again. @throws RESOURCE_ALREADY_EXISTS, STORE_INVALID, ARTIFACT_DIGEST, ARTIFACT_NOT_FOUND
 */
export async function restore(deps: RestoreDeps, location: string): Promise<BackupResult> {
  const { dump, blobs, reporter } = deps
  const from = deps.blobsAt(location)
  const listed = digestsOf(await wholeBlob(from, DIGEST_LIST).catch(noBackup(from.location)))
  const digests = new Map(listed.map(({ path, digest }) => [path, digest]))
  const header = JSON.parse(new TextDecoder().decode(await wholeBlob(from, HEADER))) as BackupHeader
  const schemaVersion = await dump.schemaVersion()
  if (header.schema_version !== schemaVersion) {
    throw new AppError(
      'STORE_INVALID',
      `the backup has schema ${header.schema_version}, this modelwright writes ${schemaVersion}`,
      {
        where: from.location,
        fix: `Restore it with modelwright ${header.modelwright}; a newer one brings that store forward when it opens it`,
      },
    )
  }
  await dump.requireUnused()
  await checkRows(from, digests.get(ROWS))
  const artifacts = [...digests.keys()].filter((path) => path.startsWith(ARTIFACTS))
  let bytes = 0
  for (const [i, path] of artifacts.entries()) {
    reporter.progress('artifacts', i, artifacts.length)
    const key = path.slice(ARTIFACTS.length)
    if (await isThere(blobs, key, digests.get(path))) continue
    const put = await blobs.put(
      key,
      counted(from.get(path), (size) => (bytes += size)),
    )
    if (put === digests.get(path)) continue
    await blobs.delete(key)
    throw differs(path, from.location)
  }
  reporter.progress('artifacts', artifacts.length, artifacts.length)
  await dump.load(() => decompressed(from.get(ROWS)))
  return { location: from.location, schemaVersion, artifacts: artifacts.length, bytes }
}

/** Whether a restore that was stopped has put it there. @throws RESOURCE_ALREADY_EXISTS where something else is */
async function isThere(blobs: BlobStore, key: string, digest: string | undefined): Promise<boolean> {
  try {
    if ((await digestOf(blobs, key)) === digest) return true
  } catch (error) {
    if (isAppError(error, 'ARTIFACT_NOT_FOUND')) return false
    throw error
  }
  throw artifactExists(key)
}

/** The rows are read twice: they are loaded only if they are what was written. */
async function checkRows(from: BlobStore, digest: string | undefined): Promise<void> {
  if ((await digestOf(from, ROWS)) !== digest) throw differs(ROWS, from.location)
}

async function digestOf(blobs: BlobStore, key: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of blobs.get(key)) hash.update(chunk)
  return hash.digest('hex')
}

async function* counted(bytes: AsyncIterable<Uint8Array>, count: (size: number) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    count(chunk.length)
    yield chunk
  }
}

function differs(path: string, where: string): AppError {
  return new AppError('ARTIFACT_DIGEST', `the bytes of ${path} differ from what was recorded`, {
    where,
    fix: 'Use another backup',
  })
}

function noBackup(where: string): (error: unknown) => never {
  return (error) => {
    if (!isAppError(error, 'ARTIFACT_NOT_FOUND')) throw error
    throw new AppError('ARTIFACT_NOT_FOUND', 'there is no backup here, or one that was never finished', {
      where,
      fix: 'Name the folder that `modelwright backup` was given',
    })
  }
}
