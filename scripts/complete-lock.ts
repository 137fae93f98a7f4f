// Completes package-lock.json with the packages of other platforms: npm run lock:complete [path], after every npm install.
// npm leaves out what a registry's mirror does not carry, and `npm ci` then refuses the lock file that npm wrote
// (npm/cli issue 9846). What is locked is not looked up, so a complete lock file installs from any mirror.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

interface LockedPackage {
  readonly version?: string
  readonly dev?: boolean
  readonly optional?: boolean
  readonly os?: readonly string[]
  readonly cpu?: readonly string[]
  readonly libc?: readonly string[]
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

export interface LockFile {
  /** By place: `node_modules/fastify`. */
  readonly packages: Readonly<Record<string, LockedPackage>>
}

const OS = new Set([
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
])
const CPU = new Set(['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'])
const LIBC: Readonly<Record<string, string>> = { gnu: 'glibc', gnueabihf: 'glibc', musl: 'musl', musleabihf: 'musl' }

/** What the name of a platform package says of its platform: `binding-linux-x64-musl`. */
function platformOf(name: string): Required<Pick<LockedPackage, 'os' | 'cpu' | 'libc'>> {
  const words = name.split('/').at(-1)!.replace('armv7', 'arm').split('-')
  return {
    os: words.filter((word) => OS.has(word)),
    cpu: words.filter((word) => CPU.has(word)),
    libc: words.flatMap((word) => LIBC[word] ?? []),
  }
}

/** The platform packages that locked ones ask for and the lock file lacks, by their place. */
export function missingPlatforms({ packages }: LockFile): ReadonlyMap<string, LockedPackage> {
  const missing = new Map<string, LockedPackage>()
  for (const [place, { optionalDependencies = {}, dev }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      const { os, cpu, libc } = platformOf(name)
      const known = `node_modules/${name}` in packages || `${place}/node_modules/${name}` in packages
      // what is no platform's package, or asks for a range, is npm's to resolve
      if (known || os.length !== 1 || !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) continue
      missing.set(`node_modules/${name}`, {
        version,
        cpu,
        ...(dev ? { dev } : {}),
        ...(libc.length > 0 ? { libc } : {}),
        optional: true,
        os,
      })
    }
  }
  return missing
}

if (import.meta.main) {
  const path = process.argv[2] ?? join(import.meta.dirname, '../package-lock.json')
  const lock = JSON.parse(readFileSync(path, 'utf8')) as LockFile
  const entries = [...Object.entries(lock.packages), ...missingPlatforms(lock)]
  const packages = Object.fromEntries(entries.toSorted(([a], [b]) => a.localeCompare(b, 'en')))
  writeFileSync(path, `${JSON.stringify({ ...lock, packages }, null, 2)}\n`)
}
