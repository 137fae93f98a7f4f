// A client of a tracking server for programs: runs, artifacts, registry, searches.
import { artifactPath, type BlobFolder, type ByteRange } from '../../artifacts/index.ts'
import { isAppError } from '../../core/index.ts'
import {
  MODEL_NAMES,
  type ModelStore,
  type ModelVersion,
  parseModelFilter,
  type RegisteredModel,
  VERSION_NAMES,
} from '../../registry/index.ts'
import {
  EXPERIMENT_NAMES,
  type Experiment,
  type FieldNames,
  type Page,
  parseFilter,
  parseOrder,
  RUN_NAMES,
  type Run,
  type RunStore,
  type View,
} from '../../track/index.ts'
import { type ActiveRun, listRunArtifacts, type StartRun, startRun } from './active-run.ts'
import { createRemoteStore } from './remote-store.ts'

export interface TrackingClientOptions {
  /** Of a tracking server, MLflow's or modelwright's; it may hold user and password. @default MLFLOW_TRACKING_URI */
  readonly url?: string
  /** MLFLOW_TRACKING_URI, _USERNAME, _PASSWORD, _TOKEN and _INSECURE_TLS are read. @default the process's */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Who starts runs. @default the user of the process */
  readonly user?: string
  /** Milliseconds without a byte after which a request has failed. @default 120000 */
  readonly timeoutMs?: number
  /** Tries after the first, where trying again is safe. @default 5 */
  readonly retries?: number
}

export interface SearchText {
  /** As MLflow writes it: `metrics.auc > 0.9 AND tags.team = 'crm'`. @default everything */
  readonly filter?: string
  /** Such as `metrics.auc DESC`. @default newest first */
  readonly orderBy?: readonly string[]
}

export interface TrackingClient {
  /** Names of experiments are looked up, and made. */
  startRun(options?: StartRun): Promise<ActiveRun>
  /** Ends the run as FINISHED, or as FAILED when `work` throws. */
  withRun<T>(options: StartRun, work: (run: ActiveRun) => Promise<T>): Promise<T>
  getRun(runId: string): Promise<Run>
  /** Page by page, as far as it is read. */
  searchRuns(
    search?: SearchText & { readonly experiments?: readonly string[]; readonly view?: View },
  ): AsyncGenerator<Run>
  searchExperiments(search?: SearchText & { readonly view?: View }): AsyncGenerator<Experiment>
  /** What lies in a folder of a run. @param path @default its root */
  listArtifacts(runId: string, path?: string): Promise<BlobFolder>
  /** The bytes as they come. */
  readArtifact(runId: string, path: string, range?: ByteRange): AsyncIterable<Uint8Array>
  /** Makes the model if it is new, and its next version of a folder that a run left. */
  register(version: {
    readonly name: string
    readonly runId: string
    readonly path: string
    readonly description?: string
    readonly tags?: Readonly<Record<string, string>>
  }): Promise<ModelVersion>
  searchModels(search?: SearchText): AsyncGenerator<RegisteredModel>
  searchVersions(search?: SearchText): AsyncGenerator<ModelVersion>
  /** Everything else of experiments and runs. */
  readonly runs: RunStore
  /** Everything else of models: aliases, stages, tags. */
  readonly models: ModelStore
  close(): void
}

async function* everyPage<T>(search: (pageToken: string | undefined) => Promise<Page<T>>): AsyncGenerator<T> {
  for (let pageToken: string | undefined; ; ) {
    const page = await search(pageToken)
    yield* page.items
    if (page.nextPageToken === null) return
    pageToken = page.nextPageToken
  }
}

const orderOf = <F>(orderBy: readonly string[] | undefined, names: FieldNames<F>) =>
  orderBy === undefined ? undefined : parseOrder(orderBy, names)

/**
 * Nothing is sent before something is asked. @throws INVALID_PARAMETER_VALUE
 * @example
 * const client = createTrackingClient({ url: 'http://127.0.0.1:5000' })
 * await using run = await client.startRun({ experiment: 'churn' })
 * run.logMetric('auc', 0.91, { step: 1 })
 */
