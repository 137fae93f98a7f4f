// An image tool without a daemon and without a registry: buildah with a store of its own, and a base image made of
// what this machine has. It stands in for node:24-bookworm-slim: Node of this repository, npm, a shell.
import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const PROGRAMS = ['/bin/sh', '/bin/mkdir', '/bin/chown', '/usr/bin/env']
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt'

export interface LocalImages {
  /** Runs buildah over this store; gives what it printed. */
  buildah(...args: string[]): Promise<string>
  /** The options that make any buildah command use this store. */
  readonly store: readonly string[]
  remove(): Promise<void>
}

/** The shared libraries of a program, by the paths it asks for. */
async function libraries(program: string): Promise<string[]> {
  const { stdout } = await run('ldd', [program])
  return [...stdout.matchAll(/(\/\S+) \(0x/g)].map((match) => match[1]!)
}

/** A root file system with Node, npm, a shell and the certificates that npm needs. */
async function makeRoot(root: string): Promise<void> {
  for (const path of ['usr/bin', 'usr/lib', 'usr/lib64', 'etc/ssl/certs', 'root', 'tmp', 'proc', 'dev', 'sys']) {
    mkdirSync(join(root, path), { recursive: true })
  }
  for (const name of ['bin', 'lib', 'lib64']) symlinkSync(`usr/${name}`, join(root, name))
  const copy = (from: string, to = from): void => {
    mkdirSync(dirname(join(root, to)), { recursive: true })
    cpSync(realpathSync(from), join(root, to), { dereference: true, recursive: true })
  }
  for (const program of [process.execPath, ...PROGRAMS]) {
    for (const library of await libraries(program)) copy(library)
  }
  for (const program of PROGRAMS) copy(program)
  copy(process.execPath, '/usr/bin/node')
  const npm = realpathSync((await run('sh', ['-c', 'command -v npm'])).stdout.trim())
  copy(dirname(dirname(npm)), '/usr/lib/node_modules/npm')
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(root, 'usr/bin/npm'))
  if (existsSync(CERTIFICATES)) copy(CERTIFICATES)
}

/** A store that answers `FROM <base>` with an image made of this machine. */
export async function createLocalImages(base: string): Promise<LocalImages> {
  const folder = mkdtempSync(join(tmpdir(), 'images-'))
  const store = ['--root', join(folder, 'store'), '--runroot', join(folder, 'run'), '--storage-driver', 'vfs']
  const buildah = async (...args: string[]): Promise<string> => {
    const { stdout } = await run('buildah', [...store, ...args], { maxBuffer: 1 << 26 })
    return stdout.trim()
  }
  const root = join(folder, 'root')
  await makeRoot(root)
  const container = await buildah('from', 'scratch')
  await buildah('copy', container, root, '/')
  await buildah('config', '--env', `NODE_EXTRA_CA_CERTS=${CERTIFICATES}`, '--env', 'PATH=/usr/bin', container)
  await buildah('commit', '--rm', container, `docker.io/library/${base}`)
  rmSync(root, { recursive: true })
  return {
    buildah,
    store,
    remove: async () => {
      await buildah('rm', '--all')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The configuration of an image, as Docker writes it. */
export interface ImageConfig {
  readonly User: string
  readonly Cmd: readonly string[]
  readonly Labels: Readonly<Record<string, string>>
  readonly Healthcheck?: { readonly Test: readonly string[] }
}

/** Reads it from what `buildah inspect` prints. */
export function imageConfig(inspected: string): ImageConfig {
  return (JSON.parse(inspected) as { Docker: { config: ImageConfig } }).Docker.config
}
