// ship: the files that carry a model to where it runs.
import { basename } from 'node:path'
import { type ShippedFiles, shipCompose, shipDocker, shipGithub } from '../ship/index.ts'
import { modelName } from './model-reference.ts'
import type { ProjectDeps } from './project-deps.ts'
import { openModel, type StoredModel } from './stored-model.ts'

export interface ShipRequest {
  readonly what: 'docker' | 'compose' | 'github'
  /** URI of the model; its folder is copied into the build context (docker, compose). */
  readonly model: string
  /** Folder to write to. */
  readonly out: string
  readonly overwrite: boolean
  /** Path of a packed modelwright to install instead of the registry's. */
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

/** @throws RESOURCE_ALREADY_EXISTS where files are there already and `overwrite` is false, ARTIFACT_NOT_FOUND */
export async function ship(deps: ProjectDeps, request: ShipRequest): Promise<ShipResult> {
  const files = request.what === 'github' ? githubFiles(request) : await containerFiles(deps, request)
  await deps.files.writeFolder(request.out, files, { overwrite: request.overwrite })
  return { what: request.what, model: request.model, out: request.out, files: [...files.keys()].sort() }
}

function githubFiles({ model, configPath }: ShipRequest): ShippedFiles {
  return shipGithub({ modelName: modelName(model), ...(configPath === undefined ? {} : { configPath }) })
}

async function containerFiles(
  deps: ProjectDeps,
  { what, model, packageFile }: ShipRequest,
): Promise<Map<string, string | Uint8Array>> {
  const stored = await openModel(deps, model)
  const { version, git } = await deps.source.describe()
  const packed = packageFile && { name: basename(packageFile), bytes: await deps.files.read(packageFile) }
  const options = {
    modelName: stored.name,
    modelVersion: String(stored.version?.version ?? 1),
    modelDigest: `sha256:${stored.digest}`,
    packageVersion: version,
    ...(git ? { gitSha: git.commit } : {}),
    ...(packed ? { packageFile: packed.name } : {}),
  }
  const shipped = what === 'docker' ? shipDocker(options) : shipCompose(options)
  const context = what === 'docker' ? '' : contextOf(shipped)
  return new Map<string, string | Uint8Array>([
    ...shipped,
    ...modelFiles(stored, `${context}model/`),
    ...(packed ? [[`${context}${packed.name}`, packed.bytes] as const] : []),
  ])
}

/** The folder the Dockerfile stands in: `api/`, or nothing. */
function contextOf(files: ShippedFiles): string {
  return [...files.keys()].find((path) => path.endsWith('Dockerfile'))!.replace(/Dockerfile$/, '')
}

function modelFiles(stored: StoredModel, prefix: string): (readonly [string, Uint8Array])[] {
  return [...stored.files].map(([path, bytes]) => [`${prefix}${path}`, bytes] as const)
}
