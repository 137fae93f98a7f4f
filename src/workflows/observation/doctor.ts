// Whether this machine and this project are fit for work, and what to do where they are not.
import type { Config } from '../../config/index.ts'
import { isAppError } from '../../core/index.ts'
import type { LogInspection } from '../../predictions/index.ts'
import { everyItem } from '../../track/index.ts'
import { makeRecipe, prepareTrainingSet, type ReadingDeps, readTable, trainingSource } from '../fitting/index.ts'
import { championOf, openVersion, type VersionDeps } from '../models/index.ts'
import type { ProjectDeps, StorePlace } from '../ports/index.ts'
import { type LeftoverDeps, leftovers } from './leftovers.ts'

type ConfigDeps = ReadingDeps & VersionDeps & Pick<ProjectDeps, 'models'>
export type DoctorDeps = ConfigDeps & LeftoverDeps & Pick<ProjectDeps, 'store' | 'machine' | 'source' | 'history'>

export interface Finding {
  readonly name: string
  readonly status: 'ok' | 'warning' | 'failed'
  readonly detail: string
}

const LOW_SPACE = 1 << 30

/** Of a store that cannot be opened, only why. */
export async function doctor(deps: DoctorDeps, config: Config | undefined): Promise<readonly Finding[]> {
  const { machine, store } = deps
  const unopened = await storeProblem(store)
  if (unopened !== undefined) return [unopened]
  const git = (await deps.source.describe()).git
  return [
    ok('node', machine.node),
    await check('store', async () => {
      const experiments = await everyItem((page) => deps.runs.searchExperiments(page))
      const registered = await everyItem((page) => deps.models.searchModels(page))
      const { readOnly } = await store.open()
      return `${experiments.length} experiments, ${registered.length} models in ${store.place()}${readOnly ? ', which can be read but not written' : ''}`
    }),
    leftoversFinding(await leftovers(deps)),
    logFinding(await deps.history.inspect()),
    spaceFinding(await machine.freeBytes(store.folder())),
    git
      ? ok('git', `commit ${git.commit.slice(0, 8)}${git.dirty ? ', with uncommitted changes' : ''}`)
      : warning('git', 'not a git repository: runs cannot name the code they came from'),
    machine.hasPackage('onnxruntime-node')
      ? ok('onnxruntime-node', 'installed: graphs with operators of other fields run too')
      : ok('onnxruntime-node', 'not installed; only needed for graphs with other operators (npm i onnxruntime-node)'),
    ...(config === undefined
      ? [warning('config', 'no config file in this folder')]
      : await configFindings(deps, config)),
  ]
}

async function storeProblem(store: StorePlace): Promise<Finding | undefined> {
  try {
    await store.open()
    return undefined
  } catch (error) {
    if (isAppError(error, 'STORE_UNWRITABLE', 'STORE_INVALID', 'STORE_LOCKED')) return failed('store', error.message)
    throw error
  }
}

function leftoversFinding(paths: readonly string[]): Finding {
  if (paths.length === 0) return ok('artifacts', 'each belongs to a run or a version')
  return warning('artifacts', `what ended early left ${paths.join(', ')}: nothing needs it, delete it at will`)
}

async function configFindings(deps: ConfigDeps, config: Config): Promise<Finding[]> {
  return [
    ok('config', config.file),
    await check('data', async () => {
      const { table, plan, target, identity } = await prepareTrainingSet(
        config,
        await readTable(config, trainingSource(config), deps),
        deps,
      )
      makeRecipe(config, target, identity)
      return `${table.rows} rows, ${plan.inputs.length} features for '${config.data.target_column}'`
    }),
    await check('champion', async () => {
      const champion = await championOf(deps, config.mlflow.model_name)
      if (!champion) return `${config.mlflow.model_name} has none yet`
      await openVersion(deps, champion)
      return `${champion.name} version ${champion.version}, its files are as registered`
    }),
  ]
}

/** Problems that are named one by one. */
const NAMED = 5

function logFinding({ segments, problems }: LogInspection): Finding {
  if (problems.length === 0)
    return ok('prediction log', segments === 0 ? 'empty' : `${segments} segments, all readable`)
  const more = problems.length > NAMED ? [`and ${problems.length - NAMED} more`] : []
  return warning('prediction log', [...problems.slice(0, NAMED), ...more].join('; '))
}

function spaceFinding(bytes: number): Finding {
  const text = `${(bytes / LOW_SPACE).toFixed(1)} GiB free`
  return bytes < LOW_SPACE
    ? warning('disk', `${text}: predictions are refused when the log cannot be written`)
    : ok('disk', text)
}

async function check(name: string, work: () => Promise<string>): Promise<Finding> {
  try {
    return ok(name, await work())
  } catch (error) {
    if (!isAppError(error)) throw error
    return failed(name, error.message)
  }
}

const ok = (name: string, detail: string): Finding => ({ name, status: 'ok', detail })
const failed = (name: string, detail: string): Finding => ({ name, status: 'failed', detail })
const warning = (name: string, detail: string): Finding => ({ name, status: 'warning', detail })
