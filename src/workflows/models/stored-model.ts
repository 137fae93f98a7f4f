// A model folder opened: from the registry, by digest, or from the user's disk.

import { artifactPath, digestOfFolder, type FolderFiles, readFolder } from '../../artifacts/index.ts'
import type { ConfigValues } from '../../config/index.ts'
import { AppError } from '../../core/index.ts'
import type { ClassLabel, FoundReading, Task } from '../../data/index.ts'
import { parseReferenceProfile, type ReferenceProfile } from '../../monitor/index.ts'
import { type ModelFolder, readModelFolder } from '../../onnx/index.ts'
import { type ModelVersion, resolveModelUri } from '../../registry/index.ts'
import { type Scorer, withScorer } from '../../score/index.ts'
import type { ProjectDeps } from '../ports/index.ts'
import { EXTRA_FILES } from './model-extra-files.ts'
import { readModelFiles } from './model-files.ts'

/** What `training-config.json` holds: enough to read the same rows again and to serve as the config says. */
export interface StoredTrainingConfig {
  readonly config: ConfigValues
  readonly task: Task
  readonly classes: readonly ClassLabel[]
  readonly data: {
    readonly sha256: string
    readonly rows: number
    /** What was found out about how its text is written. */
    readonly reading?: FoundReading | undefined
  }
}

/** What `reading-config.json` holds: how to read and judge rows of a model that was trained elsewhere, and no recipe to fit it by. */
export interface StoredReadingConfig extends Pick<StoredTrainingConfig, 'config' | 'data'> {
  /** The user named the table: the model is taken not to have learned from it. */
  readonly areNew: boolean
}

export interface StoredModel {
  /** Registered name, or the folder's name. */
  readonly name: string
  /** Registered version; absent for a folder. */
  readonly version: ModelVersion | undefined
  readonly digest: string
  readonly files: FolderFiles
  readonly folder: ModelFolder
}

/** To open a registered version. */
export type VersionDeps = Pick<ProjectDeps, 'blobs' | 'limits'>
/** To open whatever a URI points to. */
export type ModelDeps = VersionDeps & Pick<ProjectDeps, 'models' | 'runs' | 'files'>
/** To score with one. */
export type ScorerDeps = Pick<ProjectDeps, 'engine' | 'limits'>

/** Opens the model folder of a registered version and checks its digest. @throws ARTIFACT_NOT_FOUND, ARTIFACT_DIGEST, MODEL_INVALID */
export async function openVersion({ blobs, limits }: VersionDeps, version: ModelVersion): Promise<StoredModel> {
  const known = version.digest !== null
  const files = await readFolder(blobs, version.source, { maxBytes: limits.modelBytes, checked: known })
  const digest = await digestOfFolder(files)
  if (known && digest !== version.digest) {
    throw new AppError(
      'ARTIFACT_DIGEST',
      `the files of ${version.name} version ${version.version} are not those that were registered`,
      {
        where: version.source,
        fix: 'Restore the folder from a backup, or promote another version',
      },
    )
  }
  // The digest of the folder is made of those of its files: the list of them has nothing to add.
  return { name: version.name, version, digest, files, folder: readModelFolder(files, { checked: true }) }
}

/** Opens what a model URI or a folder path points to. @throws NAME_INVALID, RESOURCE_DOES_NOT_EXIST, and as `openVersion` */
export async function openModel(deps: ModelDeps, uri: string): Promise<StoredModel> {
  const resolved = await resolveModelUri(deps.models, uri)
  if (resolved.kind === 'registered') return openVersion(deps, resolved.version)
  const files =
    resolved.kind === 'folder'
      ? await readModelFiles(deps, resolved.path)
      : await readFolder(deps.blobs, artifactPath(await deps.runs.getRun(resolved.runId), resolved.path), {
          maxBytes: deps.limits.modelBytes,
          checked: true,
        })
  if (files === undefined) {
    throw new AppError('ARTIFACT_NOT_FOUND', `no model folder '${uri}'`, {
      fix: 'Name a folder with an MLmodel file, or a registered model such as models:/churn-classifier@champion',
    })
  }
  const name = uri.split('/').findLast((part) => part !== '') ?? 'model'
  return { name, version: undefined, digest: await digestOfFolder(files), files, folder: readModelFolder(files) }
}

/** Lends a scorer for the model's graph. @throws MODEL_INVALID, MODEL_TOO_COSTLY, MODEL_OPERATOR_UNSUPPORTED, and what `use` throws */
export function withModelScorer<T>(
  { engine, limits }: ScorerDeps,
  model: StoredModel,
  use: (scorer: Scorer) => Promise<T>,
): Promise<T> {
  return withScorer(model.folder.graph, { engine, limits }, use)
}

/** The reference profile; undefined for a model trained elsewhere. @throws MODEL_INVALID */
export function referenceProfileOf(model: StoredModel): ReferenceProfile | undefined {
  const bytes = model.files.get(EXTRA_FILES.referenceProfile)
  return bytes && parseReferenceProfile(new TextDecoder().decode(bytes))
}

/** The stored training config; undefined for a model trained elsewhere. @throws MODEL_INVALID */
export function trainingConfigOf(model: StoredModel): StoredTrainingConfig | undefined {
  return jsonFile<StoredTrainingConfig>(model, EXTRA_FILES.trainingConfig)
}

/** What a registration with a table has stored; undefined for any other model. @throws MODEL_INVALID */
export function readingConfigOf(model: StoredModel): StoredReadingConfig | undefined {
  return jsonFile<StoredReadingConfig>(model, EXTRA_FILES.readingConfig)
}

function jsonFile<T>(model: StoredModel, file: string): T | undefined {
  const bytes = model.files.get(file)
  if (bytes === undefined) return undefined
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as T
  } catch (cause) {
    throw new AppError('MODEL_INVALID', `${file} of ${model.name} is not JSON`, { cause })
  }
}
