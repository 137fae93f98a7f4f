// Everything of an MLflow store, into the project's: it may be killed and begun again, and says at the end what is there.
import { createHash } from 'node:crypto'
import { AppError } from '../../core/index.ts'
import type { ModelVersion } from '../../registry/index.ts'
import type { Experiment, LoggedModel, Metric, Run } from '../../track/index.ts'
import type { MlflowSource, ProjectDeps } from '../ports/index.ts'

export type ImportDeps = Pick<ProjectDeps, 'runs' | 'models' | 'blobs' | 'imports' | 'reporter' | 'user'>

export interface ImportCounts {
  readonly experiments: number
  readonly runs: number
  readonly params: number
  readonly tags: number
  readonly metricPoints: number
  readonly artifacts: number
  readonly artifactBytes: number
  readonly loggedModels: number
  readonly models: number
  readonly versions: number
}

export interface ImportResult {
  readonly source: string
  /** Nothing was written. */
  readonly dryRun: boolean
  /** Of the source. */
  readonly found: ImportCounts
  /** Runs that an import before this one had finished. */
  readonly alreadyThere: number
  /** Places of artifacts that stay in a store of somebody else's. */
  readonly elsewhere: number
}

/** Tag of a run that is here as a whole: where it came from. */
const IMPORTED = 'modelwright.imported'

type Counts = { -readonly [K in keyof ImportCounts]: number }

interface Moved {
  /** Place of the source → path here; the longest that fits counts. */
  readonly places: Map<string, string>
}

interface Import {
  readonly deps: ImportDeps
  readonly source: MlflowSource
  readonly dryRun: boolean
  readonly counts: Counts
  readonly moved: Moved
  elsewhere: number
  alreadyThere: number
}

const ZERO: ImportCounts = {
  experiments: 0,
  runs: 0,
  params: 0,
  tags: 0,
  metricPoints: 0,
  artifacts: 0,
  artifactBytes: 0,
  loggedModels: 0,
  models: 0,
  versions: 0,
}

/** @throws RESOURCE_ALREADY_EXISTS, IMPORT_INCOMPLETE */
export async function importMlflow(
  deps: ImportDeps,
  source: MlflowSource,
  { dryRun = false }: { readonly dryRun?: boolean | undefined } = {},
): Promise<ImportResult> {
  const doing: Import = {
    deps,
    source,
    dryRun,
    counts: { ...ZERO },
    moved: { places: new Map() },
    elsewhere: 0,
    alreadyThere: 0,
  }
  const experiments = await source.experiments()
  for (const [index, experiment] of experiments.entries()) {
    deps.reporter.progress('experiments', index, experiments.length)
    await importExperiment(doing, experiment)
  }
  deps.reporter.progress('experiments', experiments.length, experiments.length)
  const models = await source.models()
  for (const [index, model] of models.entries()) {
    deps.reporter.progress('models', index, models.length)
    const versions = (await source.versions(model.name)).map((version) => movedVersion(doing.moved, version))
    doing.counts.models++
    doing.counts.versions += versions.length
    if (dryRun) continue
    await deps.imports.model(model, versions, deps.user)
    for (const { name, version, stage } of versions) {
      const here = await deps.models.getVersion(name, version)
      require(here.stage === stage || doing.alreadyThere > 0, `version ${version} of model ${name}`)
    }
  }
  deps.reporter.progress('models', models.length, models.length)
  const { counts, elsewhere, alreadyThere } = doing
  return { source: source.location, dryRun, found: counts, alreadyThere, elsewhere }
}

async function targetExperiment({ runs }: ImportDeps, { name, tags }: Experiment): Promise<Experiment> {
  const found = await runs.findExperiment(name)
  if (found !== undefined) return found
  return runs.createExperiment(name, { tags })
}

async function importExperiment(doing: Import, experiment: Experiment): Promise<void> {
  const { deps, source, dryRun, counts } = doing
  counts.experiments++
  const target = dryRun ? experiment : await targetExperiment(deps, experiment)
  const closed = target.lifecycleStage === 'deleted'
  for (const model of await source.loggedModels(experiment.experimentId)) await importLoggedModel(doing, model, target)
  for await (const run of source.runs(experiment.experimentId)) await importRun(doing, run, target)
  if (experiment.lifecycleStage !== 'deleted' || closed || dryRun) return
  await deps.runs.setExperimentLifecycle(target.experimentId, 'deleted')
}

