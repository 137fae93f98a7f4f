import { checkShipOptions, type DockerOptions, imageName, type ShippedFiles } from './ship-options.ts'

/** The release that the suites run; a peer of modelwright's, so it is installed only by who needs it. */
const ONNXRUNTIME_VERSION = '1.30.0'

/** The unprivileged user of the image; a number, so that Kubernetes can see that it is not root. */
const UID = 10_001

/** What the container runs to see whether it is healthy; Node itself, because the image has no curl. */
export function healthCommand(port: number): readonly string[] {
  const script = `fetch('http://127.0.0.1:${port}/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))`
  return ['node', '-e', script]
}

const execForm = (command: readonly string[]): string => `[${command.map((word) => JSON.stringify(word)).join(', ')}]`

/** How the container comes to its model. */
type ModelPlace =
  | { readonly kind: 'baked'; readonly version: string; readonly digest: string }
  /** Followed by its reference in a store that is mounted at `.modelwright`: promotions and rollbacks arrive. */
  | { readonly kind: 'followed'; readonly uri: string }

/** What both images have in common: everything but the model. */
interface ImageOptions
  extends Pick<
    ReturnType<typeof checkShipOptions<DockerOptions>>,
    'modelName' | 'gitSha' | 'packageVersion' | 'packageFile' | 'nodeVersion' | 'baseDigest' | 'port' | 'onnxRuntime'
  > {
  readonly model: ModelPlace
}

function renderDockerfile(options: ImageOptions): string {
  const { modelName, model, gitSha, packageVersion, packageFile, nodeVersion, baseDigest, port } = options
  const tag = `node:${nodeVersion}-bookworm-slim`
  const base = baseDigest === undefined ? tag : `${tag}@${baseDigest}`
  const pin =
    baseDigest === undefined
      ? `# To pin the base image: docker buildx imagetools inspect ${tag}, and put @sha256:… behind the tag.`
      : `# Pinned by digest; a new one: docker buildx imagetools inspect ${tag}`
  const labels = [
    ['org.opencontainers.image.title', modelName],
    ...(model.kind === 'baked' ? [['org.opencontainers.image.version', model.version]] : []),
    ...(gitSha === undefined ? [] : [['org.opencontainers.image.revision', gitSha]]),
    ['io.modelwright.version', packageVersion],
    ['io.modelwright.model.name', modelName],
    ...(model.kind === 'baked'
      ? [
          ['io.modelwright.model.version', model.version],
          ['io.modelwright.model.digest', model.digest],
        ]
      : []),
  ].map(([key, value]) => `${key}="${value}"`)
  const what =
    model.kind === 'baked' ? `${modelName} version ${model.version}` : `${model.uri} of the store it is given`
  const env =
    model.kind === 'baked' ? `MODEL_PATH=/app/model MODEL_VERSION=${model.version}` : `MODEL_URI="${model.uri}"`
  return `# syntax=docker/dockerfile:1
# Serves ${what}. Before the first build write the lock file: npm install --package-lock-only
${pin}
FROM ${base} AS install
WORKDIR /app
COPY ${['package.json', 'package-lock.json', packageFile].filter(Boolean).join(' ')} ./
# Nothing that is installed needs a script of its own to run here.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM ${base}
LABEL ${labels.join(' \\\n      ')}
ENV NODE_ENV=production ${env}
# The command, for docker exec: modelwright models list
ENV PATH=/app/node_modules/.bin:$PATH
WORKDIR /app
COPY --from=install /app/node_modules ./node_modules
COPY package.json ./
${model.kind === 'baked' ? 'COPY model ./model\n' : ''}# The one place it writes to. The root may be read-only.
RUN mkdir .modelwright && chown ${UID}:${UID} .modelwright
VOLUME /app/.modelwright
USER ${UID}:${UID}
EXPOSE ${port}
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 CMD ${execForm(healthCommand(port))}
# Inside a container the server must listen on every address, and this version has no keys yet, hence --insecure:
# publish the port to the machine alone (-p 127.0.0.1:${port}:${port}) or put a proxy that knows its callers before it.
CMD ${execForm(['node', 'node_modules/modelwright/dist/cli/main.js', 'serve', '--host', '0.0.0.0', '--port', String(port), '--insecure'])}
`
}

/** The build context of a server: Dockerfile, .dockerignore, package.json. */
export function imageFiles(options: ImageOptions): ShippedFiles {
  const { modelName, model, packageVersion, packageFile, onnxRuntime = false } = options
  const manifest = {
    name: `${imageName(modelName)}-server`,
    private: true,
    type: 'module',
    dependencies: {
      modelwright: packageFile === undefined ? packageVersion : `file:${packageFile}`,
      ...(onnxRuntime ? { 'onnxruntime-node': ONNXRUNTIME_VERSION } : {}),
    },
  }
  // everything is left out of the context but what the Dockerfile copies
  const wanted = ['package.json', 'package-lock.json', model.kind === 'baked' ? 'model' : undefined, packageFile]
  return new Map([
    ['Dockerfile', renderDockerfile(options)],
    ['.dockerignore', ['*', ...wanted.filter((path) => path !== undefined).map((path) => `!${path}`), ''].join('\n')],
    ['package.json', `${JSON.stringify(manifest, null, 2)}\n`],
  ])
}

/** A build context that serves one model by itself. The caller puts the model folder beside the files as `model/`. @throws USAGE, NAME_INVALID */
export function shipDocker(options: DockerOptions): ShippedFiles {
  const checked = checkShipOptions(options)
  return imageFiles({
    ...checked,
    model: { kind: 'baked', version: checked.modelVersion, digest: checked.modelDigest },
  })
}
