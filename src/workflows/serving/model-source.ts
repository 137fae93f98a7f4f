// What a model server follows: a registry reference, or a folder that stays as it is.
import type { ServingConfig } from '../../config/index.ts'
import { isAppError } from '../../core/index.ts'
import { type ModelVersion, type ResolvedModel, resolveModelUri } from '../../registry/index.ts'
import { createScorer, type Scorer, taskOf } from '../../score/index.ts'
import { type InputRecord, type LoadedModel, type ModelSource, resolveServingOptions } from '../../serve/index.ts'
import { type ModelDeps, openModel, type ScorerDeps, type StoredModel, trainingConfigOf } from '../models/index.ts'
import type { ProjectDeps } from '../ports/index.ts'
import { servingOf } from './serving-of.ts'

export type FollowDeps = ModelDeps & ScorerDeps & Pick<ProjectDeps, 'ledger' | 'prepare' | 'reporter'>

export interface FollowRequest {
  /** `models:/name@champion`, `models:/name/1`, or a folder. */
  readonly uri: string
  /** What to serve as long as `uri` names nothing: the newest version of a model that has no champion yet. */
  readonly until?: string | undefined
  /** A `serving` section whose keys win over those stored with the model. */
  readonly serving?: ServingConfig | undefined
  /** What a folder's version is called. */
  readonly folderVersion?: string | undefined
}

export function createModelSource(deps: FollowDeps, request: FollowRequest): ModelSource {
  let seen: { readonly counter: number; readonly revision: string } | undefined

  const resolve = async (): Promise<{ readonly uri: string; readonly resolved: ResolvedModel }> => {
    const { uri, until } = request
    try {
      return { uri, resolved: await resolveModelUri(deps.models, uri) }
    } catch (error) {
      if (until === undefined || !isAppError(error, 'RESOURCE_DOES_NOT_EXIST')) throw error
      return { uri: until, resolved: await resolveModelUri(deps.models, until) }
    }
  }

  const lookUp = async (): Promise<string> => {
    const { uri, resolved } = await resolve()
    return resolved.kind === 'registered' ? revisionOf(resolved.version) : uri
  }

  /** One row of the store is asked each time; the reference is resolved only when the registry has changed. A folder, or what a run left, stays as it is: no store is asked. */
  const revision = async (): Promise<string> => {
    if (!request.uri.startsWith('models:')) return request.uri
    const counter = await deps.ledger.revision()
    if (seen?.counter !== counter) seen = { counter, revision: await lookUp() }
    return seen.revision
  }

  return {
    revision,
    async load() {
      const { uri } = await resolve()
      const stored = await openModel(deps, uri)
      return {
        revision: stored.version ? revisionOf(stored.version) : uri,
        model: await loadModel(deps, stored, request),
      }
    },
  }
}

const revisionOf = ({ version, digest }: ModelVersion): string => `${version}:${digest}`

/** Whoever gets the model closes its scorer. */
async function loadModel(deps: FollowDeps, stored: StoredModel, request: FollowRequest): Promise<LoadedModel> {
  const { engine, limits, prepare } = deps
  const serving = servingOf(stored, request.serving, deps.reporter)
  const scorer = await createScorer(stored.folder.graph, { engine, limits, prepare })
  try {
    return loadedModel(stored, scorer, { ...request, serving })
  } catch (error) {
    await scorer.close()
    throw error
  }
}

function loadedModel(stored: StoredModel, scorer: Scorer, { serving, folderVersion }: FollowRequest): LoadedModel {
  const trained = trainingConfigOf(stored)
  const { classes, inputs } = scorer
  const task = taskOf(classes)
  const { inputExample: example } = stored.folder
  return {
    name: stored.version ? stored.name : (trained?.config.mlflow?.model_name ?? stored.name),
    version: String(stored.version?.version ?? folderVersion ?? stored.digest.slice(0, 12)),
    task,
    inputs,
    classes,
    scorer,
    options: resolveServingOptions(serving, task),
    digest: stored.digest,
    example: example?.data[0]
      ? (Object.fromEntries(example.columns.map((name, i) => [name, example.data[0]![i] ?? null])) as InputRecord)
      : null,
  }
}
