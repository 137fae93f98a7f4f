// What processes that were killed left among the artifacts: doctor names it.

import type { ArtifactInfo, ArtifactStore } from '../../artifacts/index.ts'
import { isAppError } from '../../core/index.ts'
import type { Run } from '../../track/index.ts'
import { learnedRowsFolder } from '../fitting/index.ts'
import type { ProjectDeps } from '../ports/index.ts'

/** Paths below the artifact folder that no version and no finished run needs. */
export async function leftovers(deps: Pick<ProjectDeps, 'blobs' | 'runs' | 'models'>): Promise<readonly string[]> {
  const { blobs } = deps
  const needed = await neededFolders(deps)
  const found: string[] = [...(await blobs.unfinished())]
  const folders = await entries(blobs, 'registered')
  for (const run of await endedRuns(deps)) folders.push(...(await entries(blobs, run.artifactUri)))
  for (const { path } of folders) if (!needed.has(path)) found.push(path)
  return found
}

async function neededFolders({ models }: Pick<ProjectDeps, 'models'>): Promise<ReadonlySet<string>> {
  const registered = await models.listModels()
  const versions = await Promise.all(registered.map(({ name }) => models.listVersions(name)))
  return new Set(versions.flat().flatMap(({ source }) => [source, learnedRowsFolder(source)]))
}

/** Runs that ended without what they were for. */
async function endedRuns({ runs }: Pick<ProjectDeps, 'runs'>): Promise<readonly Run[]> {
  const experimentIds = (await runs.listExperiments()).map(({ experimentId }) => experimentId)
  const ended: Run[] = []
  for (let pageToken: string | undefined; ; ) {
    const page = await runs.searchRuns({ experimentIds, maxResults: 1000, ...(pageToken && { pageToken }) })
    ended.push(...page.items.filter(({ status }) => status === 'FAILED' || status === 'KILLED'))
    if (page.nextPageToken === null) return ended
    pageToken = page.nextPageToken
  }
}

async function entries(blobs: ArtifactStore, path: string): Promise<ArtifactInfo[]> {
  try {
    return [...(await blobs.list(path))]
  } catch (error) {
    if (isAppError(error, 'ARTIFACT_NOT_FOUND')) return []
    throw error
  }
}
