import { AppError, validateModelName } from '../core/index.ts'

/** Files to write, by path relative to the folder that the user chose; forward slashes. */
export type ShippedFiles = ReadonlyMap<string, string>

export interface DockerOptions {
  /** Registered name of the model. */
  readonly modelName: string
  /** Version of the model, a positive whole number as text. */
  readonly modelVersion: string
  /** Digest of the model folder: `sha256:` and 64 hex digits. */
  readonly modelDigest: string
  /** Commit the model was trained from. @default no label */
  readonly gitSha?: string
  /** Version of modelwright in the image. */
  readonly packageVersion: string
  /** File name of a packed modelwright that lies beside the Dockerfile; it is installed instead of the registry's. @default from the registry */
  readonly packageFile?: string
  /** Version of Node: `24` or `24.21.0`. @default '24' */
  readonly nodeVersion?: string
  /** Digest of the base image, `sha256:` and 64 hex digits; pins it. @default the tag alone */
  readonly baseDigest?: string
  /** Whether the graph runs on onnxruntime-node, which the image then gets. @default false */
  readonly onnxRuntime?: boolean | undefined
  /** Port inside the container. @default 8000 */
  readonly port?: number
}

export interface ComposeOptions extends DockerOptions {
  /** Name the built image gets. @default the model's name in lower case */
  readonly image?: string
  /** Folder of the store that the server follows, from the folder of the compose file or absolute; forward slashes. */
  readonly storePath: string
}

export interface GithubOptions {
  /** Registered name of the model. */
  readonly modelName: string
  /** Config file that `train` reads, relative to the repository. @default 'modelwright.yaml' */
  readonly configPath?: string | undefined
  /** Branch whose pushes train and deploy. @default 'main' */
  readonly branch?: string
  /** Image without registry and tag; pushed to ghcr.io under the repository's owner. @default the model's name in lower case */
  readonly image?: string
  /** Version of Node. @default '24' */
  readonly nodeVersion?: string
  /** Port inside the container. @default 8000 */
  readonly port?: number
}

const SHA256 = /^sha256:[0-9a-f]{64}$/

function demand(ok: boolean, option: string, value: unknown, fix: string): void {
  if (!ok) throw new AppError('USAGE', `${JSON.stringify(value)} is not allowed`, { where: option, fix })
}

/** A model's name as it may stand in a Dockerfile, a workflow and YAML. @throws NAME_INVALID */
function validateShippedName(name: string): string {
  validateModelName(name)
  if (!/^[\w .()-]+$/.test(name)) {
    throw new AppError('NAME_INVALID', `the model name ${JSON.stringify(name)} cannot stand in a shipped file`, {
      fix: 'Register the model under a name of letters, digits, spaces and . _ - ( )',
    })
  }
  return name
}

/** `Churn Classifier (EU)` → `churn-classifier-eu`: a name fit for an image. */
export function imageName(modelName: string): string {
  return (
    modelName
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-+|-+$/g, '') || 'model'
  )
}

type Checked<T extends { readonly modelName: string }> = T & {
  readonly nodeVersion: string
  readonly port: number
}

/** Options with their defaults, each value checked because it becomes a line of somebody's file. @throws USAGE, NAME_INVALID */
export function checkShipOptions<T extends DockerOptions | ComposeOptions | GithubOptions>(options: T): Checked<T> {
  const checked = { ...options, nodeVersion: options.nodeVersion ?? '24', port: options.port ?? 8000 }
  const { modelVersion, modelDigest, gitSha, packageVersion, packageFile, baseDigest } =
    options as Partial<DockerOptions>
  const { image, storePath } = options as Partial<ComposeOptions>
  const { configPath, branch } = options as Partial<GithubOptions>
  validateShippedName(options.modelName)
  const { port, nodeVersion } = checked
  demand(Number.isInteger(port) && port > 0 && port < 65_536, 'port', port, 'Use a port from 1 to 65535')
  demand(/^\d+(\.\d+){0,2}$/.test(nodeVersion), 'nodeVersion', nodeVersion, 'Use a version such as 24 or 24.21.0')
  const patterns: [option: string, value: string | undefined, pattern: RegExp, fix: string][] = [
    ['modelVersion', modelVersion, /^[1-9]\d*$/, 'Use a version number such as 3'],
    ['modelDigest', modelDigest, SHA256, 'Use sha256: and 64 hex digits'],
    ['baseDigest', baseDigest, SHA256, 'Use sha256: and 64 hex digits, as docker buildx imagetools inspect prints'],
    ['gitSha', gitSha, /^[0-9a-f]{7,64}$/, 'Use the hex digits that git rev-parse HEAD prints'],
    ['packageVersion', packageVersion, /^\d+\.\d+\.\d+(-[\w.-]+)?$/, 'Use an exact version such as 1.2.3'],
    ['packageFile', packageFile, /^[\w.-]+\.tgz$/, 'Use the name of the file that npm pack wrote'],
    // what compose would read as a variable or as the end of the path cannot be in it
    ['storePath', storePath, /^[^$:{}\0\n]+$/, 'Keep the store in a folder without $, :, { and } in its path'],
    ['image', image, /^[a-z0-9]+([._/-][a-z0-9]+)*$/, 'Use lower-case letters, digits and . _ - / between them'],
    ['configPath', configPath, /^[\w./-]+$/, 'Use a path of letters, digits and . _ - /'],
    ['branch', branch, /^[\w./-]+$/, 'Use a branch of letters, digits and . _ - /'],
  ]
  for (const [option, value, pattern, fix] of patterns) {
    if (value !== undefined) demand(pattern.test(value), option, value, fix)
  }
  return checked
}
