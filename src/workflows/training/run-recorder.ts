// A run around a piece of work: RUNNING while it lasts, then FINISHED, KILLED where it was stopped, or FAILED with the reason.

import { artifactPath, writeFolder } from '../../artifacts/index.ts'
import type { Config } from '../../config/index.ts'
import { AppError, isAppError } from '../../core/index.ts'
import type { MetricMap } from '../../evaluate/index.ts'
import type { ModelVersion, Registration } from '../../registry/index.ts'
import { type Run, runEnvironmentTags } from '../../track/index.ts'
import type { Parameters } from '../../train/index.ts'
import type { TrainingSet } from '../fitting/index.ts'
import { dataName } from '../fitting/index.ts'
import type { ProjectDeps } from '../ports/index.ts'

export type RecorderDeps = Pick<ProjectDeps, 'runs' | 'ledger' | 'blobs' | 'clock' | 'source' | 'user'>

export interface RunRecorder {
  input(set: Pick<TrainingSet, 'loaded' | 'table'>): Promise<void>
  parameters(config: Config, set: TrainingSet, resolved: Parameters): Promise<void>
  metrics(metrics: MetricMap): Promise<void>
  /** Writes a folder among the run's artifacts; its path below the artifact root. */
  folder(path: string, files: ReadonlyMap<string, Uint8Array>): Promise<string>
  /** Registers what the run made: the last of its work. */
  version(version: Omit<Registration, 'runId'>): Promise<ModelVersion>
}

/** Runs `work` as a run of the config's experiment. */
export async function recordRun<T>(
  deps: RecorderDeps,
  config: Config,
  tags: Readonly<Record<string, string>>,
  work: (run: Run, recorder: RunRecorder) => Promise<T>,
): Promise<T> {
  const { runs, clock } = deps
  const name = config.mlflow.experiment_name
  const experiment = (await runs.findExperiment(name)) ?? (await runs.createExperiment(name))
  const run = await runs.createRun({
    experimentId: experiment.experimentId,
    userId: deps.user,
    startTime: clock.now(),
    tags: { ...runEnvironmentTags(await deps.source.describe()), ...tags },
  })
  const kept: Kept = { folders: [], registered: false }
  try {
    const result = await work(run, createRecorder(deps, run, kept))
    await runs.updateRun(run.runId, { status: 'FINISHED', endTime: clock.now() })
    return result
  } catch (error) {
    await dropFolders(deps, kept)
    const stopped = isAppError(error, 'INTERRUPTED')
    const marked = await (stopped ? markKilled(deps, run) : markFailed(deps, run, error)).then(
      () => true,
      // The store may be what failed: the reason of the failure matters more, and the next opening ends the run.
      () => false,
    )
    throw stopped && marked ? stoppedRun(run, error) : error
  }
}

/** What a run has kept so far. */
interface Kept {
  readonly folders: string[]
  registered: boolean
}

/** Without a version nobody needs them. */
async function dropFolders({ blobs }: Pick<ProjectDeps, 'blobs'>, { folders, registered }: Kept): Promise<void> {
  if (registered) return
  for (const folder of folders) {
    await blobs.delete(folder).catch(() => {
      // The disk may be what failed; doctor names what is left.
    })
  }
}

function stoppedRun({ runId, runName }: Run, cause: AppError): AppError {
  return new AppError('INTERRUPTED', `Stopped. Run ${runName} is marked KILLED; nothing was registered`, {
    details: { run_id: runId },
    cause,
  })
}

async function markKilled({ runs, clock }: Pick<ProjectDeps, 'runs' | 'clock'>, { runId }: Run): Promise<void> {
  await runs.updateRun(runId, { status: 'KILLED', endTime: clock.now() })
}

async function markFailed(
  { runs, clock }: Pick<ProjectDeps, 'runs' | 'clock'>,
  { runId }: Run,
  error: unknown,
): Promise<void> {
  const reason = error instanceof Error ? error.message : String(error)
  await runs.logBatch(runId, { tags: { 'modelwright.error': reason } })
  await runs.updateRun(runId, { status: 'FAILED', endTime: clock.now() })
}

function createRecorder(
  { runs, ledger, blobs, clock }: Pick<ProjectDeps, 'runs' | 'ledger' | 'blobs' | 'clock'>,
  run: Run,
  kept: Kept,
): RunRecorder {
  return {
    input: ({ loaded, table }) =>
      runs.logInputs(run.runId, [
        {
          name: dataName(loaded),
          digest: loaded.sha256,
          sourceType: loaded.files.length > 0 ? 'local' : 'sql',
          source: loaded.files.join(', ') || (table.source ?? 'query'),
          schema: JSON.stringify({ mlflow_colspec: table.columns.map(({ name, type }) => ({ name, type })) }),
          profile: JSON.stringify({ num_rows: loaded.totalRows }),
          tags: { 'mlflow.data.context': 'training' },
        },
      ]),
    parameters: (config, { split, plan }, resolved) =>
      runs.logBatch(run.runId, {
        params: {
          model_type: config.model.type,
          ...Object.fromEntries(Object.entries(resolved).map(([key, value]) => [key, textOf(value)])),
          val_size: String(config.training.val_size),
          random_state: String(config.training.random_state),
          train_rows: String(split.train.length),
          val_rows: String(split.val.length),
          features: plan.inputs.map(({ name }) => name).join(','),
        },
      }),
    metrics: (metrics) =>
      runs.logBatch(run.runId, {
        metrics: Object.entries(metrics).map(([key, value]) => ({ key, value, timestamp: clock.now(), step: 0 })),
      }),
    async folder(path, files) {
      const target = artifactPath(run, path)
      await writeFolder(blobs, target, files)
      kept.folders.push(target)
      return target
    },
    async version(version) {
      const made = await ledger.register({ ...version, runId: run.runId })
      kept.registered = true
      return made
    },
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'null'))
