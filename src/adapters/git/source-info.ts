// Asks git and the process where a run comes from.
import { execFile } from 'node:child_process'
import { userInfo } from 'node:os'
import { promisify } from 'node:util'
import type { GitState, RunEnvironment, SourceInfo } from '../../track/index.ts'

const run = promisify(execFile)

export interface SourceInfoOptions {
  /** A folder of the project. */
  readonly folder: string
  /** The command or script that runs. */
  readonly sourceName: string
  /** Version of this package. */
  readonly version: string
}

/** What git prints, or undefined if it fails: no git, not a repository, no commit yet, another user's repository. */
async function git(folder: string, ...args: string[]): Promise<string | undefined> {
  try {
    // No shell. The repository's own config must not start programs or take locks.
    const { stdout } = await run('git', ['-c', 'core.fsmonitor=false', '-C', folder, ...args], {
      env: { ...process.env, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' },
      timeout: 5000,
      maxBuffer: 16 * 1024 * 1024,
    })
    return stdout.trim()
  } catch {
    return undefined
  }
}

async function gitState(folder: string): Promise<GitState | undefined> {
  const [commit, branch, changes] = await Promise.all([
    git(folder, 'rev-parse', '--verify', 'HEAD'),
    git(folder, 'symbolic-ref', '--short', '--quiet', 'HEAD'),
    git(folder, 'status', '--porcelain', '--untracked-files=no', '--ignore-submodules'),
  ])
  if (commit === undefined) return undefined
  return { commit, dirty: changes !== '', ...(branch && { branch }) }
}

/** A user id without an entry in the system's list (containers) has no name. */
export function userName(): string {
  try {
    return userInfo().username
  } catch {
    return process.env.USER ?? String(process.getuid?.() ?? 'unknown')
  }
}

export function createSourceInfo({ folder, sourceName, version }: SourceInfoOptions): SourceInfo {
  return {
    async describe(): Promise<RunEnvironment> {
      const state = await gitState(folder)
      return {
        user: userName(),
        sourceName,
        version,
        node: process.versions.node,
        platform: `${process.platform}-${process.arch}`,
        ...(state && { git: state }),
      }
    },
  }
}
