// What processes that were killed left among the artifacts: doctor names it.
import { dirname } from 'node:path'
import type { ArtifactInfo, ArtifactStore } from '../../artifacts/index.ts'
import { isAppError } from '../../core/index.ts'
import { everyItem } from '../../track/index.ts'
import { learnedRowsFolder } from '../fitting/index.ts'
import type { ProjectDeps } from '../ports/index.ts'

export type LeftoverDeps = Pick<ProjectDeps, 'blobs' | 'runs' | 'models'>

/** Paths below the artifact folder that no version and no finished run needs. */
export async function leftovers(deps: LeftoverDeps): Promise<readonly string[]> {
  const { blobs } = deps
  const needed = await neededFolders(deps)
  const found: string[] = [...(await blobs.unfinished())]
  const folders = await entries(blobs, 'registered')
  // Before the runs are read: a run is written down first, and has its folder later.
  const runFolders = await foldersOfRuns(blobs)
  const runs = await everyItem((page) => deps.runs.searchRuns({ view: 'all', ...page }))
  for (const { artifactUri, status } of runs) {
    // They ended without what they were for.
    if (status === 'FAILED' || status === 'KILLED') folders.push(...(await entries(blobs, artifactUri)))
  }
  const known = new Set(runs.map(({ artifactUri }) => dirname(artifactUri)))
  for (const { path } of folders) if (!needed.has(path)) found.push(path)
  for (const path of runFolders) {
    if (!known.has(path) && ![...needed].some((source) => source.startsWith(`${path}/`))) found.push(path)
  }
  return found
}

async function neededFolders({ models }: Pick<ProjectDeps, 'models'>): Promise<ReadonlySet<string>> {
  const versions = await everyItem((page) => models.searchVersions(page))
  return new Set(versions.flatMap(({ source }) => [source, learnedRowsFolder(source)]))
}

/** `<experiment>/<run>` of every run that has a folder. */
async function foldersOfRuns(blobs: ArtifactStore): Promise<string[]> {
  const experiments = (await blobs.roots()).filter((name) => name !== 'registered')
  const runs = await Promise.all(experiments.map((name) => entries(blobs, name)))
  return runs.flat().map(({ path }) => path)
}

async function entries(blobs: ArtifactStore, path: string): Promise<ArtifactInfo[]> {
  try {
    return [...(await blobs.list(path))]
  } catch (error) {
    if (isAppError(error, 'ARTIFACT_NOT_FOUND')) return []
    throw error
  }
}