async function importRun(doing: Import, run: Run, target: Experiment): Promise<void> {
  const { deps, source, dryRun, counts, moved } = doing
  const artifactUri = `${target.artifactLocation}/${run.runId}/artifacts`
  counts.runs++
  counts.params += Object.keys(run.params).length
  counts.tags += Object.keys(run.tags).length
  const { metrics: latest, ...row } = run
  const tags = { ...run.tags, 'mlflow.runName': run.runName }
  const before = dryRun ? undefined : await existing(deps, run.runId)
  const whole = before?.tags[IMPORTED] !== undefined
  if (whole) doing.alreadyThere++
  const copied = await copyArtifacts(doing, run.artifactUri, artifactUri, whole)
  moved.places.set(run.artifactUri, copied ? artifactUri : run.artifactUri)
  moved.places.set(`runs:/${run.runId}`, copied ? artifactUri : run.artifactUri)
  const place = copied ? artifactUri : run.artifactUri
  const { experimentId } = target
  if (!dryRun && !whole) await deps.imports.run({ ...row, tags, experimentId, artifactUri: place })
  for (const key of Object.keys(latest)) {
    const points = await source.history(run.runId, key)
    counts.metricPoints += points.length
    if (dryRun || whole) continue
    await deps.imports.metrics(run.runId, points)
    const here = await deps.runs.metricHistory(run.runId, key)
    require(here.items.length === distinct(points), `metric ${key} of run ${run.runId}`)
  }
  if (dryRun || whole) return
  const here = await deps.runs.getRun(run.runId)
  require(Object.keys(here.params).length === Object.keys(run.params).length, `params of run ${run.runId}`)
  // Last of all: a run that has it needs no second look.
  await deps.imports.run({ ...row, tags: { ...tags, [IMPORTED]: source.location }, experimentId, artifactUri: place })
}

const distinct = (points: readonly Metric[]): number =>
  new Set(points.map(({ value, timestamp, step }) => `${value + 0} ${timestamp} ${step}`)).size

async function existing({ runs }: ImportDeps, runId: string): Promise<Run | undefined> {
  return runs.getRun(runId).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'RESOURCE_DOES_NOT_EXIST') return undefined
    throw error
  })
}

async function importLoggedModel(doing: Import, model: LoggedModel, target: Experiment): Promise<void> {
  const { deps, dryRun, counts, moved } = doing
  const artifactUri = `${target.artifactLocation}/models/${model.modelId}/artifacts`
  counts.loggedModels++
  const copied = await copyArtifacts(doing, model.artifactUri, artifactUri, false)
  const place = copied ? artifactUri : model.artifactUri
  moved.places.set(model.artifactUri, place)
  moved.places.set(`models:/${model.modelId}`, place)
  if (dryRun) return
  await deps.imports.loggedModel({ ...model, experimentId: target.experimentId, artifactUri: place })
}

/** False where they stay where they are. Each file is read back, and is what was sent. */
async function copyArtifacts(doing: Import, from: string, to: string, whole: boolean): Promise<boolean> {
  const { deps, source, dryRun, counts } = doing
  const place = source.artifacts(from)
  if (place === undefined) {
    doing.elsewhere++
    return false
  }
  for (const { key, size } of await place.blobs.list(place.prefix)) {
    counts.artifacts++
    counts.artifactBytes += size
    if (dryRun || whole) continue
    const target = `${to}/${key.slice(place.prefix.length + 1)}`
    if ((await deps.blobs.find(target))?.size === size) continue
    const digest = await deps.blobs.put(target, place.blobs.get(key), { replace: true })
    const hash = createHash('sha256')
    for await (const chunk of deps.blobs.get(target)) hash.update(chunk)
    require(hash.digest('hex') === digest, `artifact ${target}`)
  }
  return true
}

function movedVersion({ places }: Moved, version: ModelVersion): ModelVersion {
  const { source } = version
  const fits = [...places.keys()].filter((place) => source === place || source.startsWith(`${place}/`))
  const longest = fits.toSorted((a, b) => b.length - a.length)[0]
  return longest === undefined
    ? version
    : { ...version, source: `${places.get(longest)}${source.slice(longest.length)}` }
}

function require(holds: boolean, what: string): void {
  if (holds) return
  throw new AppError('IMPORT_INCOMPLETE', `${what} is not here as it is in the source`, {
    fix: 'Import again, while nobody writes to the source',
  })
}
