// ship: the files that carry a model to where it runs.
import { basename, isAbsolute, relative } from 'node:path'
import { prepareGraph } from '../../score/index.ts'
import { type ShippedFiles, shipCompose, shipDocker, shipGithub } from '../../ship/index.ts'
import { type ModelDeps, modelName, openModel, type StoredModel } from '../models/index.ts'
import type { ProjectDeps } from '../ports/index.ts'

type ContainerDeps = ModelDeps & Pick<ProjectDeps, 'source' | 'files' | 'ownPackage' | 'store'>
export type ShipDeps = ContainerDeps & Pick<ProjectDeps, 'reporter'>

export interface ShipRequest {
  readonly what: 'docker' | 'compose' | 'github'
  /** URI of the model: copied into the build context (docker), or followed by its name (compose). */
  readonly model: string
  /** Absolute folder to write to. */
  readonly out: string
  readonly overwrite: boolean
  /** Path of a packed modelwright for the image. @default the one that runs, from the registry if that has it */
  readonly packageFile?: string | undefined
  /** Path of the config in the repository (github). */
  readonly configPath?: string | undefined
}

export interface ShipResult {
  readonly what: ShipRequest['what']
  readonly model: string
  readonly out: string
  /** Relative to `out`, sorted. */
  readonly files: readonly string[]
}

/** @throws RESOURCE_ALREADY_EXISTS where files are there already and `overwrite` is false, ARTIFACT_NOT_FOUND, PACKAGE_UNAVAILABLE */
export async function ship(deps: ShipDeps, request: ShipRequest): Promise<ShipResult> {
  const files = request.what === 'github' ? await githubFiles(deps, request) : await containerFiles(deps, request)
  await deps.files.writeFolder(request.out, files, { overwrite: request.overwrite })
  return { what: request.what, model: request.model, out: request.out, files: [...files.keys()].sort() }
}

async function githubFiles(
  { source, reporter }: Pick<ProjectDeps, 'source' | 'reporter'>,
  { model, configPath }: ShipRequest,
): Promise<ShippedFiles> {
  if (configPath === undefined) {
    reporter.warn('there is no config here: the workflow trains with modelwright.yaml. Write it before you push')
  }
  if ((await source.describe()).git === undefined) {
    reporter.warn('this is no git repository with a commit: the workflow runs in one on GitHub. Start with git init')
  }
  return shipGithub({ modelName: modelName(model), configPath })
}

async function containerFiles(
  deps: ContainerDeps,
  { what, model, out, packageFile }: ShipRequest,
): Promise<Map<string, string | Uint8Array>> {
  const stored = await openModel(deps, model)
  const { version, git } = await deps.source.describe()
  const packed =
    packageFile === undefined
      ? await deps.ownPackage.pack()
      : { name: basename(packageFile), bytes: await deps.files.read(packageFile) }
  const options = {
    modelName: stored.name,
    modelVersion: String(stored.version?.version ?? 1),
    modelDigest: `sha256:${stored.digest}`,
    packageVersion: version,
    onnxRuntime: needsOnnxRuntime(stored),
    ...(git ? { gitSha: git.commit } : {}),
    ...(packed ? { packageFile: packed.name } : {}),
  }
  const shipped =
    what === 'docker'
      ? shipDocker(options)
      : shipCompose({ ...options, storePath: relativeStore(out, deps.store.folder()) })
  return new Map<string, string | Uint8Array>([
    ...shipped,
    ...(what === 'docker' ? modelFiles(stored) : []),
    ...(packed ? [[packed.name, packed.bytes] as const] : []),
  ])
}

/** Whether our own scorer cannot run the graph, so that the image must bring the other engine. */
function needsOnnxRuntime({ folder }: StoredModel): boolean {
  return prepareGraph(folder.graph, {}).unsupported !== undefined
}

/** As compose reads it: from the folder of its file, and marked as a path. */
function relativeStore(out: string, store: string): string {
  const path = relative(out, store).replaceAll('\\', '/')
  return isAbsolute(path) || path.startsWith('.') ? path : `./${path}`
}

function modelFiles(stored: StoredModel): (readonly [string, Uint8Array])[] {
  return [...stored.files].map(([path, bytes]) => [`model/${path}`, bytes] as const)
}
