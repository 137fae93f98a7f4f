// What processes that were killed left among the artifacts: doctor names it.
import { dirname } from 'node:path'
import { everyItem } from '../../track/index.ts'
import { learnedRowsFolder } from '../fitting/index.ts'
import type { ProjectDeps } from '../ports/index.ts'

export type LeftoverDeps = Pick<ProjectDeps, 'blobs' | 'runs' | 'models'>

/** Paths below the artifact folder that no version and no finished run needs. */
export async function leftovers(deps: LeftoverDeps): Promise<readonly string[]> {
  const found = new Set(await deps.blobs.unfinished())
  // Before the runs and versions are read: a run is written down before its files are, a version soon after.
  const blobs = await deps.blobs.list('')
  const runs = await everyItem((page) => deps.runs.searchRuns({ view: 'all', ...page }))
  const ofFolder = new Map(runs.map((run) => [dirname(run.artifactUri), run]))
  const needed = await neededFolders(deps)
  const neededRuns = new Set([...needed].map((source) => firstParts(source, 2)))
  for (const { key } of blobs) {
    const folder = firstParts(key, 2)
    const run = ofFolder.get(folder)
    if (folder.startsWith('registered/')) {
      if (!needed.has(folder)) found.add(folder)
    } else if (run === undefined) {
      if (key.includes('/') && !neededRuns.has(folder)) found.add(folder)
    } else if ((run.status === 'FAILED' || run.status === 'KILLED') && key.startsWith(`${run.artifactUri}/`)) {
      // It ended without what it was for.
      const kept = firstParts(key, run.artifactUri.split('/').length + 1)
      if (!needed.has(kept)) found.add(kept)
    }
  }
  return [...found]
}

function firstParts(path: string, count: number): string {
  return path.split('/').slice(0, count).join('/')
}

async function neededFolders({ models }: Pick<ProjectDeps, 'models'>): Promise<ReadonlySet<string>> {
  const versions = await everyItem((page) => models.searchVersions(page))
  return new Set(versions.flatMap(({ source }) => [source, learnedRowsFolder(source)]))
}
