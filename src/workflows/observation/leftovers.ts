// What processes that were killed left among the artifacts: doctor names it.

import type { ArtifactInfo, ArtifactStore } from '../../artifacts/index.ts'
import { isAppError } from '../../core/index.ts'
import type { Run } from '../../track/index.ts'
import { learnedRowsFolder } from '../fitting/index.ts'
import type { ProjectDeps } from '../ports/index.ts'

/** Paths below the artifact folder that no version and no finished run needs. */
export async function leftovers(
  deps: Pick<ProjectDeps, 'artifacts' | 'tracking' | 'registry'>,
): Promise<readonly string[]> {
  const { artifacts } = deps
  const needed = await neededFolders(deps)
  const found: string[] = [...(await artifacts.unfinished())]
  const folders = await entries(artifacts, 'registered')
  for (const run of await endedRuns(deps)) folders.push(...(await entries(artifacts, run.artifactUri)))
  for (const { path } of folders) if (!needed.has(path)) found.push(path)
  return found
}

async function neededFolders({ registry }: Pick<ProjectDeps, 'registry'>): Promise<ReadonlySet<string>> {
  const models = await registry.listModels()
  const versions = await Promise.all(models.map(({ name }) => registry.listVersions(name)))
  return new Set(versions.flat().flatMap(({ source }) => [source, learnedRowsFolder(source)]))
}

/** Runs that ended without what they were for. */
async function endedRuns({ tracking }: Pick<ProjectDeps, 'tracking'>): Promise<readonly Run[]> {
  const experimentIds = (await tracking.listExperiments()).map(({ experimentId }) => experimentId)
  const runs: Run[] = []
  for (let pageToken: string | undefined; ; ) {
    const page = await tracking.searchRuns({ experimentIds, maxResults: 1000, ...(pageToken && { pageToken }) })
    runs.push(...page.items.filter(({ status }) => status === 'FAILED' || status === 'KILLED'))
    if (page.nextPageToken === null) return runs
    pageToken = page.nextPageToken
  }
}

async function entries(artifacts: ArtifactStore, path: string): Promise<ArtifactInfo[]> {
  try {
    return [...(await artifacts.list(path))]
  } catch (error) {
    if (isAppError(error, 'ARTIFACT_NOT_FOUND')) return []
    throw error
  }
}
