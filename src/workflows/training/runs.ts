import type { Run } from '../../track/index.ts'
import type { ProjectDeps } from '../ports/index.ts'
import { compareRuns, type RunComparison } from './run-comparison.ts'
import { findRun, listRuns, type RunListRequest } from './run-lookup.ts'

/** The trainings of a project, and what else it recorded as a run. */
export interface Runs {
  /** The newest first. @throws RESOURCE_DOES_NOT_EXIST for an unknown experiment */
  list(request?: RunListRequest): Promise<readonly Run[]>
  /** A run by its id, a unique beginning of it, or its name. @throws RESOURCE_DOES_NOT_EXIST, USAGE */
  find(text: string): Promise<Run>
  /** What is different between runs, each named as for `find`. @throws RESOURCE_DOES_NOT_EXIST, USAGE */
  compare(runs: readonly string[]): Promise<RunComparison>
}

export function createRuns(deps: Pick<ProjectDeps, 'runs'>): Runs {
  return {
    list: (request) => listRuns(deps, request),
    find: (text) => findRun(deps, text),
    compare: async (runs) => compareRuns(await Promise.all(runs.map((text) => findRun(deps, text)))),
  }
}
