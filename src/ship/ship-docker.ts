import { checkShipOptions, type DockerOptions, imageName, type ShippedFiles } from './ship-options.ts'

/** The unprivileged user of the image; a number, so that Kubernetes can see that it is not root. */
const UID = 10_001

/** What the container runs to see whether it is healthy; Node itself, because the image has no curl. */
export function healthCommand(port: number): readonly string[] {
  const script = `fetch('http://127.0.0.1:${port}/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))`
  return ['node', '-e', script]
}

const execForm = (command: readonly string[]): string => `[${command.map((word) => JSON.stringify(word)).join(', ')}]`

function renderDockerfile(options: ReturnType<typeof checkShipOptions<DockerOptions>>): string {
  const { modelName, modelVersion, modelDigest, gitSha, packageVersion, packageFile, nodeVersion, baseDigest, port } =
    options
  const tag = `node:${nodeVersion}-bookworm-slim`
  const base = baseDigest === undefined ? tag : `${tag}@${baseDigest}`
  const pin =
    baseDigest === undefined
      ? `# To pin the base image: docker buildx imagetools inspect ${tag}, and put @sha256:… behind the tag.`
      : `# Pinned by digest; a new one: docker buildx imagetools inspect ${tag}`
  const labels = [
    ['org.opencontainers.image.title', modelName],
    ['org.opencontainers.image.version', modelVersion],
    ...(gitSha === undefined ? [] : [['org.opencontainers.image.revision', gitSha]]),
    ['io.modelwright.version', packageVersion],
    ['io.modelwright.model.name', modelName],
    ['io.modelwright.model.version', modelVersion],
    ['io.modelwright.model.digest', modelDigest],
  ].map(([key, value]) => `${key}="${value}"`)
  return `# syntax=docker/dockerfile:1
# Serves ${modelName} version ${modelVersion}. Before the first build write the lock file: npm install --package-lock-only
${pin}
FROM ${base} AS install
WORKDIR /app
COPY ${['package.json', 'package-lock.json', packageFile].filter(Boolean).join(' ')} ./
RUN npm ci --omit=dev --no-audit --no-fund

FROM ${base}
LABEL ${labels.join(' \\\n      ')}
ENV NODE_ENV=production MODEL_PATH=/app/model MODEL_VERSION=${modelVersion}
WORKDIR /app
COPY --from=install /app/node_modules ./node_modules
COPY package.json ./
COPY model ./model
# The one place it writes to: the log of predictions. The root may be read-only.
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

/** A build context that serves one model by itself: Dockerfile, .dockerignore, package.json. The caller puts the model folder beside them as `model/`. @throws USAGE, NAME_INVALID */
export function shipDocker(options: DockerOptions): ShippedFiles {
  const checked = checkShipOptions(options)
  const { modelName, packageVersion, packageFile } = checked
  const manifest = {
    name: `${imageName(modelName)}-server`,
    private: true,
    type: 'module',
    dependencies: { modelwright: packageFile === undefined ? packageVersion : `file:${packageFile}` },
  }
  // everything is left out of the context but what the Dockerfile copies
  const wanted = ['package.json', 'package-lock.json', 'model', packageFile].filter((path) => path !== undefined)
  return new Map([
    ['Dockerfile', renderDockerfile(checked)],
    ['.dockerignore', ['*', ...wanted.map((path) => `!${path}`), ''].join('\n')],
    ['package.json', `${JSON.stringify(manifest, null, 2)}\n`],
  ])
}
