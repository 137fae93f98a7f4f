// Our tracking server as a process, on loopback, with a store of its own in a temporary folder.
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'

const MAIN = join(import.meta.dirname, '../../../src/cli/main.ts')

export interface OurServer {
  readonly address: string
  stop(): Promise<void>
}

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'modelwright-server-'))

/** Makes a key for whom that folder's server may be asked by; it is the password of any user. */
export async function keyOf(folder: string, role: 'admin' | 'viewer'): Promise<{ username: string; password: string }> {
  const words = [MAIN, 'keys', 'add', role, '--role', role, '--json']
  const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: folder })
  return { username: role, password: (JSON.parse(stdout) as { key: string }).key }
}

/** Removes the folder when it stops. @throws Error of a server that ends at once */
export async function startOurServer(folder: string, env: Readonly<Record<string, string>> = {}): Promise<OurServer> {
  const child = spawn(process.execPath, [MAIN, 'server', '--port', '0', '--log-level', 'warn', '--json'], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const [line] = (await Promise.race([once(createInterface(child.stdout), 'line'), ended])) as [string | number]
  const stop = async (): Promise<void> => {
    child.kill('SIGINT')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  if (typeof line !== 'string') throw new Error(`the server ended with ${line}; it says above why`)
  return { address: (JSON.parse(line) as { address: string }).address, stop }
}
