// A run that is going on: what it logs, what it leaves, how it ends.
import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { artifactPath, type BlobFolder, type BlobStore } from '../../artifacts/index.ts'
import type { Run, RunStatus, RunStore } from '../../track/index.ts'
import { createLogBuffer } from './log-buffer.ts'

export type Bytes = AsyncIterable<Uint8Array> | Iterable<Uint8Array> | Uint8Array | string

export interface StartRun {
  /** Name of its experiment, which is made if it is new. @default 'Default' */
  readonly experiment?: string
  /** @default the server makes one up */
  readonly name?: string
  readonly tags?: Readonly<Record<string, string>>
}

export interface ActiveRun extends AsyncDisposable {
  readonly runId: string
  /** As it began. */
  readonly run: Run
  /** Sent with others, a second later at most. @param step @default 0 */
  logMetric(key: string, value: number, at?: { readonly step?: number; readonly timestamp?: number }): void
  logMetrics(
    values: Readonly<Record<string, number>>,
    at?: { readonly step?: number; readonly timestamp?: number },
  ): void
  /** A param never changes. */
  logParam(key: string, value: string | number | boolean): void
  logParams(values: Readonly<Record<string, string | number | boolean>>): void
  setTag(key: string, value: string): void
  setTags(values: Readonly<Record<string, string>>): void
  /** Sends what has been logged, and throws what has failed of it. */
  flush(): Promise<void>
  /** Writes an artifact, or replaces it. Gives its sha256. */
  logArtifact(path: string, bytes: Bytes): Promise<string>
  /** Writes the files of a folder of this machine below `path`; links are left out. */
  logArtifacts(folder: string, path?: string): Promise<void>
  /** A run within this one. */
  startRun(options?: Omit<StartRun, 'experiment'>): Promise<ActiveRun>
  /** Sends what is left. @default FINISHED */
  end(status?: Exclude<RunStatus, 'RUNNING' | 'SCHEDULED'>): Promise<void>
  /** Ends it as FINISHED, where it has not ended otherwise; `withRun` knows of failures. */
  [Symbol.asyncDispose](): Promise<void>
}

export interface ActiveRunDeps {
  readonly runs: RunStore
  readonly blobs: BlobStore
  readonly user: string
}

const chunksOf = (bytes: Bytes): AsyncIterable<Uint8Array> | Iterable<Uint8Array> => {
  if (typeof bytes === 'string') return [new TextEncoder().encode(bytes)]
  return bytes instanceof Uint8Array ? [bytes] : bytes
}

export async function startRun(
  deps: ActiveRunDeps,
  experimentId: string,
  { name, tags }: Omit<StartRun, 'experiment'>,
): Promise<ActiveRun> {
  const { runs, blobs, user } = deps
  const run = await runs.createRun({
    experimentId,
    userId: user,
    startTime: Date.now(),
    ...(name !== undefined && { runName: name }),
    tags: { 'mlflow.user': user, ...tags },
  })
  const { runId } = run
  const buffer = createLogBuffer(runs, runId)
  let ended = false

  const active: ActiveRun = {
    runId,
    run,
    logMetric: (key, value, { step = 0, timestamp = Date.now() } = {}) =>
      buffer.metric({ key, value, step, timestamp }),
    logMetrics(values, at) {
      for (const [key, value] of Object.entries(values)) active.logMetric(key, value, at)
    },
    logParam: (key, value) => buffer.param(key, String(value)),
    logParams(values) {
      for (const [key, value] of Object.entries(values)) active.logParam(key, value)
    },
    setTag: (key, value) => buffer.tag(key, value),
    setTags(values) {
      for (const [key, value] of Object.entries(values)) active.setTag(key, value)
    },
    flush: buffer.flush,
    logArtifact: (path, bytes) => blobs.put(artifactPath(run, path), chunksOf(bytes), { replace: true }),
    async logArtifacts(folder, path = '') {
      const files = await readdir(folder, { recursive: true, withFileTypes: true })
      for (const file of files.filter((one) => one.isFile())) {
        const from = join(file.parentPath, file.name)
        const below = from.slice(join(folder, '/').length).replaceAll('\\', '/')
        await active.logArtifact(path === '' ? below : `${path}/${below}`, createReadStream(from))
      }
    },
    startRun: (options = {}) =>
      startRun(deps, experimentId, { ...options, tags: { ...options.tags, 'mlflow.parentRunId': runId } }),
    async end(status = 'FINISHED') {
      ended = true
      try {
        await buffer.flush()
      } finally {
        await runs.updateRun(runId, { status, endTime: Date.now() })
      }
    },
    async [Symbol.asyncDispose]() {
      if (!ended) await active.end()
    },
  }
  return active
}

/** What lies in a folder of a run. */
export function listRunArtifacts(blobs: BlobStore, run: Run, path = ''): Promise<BlobFolder> {
  return blobs.listFolder(path === '' ? run.artifactUri : artifactPath(run, path))
}
