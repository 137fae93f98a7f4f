import { AppError } from '../core/index.ts'
import type { Run } from '../track/index.ts'
import type { ProjectDeps } from './project-deps.ts'

export interface RunListRequest {
  readonly experiment?: string | undefined
  readonly limit: number
}

/** Newest first. @throws RESOURCE_DOES_NOT_EXIST for an unknown experiment */
export async function listRuns(
  { tracking }: Pick<ProjectDeps, 'tracking'>,
  { experiment, limit }: RunListRequest,
): Promise<readonly Run[]> {
  if (!Number.isInteger(limit) || limit < 1) {
    throw new AppError('USAGE', `--limit needs a whole number of 1 or more, not '${limit}'`)
  }
  const found = experiment === undefined ? undefined : await tracking.findExperiment(experiment)
  if (experiment !== undefined && found === undefined) {
    const names = (await tracking.listExperiments()).map(({ name }) => name)
    throw new AppError('RESOURCE_DOES_NOT_EXIST', `no experiment '${experiment}'`, {
      fix: `There are: ${names.join(', ')}`,
    })
  }
  const { items } = await tracking.searchRuns({
    maxResults: limit,
    ...(found ? { experimentIds: [found.experimentId] } : {}),
  })
  return items
}

/** A run by its id, a unique beginning of it, or its name. @throws RESOURCE_DOES_NOT_EXIST, USAGE */
export async function findRun({ tracking }: Pick<ProjectDeps, 'tracking'>, text: string): Promise<Run> {
  if (/^[0-9a-f]{32}$/.test(text)) return tracking.getRun(text)
  const { items } = await tracking.searchRuns({ maxResults: 50_000 })
  const matches = items.filter(({ runId, runName }) => runName === text || (text.length >= 4 && runId.startsWith(text)))
  if (matches.length === 1) return matches[0]!
  if (matches.length === 0) {
    throw new AppError('RESOURCE_DOES_NOT_EXIST', `no run '${text}'`, { fix: 'List them with: modelwright runs list' })
  }
  throw new AppError('USAGE', `'${text}' fits ${matches.length} runs`, { fix: 'Give more digits of the run id' })
}
