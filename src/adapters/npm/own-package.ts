// This very package, as a file that an image can install where npm's registry does not have it.
import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { AppError } from '../../core/index.ts'
import type { OwnPackage } from '../../workflows/ports/index.ts'

const run = promisify(execFile)

/** `root`: absolute folder of the package's package.json. */
export function createOwnPackage(root: string): OwnPackage {
  return {
    async pack() {
      if (isFromRegistry(root)) return undefined
      const folder = await mkdtemp(join(tmpdir(), 'modelwright-pack-'))
      try {
        // In a checkout packing builds first; what is installed from a file is built, and has nothing to build with.
        const scripts = existsSync(join(root, 'tsconfig.build.json')) ? [] : ['--ignore-scripts']
        await run('npm', ['pack', root, '--pack-destination', folder, ...scripts], { cwd: root, timeout: 300_000 })
        const [name] = await readdir(folder)
        return { name: name!, bytes: await readFile(join(folder, name!)) }
      } catch (cause) {
        throw new AppError('PACKAGE_UNAVAILABLE', `modelwright runs from ${root}, which npm could not pack`, {
          fix: 'Run npm pack there and name the file with --package',
          cause,
        })
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },
  }
}

/** Whether npm installed this package from a registry, and so can install it again anywhere by its version. */
function isFromRegistry(root: string): boolean {
  try {
    const lock = readFileSync(join(dirname(root), '.package-lock.json'), 'utf8')
    const { packages } = JSON.parse(lock) as { packages: Record<string, { resolved?: string }> }
    return packages['node_modules/modelwright']?.resolved?.startsWith('https:') === true
  } catch {
    return false
  }
}
