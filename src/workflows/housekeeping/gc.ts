// The end of what was deleted: its artifacts, then its rows, so that one that is stopped is begun again.
import { isAppError } from '../../core/index.ts'
import { everyItem } from '../../track/index.ts'
import type { ProjectDeps } from '../ports/index.ts'

export type GcDeps = Pick<ProjectDeps, 'trash' | 'blobs' | 'models' | 'clock' | 'reporter'>

export interface GcRequest {
  /** Milliseconds that what was deleted is kept. @default 0 */
  readonly olderThan?: number | undefined
  /** Only says what would go. @default false */
  readonly dryRun?: boolean | undefined
}

export interface GcResult {
  /** Ids of runs. */
  readonly runs: readonly string[]
  /** Ids of logged models. */
  readonly loggedModels: readonly string[]
  /** Ids of experiments. */
  readonly experiments: readonly string[]
  /** Files of their artifacts, and their bytes. */
  readonly files: number
  readonly bytes: number
  /** Ids of runs and logged models that stay, because a registered version has its files there. */
  readonly kept: readonly string[]
}

interface Erasable {
  readonly id: string
  readonly experimentId: string
  readonly artifactUri: string
  erase(): Promise<void>
}

/** Erases what was deleted, with its artifacts; what a registered version needs stays. */
export async function gc(deps: GcDeps, { olderThan = 0, dryRun = false }: GcRequest = {}): Promise<GcResult> {
  const { trash, blobs, models, clock, reporter } = deps
  const trashed = await trash.list(clock.now() - olderThan)
  const runs = trashed.runs.map((run) => ({ ...run, id: run.runId, erase: () => trash.eraseRun(run.runId) }))
  const loggedModels = trashed.models.map((model) => ({
    ...model,
    id: model.modelId,
    erase: () => trash.eraseModel(model.modelId),
  }))
  const versions = await everyItem((page) => models.searchVersions(page))
  const isNeeded = ({ artifactUri }: Erasable): boolean =>
    versions.some(({ source }) => source === artifactUri || source.startsWith(`${artifactUri}/`))
  const everything: readonly Erasable[] = [...runs, ...loggedModels]
  const kept = everything.filter(isNeeded)
  const going = everything.filter((item) => !kept.includes(item))

  let [files, bytes] = [0, 0]
  for (const [i, { artifactUri, erase }] of going.entries()) {
    const found = await filesBelow(deps, artifactUri)
    files += found.length
    bytes += found.reduce((sum, { size }) => sum + size, 0)
    if (!dryRun) {
      if (found.length > 0) await blobs.delete(artifactUri)
      await erase()
    }
    reporter.progress('erasing', i + 1, going.length)
  }
  const experiments: string[] = []
  for (const { experimentId } of trashed.experiments) {
    const goes = dryRun
      ? kept.every((item) => item.experimentId !== experimentId)
      : await trash.eraseExperiment(experimentId)
    if (goes) experiments.push(experimentId)
  }
  const idsOf = (items: readonly Erasable[]) => items.map(({ id }) => id)
  return {
    runs: idsOf(runs).filter((id) => !idsOf(kept).includes(id)),
    loggedModels: idsOf(loggedModels).filter((id) => !idsOf(kept).includes(id)),
    experiments,
    files,
    bytes,
    kept: idsOf(kept),
  }
}

/** None where the artifacts are in a store that is not ours. */
async function filesBelow({ blobs }: GcDeps, artifactUri: string): Promise<readonly { readonly size: number }[]> {
  try {
    return await blobs.list(artifactUri)
  } catch (error) {
    if (isAppError(error, 'NAME_INVALID')) return []
    throw error
  }
}
