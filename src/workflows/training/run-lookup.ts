import { AppError } from '../../core/index.ts'
import { attribute, equal, everyItem, type Filter, type Page, type Run, type RunField } from '../../track/index.ts'
import type { ProjectDeps } from '../ports/index.ts'

export interface RunListRequest {
  readonly experiment?: string | undefined
  /** @default 20 */
  readonly limit?: number | undefined
}

/** Newest first. @throws RESOURCE_DOES_NOT_EXIST for an unknown experiment */
export async function listRuns(
  { runs }: Pick<ProjectDeps, 'runs'>,
  { experiment, limit = 20 }: RunListRequest = {},
): Promise<readonly Run[]> {
  if (!Number.isInteger(limit) || limit < 1) {
    throw new AppError('USAGE', `--limit needs a whole number of 1 or more, not '${limit}'`)
  }
  const found = experiment === undefined ? undefined : await runs.findExperiment(experiment)
  if (experiment !== undefined && found === undefined) {
    const names = (await everyItem((page) => runs.searchExperiments(page))).map(({ name }) => name)
    throw new AppError('RESOURCE_DOES_NOT_EXIST', `no experiment '${experiment}'`, {
      fix: `There are: ${names.join(', ')}`,
    })
  }
  const { items } = await runs.searchRuns({
    maxResults: limit,
    experimentIds: found && [found.experimentId],
  })
  return items
}

/** Matches worth reading: one is the answer, more are too many. */
const FEW = 20

/** A run by its id, a unique beginning of it, or its name. @throws RESOURCE_DOES_NOT_EXIST, USAGE */
export async function findRun({ runs }: Pick<ProjectDeps, 'runs'>, text: string): Promise<Run> {
  if (/^[0-9a-f]{32}$/.test(text)) return runs.getRun(text)
  const search = async (filter: Filter<RunField>): Promise<Page<Run>> => runs.searchRuns({ filter, maxResults: FEW })
  const named = (await search(equal(attribute('run_name'), text))).items
  const begun = /^[0-9a-f]{4,31}$/.test(text)
    ? (await search({ operator: 'LIKE', field: attribute('run_id'), value: `${text}%` })).items
    : []
  const matches = [...new Map([...named, ...begun].map((run) => [run.runId, run])).values()]
  if (matches.length === 1) return matches[0]!
  if (matches.length === 0) {
    throw new AppError('RESOURCE_DOES_NOT_EXIST', `no run '${text}'`, { fix: 'List them with: modelwright runs list' })
  }
  throw new AppError('USAGE', `'${text}' fits ${matches.length < FEW ? matches.length : 'many'} runs`, {
    fix: 'Give more digits of the run id',
  })
}