export function createTrackingClient(options: TrackingClientOptions = {}): TrackingClient {
  const { env = process.env, timeoutMs, retries } = options
  const where = options.url === undefined ? 'MLFLOW_TRACKING_URI' : 'url'
  const url = options.url ?? env['MLFLOW_TRACKING_URI'] ?? ''
  const { runs, models, blobs, close } = createRemoteStore({ url, where, env, clock: Date, timeoutMs, retries })
  const user = options.user ?? env['USER'] ?? env['USERNAME'] ?? 'unknown'

  const experimentNamed = async (name: string): Promise<string> => {
    const found = await runs.findExperiment(name)
    if (found !== undefined) return found.experimentId
    try {
      return (await runs.createExperiment(name)).experimentId
    } catch (error) {
      // Another process has made it in the meantime.
      const made = isAppError(error, 'RESOURCE_ALREADY_EXISTS') ? await runs.findExperiment(name) : undefined
      if (made === undefined) throw error
      return made.experimentId
    }
  }

  const client: TrackingClient = {
    async startRun({ experiment, ...run } = {}) {
      const experimentId = experiment === undefined ? '0' : await experimentNamed(experiment)
      return startRun({ runs, blobs, user }, experimentId, run)
    },
    async withRun(run, work) {
      const active = await client.startRun(run)
      try {
        const result = await work(active)
        await active.end()
        return result
      } catch (error) {
        // What the work said counts more than what its end says.
        await active.end('FAILED').catch(() => {})
        throw error
      }
    },
    getRun: (runId) => runs.getRun(runId),
    async *searchRuns({ filter, orderBy, experiments, view } = {}) {
      const experimentIds =
        experiments &&
        (await Promise.all(experiments.map(async (name) => (await runs.findExperiment(name))?.experimentId)))
      const search = {
        filter: filter === undefined ? undefined : parseFilter(filter, RUN_NAMES),
        orderBy: orderOf(orderBy, RUN_NAMES),
        experimentIds: experimentIds?.filter((id) => id !== undefined),
        view,
      }
      if (search.experimentIds?.length === 0) return
      yield* everyPage((pageToken) => runs.searchRuns({ ...search, pageToken }))
    },
    async *searchExperiments({ filter, orderBy, view } = {}) {
      const search = {
        filter: filter === undefined ? undefined : parseFilter(filter, EXPERIMENT_NAMES),
        orderBy: orderOf(orderBy, EXPERIMENT_NAMES),
        view,
      }
      yield* everyPage((pageToken) => runs.searchExperiments({ ...search, pageToken }))
    },
    listArtifacts: async (runId, path) => listRunArtifacts(blobs, await runs.getRun(runId), path),
    async *readArtifact(runId, path, range) {
      yield* blobs.get(artifactPath(await runs.getRun(runId), path), range)
    },
    async register({ name, runId, path, ...version }) {
      const source = artifactPath(await runs.getRun(runId), path)
      await models.createModel(name).catch((error: unknown) => {
        if (!isAppError(error, 'RESOURCE_ALREADY_EXISTS')) throw error
      })
      return models.createVersion({ ...version, name, source, runId })
    },
    async *searchModels({ filter, orderBy } = {}) {
      const search = {
        filter: filter === undefined ? undefined : parseModelFilter(filter),
        orderBy: orderOf(orderBy, MODEL_NAMES),
      }
      yield* everyPage((pageToken) => models.searchModels({ ...search, pageToken }))
    },
    async *searchVersions({ filter, orderBy } = {}) {
      const search = {
        filter: filter === undefined ? undefined : parseFilter(filter, VERSION_NAMES),
        orderBy: orderOf(orderBy, VERSION_NAMES),
      }
      yield* everyPage((pageToken) => models.searchVersions({ ...search, pageToken }))
    },
    runs,
    models,
    close,
  }
  return client
}
